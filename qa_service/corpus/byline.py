"""Byline: the date and author in the text of an article, from lines that contain nothing else.

A date inside a sentence doesn't count. Months have the names of every Arab region, from the CLDR; Hijri
dates are converted by the calendar of Umm al-Qura.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from babel import Locale
from hijridate import Hijri

from qa_service.arabic.analysis.folding import fold_word
from qa_service.corpus.lines import lines

_FIRST_LINES, _LAST_LINES = 8, 3  # of a text, searched for bylines
_MAX_CHARS = 90
_REGIONS = ("ar", "ar_MA", "ar_DZ", "ar_TN", "ar_SY", "ar_IQ", "ar_SA", "ar_MR")
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DAY_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s+(?:من\s+)?([^\W\d_]+(?:\s+[^\W\d_]+)?)،?\s+(\d{4})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}))(?!\d)")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?")
_HIJRI_YEARS, _YEARS = range(1343, 1501), range(1800, 2200)  # of the tables of Umm al-Qura; of articles
_BESIDE_WORDS = (
    "نشر نشرت تم النشر بتاريخ تاريخ التاريخ في يوم على الساعة آخر تحديث التحديث كتب الموافق الموافقة هـ م ل من غرينتش "
    " بتوقيت صباحا مساء ظهرا بعد قبل gmt am pm date published"
)
_BESIDE = frozenset(map(fold_word, _BESIDE_WORDS.split()))
_AUTHOR = re.compile(
    r"\W*(?:بقلم(?!\s+(?:رصاص|حبر|جاف|أحمر|أزرق))\s*[:\-–]?"
    r"|(?:الكاتب|الكاتبة|كاتب المقال|إعداد|اعداد|كتب|كتبت|كتبه|كتبته|تحرير|المحرر)\s*:)\s*"
    r"(?P<name>[^\W\d_]{2,}(?:[ .\-][^\W\d_]+\.?){1,4})\W*"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One key of the metadata, its value, and the 1-based line of the text it comes from."""

    key: str
    value: str
    line: int
    quote: str


def find_metadata(text: str) -> tuple[Found, ...]:
    """Return the date and the author found in the first or last lines of an article, each at most once."""
    spans = list(lines(text))
    looked_at = spans[:_FIRST_LINES] + spans[max(_FIRST_LINES, len(spans) - _LAST_LINES) :]
    found: dict[str, Found] = {}
    for start, end in looked_at:
        line = text[start:end].strip()
        if len(line) > _MAX_CHARS:
            continue
        for key, value in (("date", _date_of(line)), ("author", _author_of(line))):
            if value is not None:
                found.setdefault(key, Found(key, value, text.count("\n", 0, start) + 1, line))
    return tuple(found.values())


def _author_of(line: str) -> str | None:
    match = _AUTHOR.fullmatch(line)
    return " ".join(match["name"].split()) if match else None


def _date_of(line: str) -> str | None:
    """Return the date of a line that contains only a date, a weekday and a time; Gregorian if both calendars occur."""
    if not _DIGIT.search(line):
        return None
    plain = line.translate(_WESTERN)
    gregorian: list[date] = []
    hijri: list[date] = []
    rest = plain
    for match in chain(_DAY_MONTH_YEAR.finditer(plain), _DIGITS.finditer(plain)):
        day = _day_of(match)
        if day is None:
            continue
        rest = rest.replace(match[0], " ")
        (hijri if day[1] else gregorian).append(day[0])
    dates = gregorian or hijri
    if len(set(dates)) != 1 or not _says_nothing_else(_CLOCK.sub(" ", rest)):
        return None
    return str(dates[0])


def _day_of(match: re.Match[str]) -> tuple[date, bool] | None:
    """Return the day of a date in words or digits, and whether it was Hijri; None if it isn't a valid day."""
    if match.re is _DAY_MONTH_YEAR:
        month = _months().get(_key(match[2]))
        day, year = int(match[1]), int(match[3])
        if month is None:
            return None
        number, is_hijri = month
    else:
        year, number, day = (int(match[1] or match[8]), int(match[3] or match[7]), int(match[4] or match[5]))
        is_hijri = year in _HIJRI_YEARS
        if match[8] and number <= 12 and day <= 12 and number != day:
            return None  # ambiguous: 05/06/2023 is the fifth of June or the sixth of May
    if year not in (_HIJRI_YEARS if is_hijri else _YEARS):
        return None
    try:
        return (Hijri(year, number, day).to_gregorian() if is_hijri else date(year, number, day)), is_hijri
    except (ValueError, OverflowError):
        return None


@cache
def _months() -> dict[str, tuple[int, bool]]:
    """Return every name of a month with its number, and whether it is Hijri."""
    return dict(_named_months())


def _named_months() -> Iterator[tuple[str, tuple[int, bool]]]:
    hijri = (
        "محرم",
        "صفر",
        "ربيع الأول",
        "ربيع الآخر",
        "جمادى الأولى",
        "جمادى الآخرة",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذو القعدة",
        "ذو الحجة",
    )
    for number, name in enumerate(hijri, 1):
        yield _key(name), (number, True)
    for name, number in (("ربيع الثاني", 4), ("جمادى الثانية", 6), ("ذي القعدة", 11), ("ذي الحجة", 12)):
        yield _key(name), (number, True)
    for region in _REGIONS:
        for number, name in Locale.parse(region).months["format"]["wide"].items():
            yield _key(name), (number, False)


def _key(name: str) -> str:
    return " ".join(map(fold_word, name.split()))


def _says_nothing_else(rest: str) -> bool:
    """Return whether the rest of a line with a date is only weekdays, times and introductory words."""
    words = [fold_word(word) for word in re.findall(r"[^\W\d_]+", rest)]
    return all(word in _BESIDE or word in _days() for word in words) and not _DIGIT.search(rest)


@cache
def _days() -> frozenset[str]:
    """Return the names of the days of the week."""
    return frozenset(fold_word(name) for name in Locale.parse("ar").days["format"]["wide"].values())

"""Byline: the date and author in the text of an article, from lines that contain nothing else.

A date inside a sentence doesn't count. `corpus/months.py` knows the names of the months; Hijri dates are converted by
the calendar of Umm al-Qura.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from babel import Locale
from hijridate import Hijri

from qa_service.arabic.analysis.folding import fold_word
from qa_service.corpus.lines import lines
from qa_service.corpus.months import NAMES, month_of

_FIRST_LINES, _LAST_LINES = 8, 3  # of a text, searched for bylines
_MAX_CHARS = 90
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_DAY_MONTH_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}})\s+(?:من\s+)?({NAMES})\s*[,،]?\s+(\d{{4}})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}))(?!\d)")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?")
_HIJRI_YEARS, _YEARS = range(1343, 1501), range(1800, 2200)  # of the tables of Umm al-Qura; of articles
_BESIDE_WORDS = (
    "نشر نشرت تم النشر بتاريخ تاريخ التاريخ في يوم على الساعة آخر تحديث التحديث كتب الموافق الموافقة هـ م ل من غرينتش "
    " بتوقيت صباحا مساء ظهرا بعد قبل gmt am pm date published"
)
_BESIDE = frozenset(map(fold_word, _BESIDE_WORDS.split()))
_NAME = r"(?P<name>[^\W\d_]{2,}(?:[ .\-][^\W\d_]+\.?){1,4})"
_AUTHOR = re.compile(
    r"\W*(?:بقلم(?!\s+(?:رصاص|حبر|جاف|أحمر|أزرق))\s*[:\-–—/|]?"
    r"|(?:الكاتب|الكاتبة|كاتب المقال|إعداد|اعداد|كتب|كتبت|كتبه|كتبته|كتبها|تحرير|المحرر)\s*[:\-–—/|])\s*"
    rf"{_NAME}\W*"
)
# Kinds of articles before a name; also what titles begin with («تقرير: ...»), so the title is never read so.
_REPORTER = re.compile(
    r"\W*(?:(?:أجرى|اجرى|أجرت|اجرت)\s+(?:الحوار|المقابلة|اللقاء)|حاور(?:ه|ها|هم|ته|تها)|حوار|تقرير|متابعة|تحقيق|تغطية"
    r"|استطلاع|ر[وي]بورتاج|مراسلة|مراسلنا|مراسلتنا)\s*[:\-–—/|]\s*"
    rf"{_NAME}\W*"
)
_NAME_AND_DATE = re.compile(r"\W*(?P<name>[^\W\d_]+(?: [^\W\d_]+\.?){0,3})\s*[\-–—|/،,]\s*(?P<date>\D{0,12}\d.{5,40})")
# What stands before a date like a name and is none: agencies, papers, places of two words.
_NO_NAME_WORDS = (
    "وكالة وكالات صحيفة جريدة موقع قناة مجلة شبكة إذاعة هيئة تحرير متابعة متابعات خاص مراسل مراسلون صدى أخبار "
    "مدينة بني أبو سيدي عين وادي دير بيت رام تل خان شرم بور مكة جبل جزر جزيرة جنوب شمال شرق غرب ولاية محافظة عمالة "
    "آخر نشر تحديث الدار المدينة القاهرة يوم ساعة صباح مساء في من على عن إلى الى مع بين بعد قبل ضد ثم أو و ما لا لم لن "
    "هل كيف هذا هذه التي الذي"
)
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_TITLE_LINES = 4  # of a text: a line of a name and a date stands right under the title
_LATEST_ARTICLES = 1990  # a year before it, beside something like a name, is the year of an event


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
    for place, (start, end) in enumerate(looked_at):
        line = text[start:end].strip()
        if len(line) > _MAX_CHARS:
            continue
        both = _name_and_date_of(line) if 0 < place < _TITLE_LINES else (None, None)
        author = _author_of(line, is_title=place == 0) or both[0]
        for key, value in (("date", _date_of(line) or both[1]), ("author", author)):
            if value is not None:
                found.setdefault(key, Found(key, value, text.count("\n", 0, start) + 1, line))
    return tuple(found.values())


def _author_of(line: str, *, is_title: bool) -> str | None:
    match = _AUTHOR.fullmatch(line) or (None if is_title else _REPORTER.fullmatch(line))
    if match is None:
        return None
    name = " ".join(match["name"].split())
    return None if match.re is _REPORTER and not _is_name(name) else name


def _is_name(words: str) -> bool:
    """Return whether words may be the name of a person: two to four, none of which stands in a heading."""
    parts = words.split()
    return 2 <= len(parts) <= 4 and not _NO_NAMES.intersection(parts)


def _name_and_date_of(line: str) -> tuple[str | None, str | None]:
    """Return the author and the date of a line «NAME - 5 ماي 2020»; of «PLACE - 5 ماي 2020» the date alone."""
    match = _NAME_AND_DATE.fullmatch(line) if _DIGIT.search(line) else None
    day = _date_of(match["date"]) if match else None
    if match is None or day is None or int(day[:4]) < _LATEST_ARTICLES:
        return None, None
    name = " ".join(match["name"].split())
    return (name if _is_name(name) else None), day


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
        month = month_of(match[2])
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


def _says_nothing_else(rest: str) -> bool:
    """Return whether the rest of a line with a date is only weekdays, times and introductory words."""
    words = [fold_word(word) for word in re.findall(r"[^\W\d_]+", rest)]
    return all(word in _BESIDE or word in _days() for word in words) and not _DIGIT.search(rest)


@cache
def _days() -> frozenset[str]:
    """Return the names of the days of the week."""
    return frozenset(fold_word(name) for name in Locale.parse("ar").days["format"]["wide"].values())

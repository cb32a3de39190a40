"""Months: every name of a month in the Arab regions, alone or in pairs («آب/أغسطس»), to its number."""

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from qa_service.arabic.analysis.folding import fold_word

_REGIONS = ("ar", "ar_MA", "ar_DZ", "ar_TN", "ar_SY", "ar_IQ", "ar_SA", "ar_MR")
_HIJRI = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
    "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_HIJRI_TOO = (("ربيع الثاني", 4), ("جمادى الثانية", 6), ("ذي القعدة", 11), ("ذي الحجة", 12))
# Of the months that are told apart by «first» and «second»: as they are abbreviated in Iraq and the Levant.
_NUMBERED = (("تشرين", 10, 11), ("كانون", 12, 1))
_FIRST, _SECOND = ("1", "أول", "اول"), ("2", "ثاني", "ثان")

_NAME = r"[^\W\d_]+(?:\s+[^\W\d_]+|\s?[12](?!\d))?"
_BETWEEN = r"\s*[/\\|\-–—،(]\s*"
NAMES = rf"{_NAME}(?:{_BETWEEN}{_NAME}\s*\)?)?"
"""A pattern of what may be the name of a month, or two names of it."""
_PARTS = re.compile(_BETWEEN)
_NUMBER_BESIDE = re.compile(r"(?<=[^\W\d_])(?=[12]$)")


def month_of(names: str) -> tuple[int, bool] | None:
    """Return the number of a month, and whether it is Hijri; None for other words, and for two different months."""
    for parts in ([names], _PARTS.split(names.strip(" )")), names.split()):
        found = {_months().get(_key(_NUMBER_BESIDE.sub(" ", part))) for part in parts}
        if None not in found:
            return found.pop() if len(found) == 1 else None
    return None


@cache
def _months() -> dict[str, tuple[int, bool]]:
    return {_key(name): month for name, month in _named()}


def _named() -> Iterator[tuple[str, tuple[int, bool]]]:
    for number, name in (*enumerate(_HIJRI, 1), *((number, name) for name, number in _HIJRI_TOO)):
        yield name, (number, True)
    for name, first, second in _NUMBERED:
        for marks, number in ((_FIRST, first), (_SECOND, second)):
            for mark in marks:
                yield f"{name} {mark}", (number, False)
    for region in _REGIONS:
        for number, name in Locale.parse(region).months["format"]["wide"].items():
            yield name, (number, False)


def _key(name: str) -> str:
    return " ".join(map(fold_word, name.split()))

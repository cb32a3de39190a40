"""Lists of a Word file: the number that Word shows before each item, which stands in no text (ECMA-376, 17.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from qa_service.corpus.formats import xml_tree

_NO_LIST = "0"
_BULLET = "•"
_MAX_LEVELS = 9
_MOST_COUNTED = 9999  # the roman number and the letters of a greater one would be long
_PLACE = re.compile(r"%([1-9])")
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = {"arabicAlpha": _ALPHA, "arabicAbjad": _ABJAD, "lowerLetter": _LATIN, "upperLetter": _LATIN.upper()}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of one file, which count as their items come."""

    _levels: dict[tuple[str, int], _Level] = field(default_factory=dict)  # by the number of the list
    _family: dict[str, str] = field(default_factory=dict)  # lists that count on together
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: etree._Element | None) -> "Lists":
        """Read `word/numbering.xml`; without it no paragraph has a number."""
        lists = cls()
        if numbering is None:
            return lists
        abstract = {
            xml_tree.attribute(each, "abstractNumId"): dict(_levels_of(each))
            for each in xml_tree.children(numbering, "abstractNum")
        }
        for each in xml_tree.children(numbering, "num"):
            number, family = xml_tree.attribute(each, "numId"), _value(each, "abstractNumId")
            levels = dict(abstract.get(family, {}))
            own = _overridden(each, levels)
            lists._family[number] = f"own {number}" if own else family
            lists._levels |= {(number, level): found for level, found in (levels | own).items()}
        return lists

    def mark_of(self, paragraph: etree._Element) -> str:
        """Return the number, letter or bullet before a paragraph; empty if it is no item. Counts it."""
        properties = next(paragraph.iter("{*}numPr"), None)
        if properties is None:
            return ""
        number, said = _value(properties, "numId"), _value(properties, "ilvl")
        level = int(said) if said.isdecimal() else 0
        found = self._levels.get((number, level))
        if number == _NO_LIST or found is None:
            return ""
        if found.form in ("bullet", "none"):
            return _BULLET if found.form == "bullet" else ""
        family = self._family[number]
        self._counts[family, level] = self._counts.get((family, level), found.start - 1) + 1
        for deeper in range(level + 1, _MAX_LEVELS):
            self._counts.pop((family, deeper), None)
        return _PLACE.sub(lambda place: self._shown(number, int(place[1]) - 1), found.text).strip()

    def _shown(self, number: str, level: int) -> str:
        found = self._levels.get((number, level), _Level())
        return _written(self._counts.get((self._family[number], level), found.start), found.form)


def _levels_of(element: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in xml_tree.children(element, "lvl"):
        start = _value(level, "start")
        place = xml_tree.attribute(level, "ilvl")
        found = _Level(
            int(start) if start.isdecimal() else 1, _value(level, "numFmt") or "decimal", _value(level, "lvlText")
        )
        yield int(place) if place.isdecimal() else 0, found


def _overridden(element: etree._Element, levels: dict[int, _Level]) -> dict[int, _Level]:
    """Return the levels that a list has of its own, or begins at a number of its own."""
    found: dict[int, _Level] = {}
    for override in xml_tree.children(element, "lvlOverride"):
        found |= dict(_levels_of(override))
        place, start = xml_tree.attribute(override, "ilvl"), _value(override, "startOverride")
        if place.isdecimal() and start.isdecimal():
            level = int(place)
            found[level] = replace(found.get(level, levels.get(level, _Level())), start=int(start))
    return found


def _value(element: etree._Element, name: str) -> str:
    return next((xml_tree.attribute(child, "val") for child in xml_tree.children(element, name)), "")


def _written(number: int, form: str) -> str:
    number = max(0, min(number, _MOST_COUNTED))
    if letters := _LETTERS.get(form):
        return letters[(number - 1) % len(letters)] * ((number - 1) // len(letters) + 1)
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, letter in _ROMAN:
            roman += letter * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    if form == "hindiNumbers":
        return str(number).translate(_EASTERN)
    return f"{number:02d}" if form == "decimalZero" else str(number)

"""Glossary: English and French words and phrases with their Arabic: built-in, from the CLDR and from the maintainer.

A glossary is a table of three columns separated by tabs: English, French, Arabic; each may contain several
alternatives separated by `|`, the likeliest Arabic first, and English or French may be empty. Lines that begin with
`#` are comments. `glossary.tsv` beside this module is built in; names of countries, continents, cities, languages,
currencies, months and days come from the Unicode CLDR by Babel.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from babel import Locale

from qa_service.arabic.analysis.folding import fold_word

Language = Literal["en", "fr"]

_FILE = Path(__file__).with_name("glossary.tsv")
_REGIONS = ("ar", "ar_MA", "ar_DZ", "ar_TN", "ar_SY", "ar_IQ", "ar_SA")
_SHORTEST_LANGUAGE = 5  # letters; shorter names of languages are mostly other words: Ga, Even, Han
_NOT_CITIES = frozenset(
    ("male", "center", "midway", "wake", "easter", "unknown city", "ville inconnue")
)  # more often other words
_REMARK = re.compile(r"\s*[(（].*?[)）]\s*")
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|e|er)?(?![^\W\d_])|(?:[^\W\d_]\.){2,}|[^\W_]+(?:'(?!s\b))?|'s\b")
_ARABIC = re.compile("[\u0621-\u064a]")


@dataclass(frozen=True, slots=True)
class GlossaryProblem:
    """An invalid line of a maintainer's glossary."""

    line: int  # from 1
    reason: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in Latin letters."""

    raw: str
    key: str  # lower case, without accents


def words_of(text: str) -> list[Word]:
    """Return the words of a text in Latin letters; elided words keep the apostrophe (l', d'), English 's is a word."""
    found = _WORD.findall(unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'"))
    return [Word(raw, _key(raw)) for raw in found]


def _key(raw: str) -> str:
    return fold_word(raw.replace("œ", "oe").replace("Œ", "oe")).replace(".", "" if raw[0].isalpha() else ".")


def key_of(phrase: str) -> str:
    """Return the key of a phrase: its folded words, separated by one space."""
    return " ".join(word.key for word in words_of(phrase))


@cache
def built_in(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of one language with their Arabic alternatives: the built-in ones first, then those of the CLDR."""
    found: dict[str, tuple[str, ...]] = {}
    for _, columns in _rows(_FILE.read_text(encoding="utf-8")):
        for key in _keys(columns[0 if language == "en" else 1]):
            _add(found, key, columns[2].split("|"))
    for name, arabic in _cldr_names(Locale.parse(language)):
        found.setdefault(name, (arabic,))
    return MappingProxyType(found)


@cache
def months(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of the months with their names in the Arab regions (مايو, ماي, أيار)."""
    theirs = Locale.parse(language).months["format"]["wide"]
    ours = [Locale.parse(region).months["format"]["wide"] for region in _REGIONS]
    return {key_of(name): tuple(dict.fromkeys(names[month] for names in ours)) for month, name in theirs.items()}


def parse_glossary(text: str) -> tuple[dict[str, str], list[GlossaryProblem]]:
    """Parse a maintainer's glossary.

    Returns English and French phrases with their Arabic alternatives separated by `|`, and the invalid lines, which
    are skipped.
    """
    found: dict[str, str] = {}
    problems = []
    for number, columns in _rows(text):
        reason = _wrong_with(columns)
        if reason:
            problems.append(GlossaryProblem(number, reason))
            continue
        for key in [*_keys(columns[0]), *_keys(columns[1])]:
            found[key] = f"{found[key]}|{columns[2]}" if key in found else columns[2]
    return found, problems


def _wrong_with(columns: list[str]) -> str | None:
    if len(columns) != 3:
        return f"expected three columns parted by tabs (English, French, Arabic), found {len(columns)}"
    if not _keys(columns[0]) and not _keys(columns[1]):
        return "neither English nor French is given"
    if not _ARABIC.search(columns[2]):
        return "the third column has no Arabic"
    return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [column.strip() for column in line.rstrip("\n").split("\t")]


def _keys(column: str) -> list[str]:
    return [key for key in map(key_of, column.split("|")) if key]


def _add(found: dict[str, tuple[str, ...]], key: str, arabic: Iterable[str]) -> None:
    found[key] = tuple(dict.fromkeys((*found.get(key, ()), *(name for name in arabic if name))))


def _cldr_names(locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield the CLDR names of a language as keys, with their Arabic as plain words."""
    arabic = Locale.parse("ar")
    for theirs, ours, shortest in (
        (locale.territories, arabic.territories, 1),
        (locale.currencies, arabic.currencies, 1),
        (locale.languages, arabic.languages, _SHORTEST_LANGUAGE),
        (locale.days["format"]["wide"], arabic.days["format"]["wide"], 1),
    ):
        for code, name in theirs.items():
            key = key_of(_REMARK.sub(" ", name))
            if len(key) >= shortest and code in ours:
                yield key, _plain(ours[code])
    for code, zone in arabic.time_zones.items():
        # The CLDR omits a city whose name is that of its time zone (Africa/Nairobi).
        key = key_of(locale.time_zones.get(code, {}).get("city", code.rpartition("/")[2].replace("_", " ")))
        if "city" in zone and key not in _NOT_CITIES:
            yield key, _plain(zone["city"])


def _plain(name: str) -> str:
    return " ".join(_REMARK.sub(" ", name).replace(" - ", " ").split())

"""Roots: the three or four radicals of a folded word, by affixes and templates, without a dictionary.

After Taghva, Elkhoury and Coombs, "Arabic Stemming without a Root Dictionary" (2005): strip the longest prefix
and suffix that leave enough letters, then read the radicals off the template of that length. A word that fits no
template keeps its stripped form, so the view never loses a word. In a template 1, 2, 3, 4 stand for the radicals.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

_PREFIXES = (
    "وبال", "وكال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال",
    "وسي", "وست", "سي", "ست", "سن", "سا", "وي", "وت", "لي", "لت", "وب", "ول", "في", "فت",
    "و", "ي", "ت", "ن", "ب", "ل", "س", "ف", "ك",
)  # fmt: skip
_SUFFIXES = (
    "اتها", "اتهم", "ياتها", "تها", "تهم", "تان", "تين", "كما", "هما", "همو", "يات", "تنا", "ونه", "ونها", "يون", "يين",
    "ات", "ها", "هم", "هن", "نا", "كم", "ون", "ين", "ان", "وا", "تم", "يا", "يه", "ني", "تي", "ته",
    "ه", "ي", "ت", "ا", "ك", "ن",
)  # fmt: skip
_TEMPLATES = (
    "ي1ا23", "ن1ا23", "ي1ت23", "يت1ا23", "تت1ا23", "يست123", "تست123", "ين123", "ي12و3",
    "است123", "مست123", "است12ا3", "مست1ي3", "ا1ت2ا3", "ان12ا3", "ا12ي1ا3", "ت1ا2ي3", "م1ا2ي3", "ا1ا2ي3", "ت12ي3",
    "م12و3", "م1ت23", "ا1ت23", "ت1ا23", "ان123", "من123", "م1ا23", "م12ا3", "ا12ا3", "ت1و23", "مت123", "1وا23", "12اي3",
    "ا1ا23", "12ا3ي", "1ا2و3", "12او3", "12ايا3", "1وا2ي3", "ت123ه", "م123ه", "12ا3ه", "1ا23ه", "12و3ه", "12ي3ه",
    "1ا23", "12ا3", "12و3", "12ي3", "م123", "ا123", "ت123", "12و23", "123ه", "1234",
)  # fmt: skip
_SHORTEST = 3  # letters that must remain
_Templates = tuple[Callable[[str], re.Match[str] | None], list[Callable[[str], tuple[str, ...]]]]


def _patterns() -> Iterator[tuple[int, _Templates]]:
    """Yield, for each word length, a matcher whose group names the template, and how each template is read."""
    templates = sorted(_TEMPLATES, key=len)  # stable: the order within a length decides which one fits
    for length, group in groupby(templates, key=len):
        alike = list(group)
        groups = "|".join(f"({''.join('.' if c.isdigit() else c for c in template)})" for template in alike)
        places = [[template.index(str(n)) for n in range(1, 5) if str(n) in template] for template in alike]
        read: list[Callable[[str], tuple[str, ...]]] = [itemgetter(*radicals) for radicals in places]
        yield length, (re.compile(groups, re.DOTALL).match, [read[0], *read])  # groups count from 1


_BY_LENGTH: dict[int, _Templates] = dict(_patterns())
_OPENING = re.compile(f"(?:{'|'.join(_PREFIXES[:9])})(?=...)", re.DOTALL)
_PREFIX = re.compile(f"(?:{'|'.join(_PREFIXES)})(?=...)", re.DOTALL)
_LONGEST_SUFFIX = 4  # the only longer one has another of the list at its end
_SUFFIX_SET = frozenset(_SUFFIXES)
_SUFFIX_ENDS = frozenset(suffix[-1] for suffix in _SUFFIXES)


@lru_cache(maxsize=1 << 13)
def root(word: str) -> str:
    """Return the presumed root of a folded word: three or four letters if a template fits, else the stripped word."""
    if not "\u0621" <= word[0] <= "\u064a" or len(word) <= 3:
        return word
    opening = _OPENING.match(word)
    stripped = word[opening.end() :] if opening else word
    while len(stripped) > _SHORTEST:
        templates = _BY_LENGTH.get(len(stripped))
        if templates is not None and (found := templates[0](stripped)) is not None:
            return "".join(templates[1][found.lastindex or 0](stripped))
        shorter = _strip_once(stripped)
        if len(shorter) == len(stripped):
            break
        stripped = shorter
    return stripped


def _strip_once(word: str) -> str:
    """Return `word` without its longest suffix, else without its longest prefix, if three letters remain."""
    if word[-1] in _SUFFIX_ENDS:
        for letters in range(min(_LONGEST_SUFFIX, len(word) - _SHORTEST), 0, -1):
            if word[-letters:] in _SUFFIX_SET:
                return word[:-letters]
    prefix = _PREFIX.match(word)
    return word[prefix.end() :] if prefix else word

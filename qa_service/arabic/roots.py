"""Roots: the three or four radicals of a folded word, by affixes and templates, without a dictionary.

After Taghva, Elkhoury and Coombs, "Arabic Stemming without a Root Dictionary" (2005): strip the longest prefix
and suffix that leave enough letters, then read the radicals off the template of that length. A word that fits no
template keeps its stripped form, so the view never loses a word. In a template 1, 2, 3, 4 stand for the radicals.
"""

from functools import lru_cache

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


def _compile(template: str) -> tuple[int, tuple[tuple[int, str], ...], tuple[int, ...]]:
    fixed = tuple((i, c) for i, c in enumerate(template) if not c.isdigit())
    radicals = tuple(template.index(str(n)) for n in range(1, 5) if str(n) in template)
    return len(template), fixed, radicals


_BY_LENGTH: dict[int, list[tuple[tuple[tuple[int, str], ...], tuple[int, ...]]]] = {}
for _template in _TEMPLATES:
    _length, _fixed, _radicals = _compile(_template)
    _BY_LENGTH.setdefault(_length, []).append((_fixed, _radicals))


def _fit(word: str) -> str | None:
    """The radicals of `word` by the first template that fits, or None."""
    for fixed, radicals in _BY_LENGTH.get(len(word), ()):
        if all(word[i] == c for i, c in fixed):
            return "".join(word[i] for i in radicals)
    return None


@lru_cache(maxsize=1 << 18)
def root(word: str) -> str:
    """The presumed root of a folded word: three or four letters where a template fits, else the word stripped."""
    if not "\u0621" <= word[0] <= "\u064a" or len(word) <= 3:
        return word
    stripped = word
    for prefix in _PREFIXES[:9]:
        if stripped.startswith(prefix) and len(stripped) - len(prefix) >= 3:
            stripped = stripped[len(prefix) :]
            break
    while len(stripped) > 3:
        found = _fit(stripped)
        if found:
            return found
        shorter = _strip_once(stripped)
        if shorter == stripped:
            break
        stripped = shorter
    return stripped


def _strip_once(word: str) -> str:
    """`word` without its longest suffix, else without its longest prefix, if three letters stay."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word

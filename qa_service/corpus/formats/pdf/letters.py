"""Letters: what a glyph stands for, and whether a line of letters looks like Arabic."""

import re
import unicodedata
from dataclasses import dataclass

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.words import frequency

UNKNOWN = "\ufffd"
"""Stands for a glyph whose letter the file doesn't tell."""

UNKNOWN_MARK = "\ufffc"
"""Stands for a glyph that has no letter of its own, such as the dots or the hamza of the one beside it."""

LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f]")
_FORMS = re.compile(r"[\ufb00-\ufb06\ufb50-\ufd3d\ufd50-\ufdff\ufe70-\ufefc]")
# Private letters, controls, and scripts that newspapers in Arabic don't use: marks of a broken map.
_BROKEN = re.compile(
    r"[\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f\x7f-\x9f\ufff0-\uffff]|[\u0b80-\u1cff\u2e80-\ud7ff\uf900-\ufaff]"
)
_DROPPED = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"[\t-\r \u1680\u2000-\u200a\u205f\u3000]+")  # no-break spaces join numbers and stay
_ALEF_LAM = re.compile("[اأإآ]ل")

_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3\ufffd]+")
_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670]")
# ة and ى only end a word: what begins with them is turned, what has them within is broken.
_IMPOSSIBLE = re.compile(r"[ةى].+|.+[ة].+|.*[^ءآأإا]ى[^ه].*|.*\ufffd.*")
# Latin letters at Arabic letters or Arabic digits; not «الـVIP», whose letters tatweel sets apart.
GLUED = re.compile(
    r"[A-Za-z\u00c0-\u024f][\u0621-\u064a\u0660-\u0669]|[\u0621-\u063f\u0641-\u064a\u0660-\u0669][A-Za-z\u00c0-\u024f]"
)
_TWO_WORDS = re.compile(r"([\u0621-\u064a]+ة)([\u0621-\u064a]+)")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")


def letters_of(text: str) -> str:
    """Return plain letters for the text of a glyph: shapes and ligatures resolved, controls dropped, unknown marked."""
    plain = text
    if not text.isascii():
        plain = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]).strip(), _DROPPED.sub("", text))
    plain = _SPACES.sub(" ", _BROKEN.sub(UNKNOWN, plain)) if plain != " " else plain
    # No font has a ligature of alef and lam: it is lam-alef, written backwards.
    return plain[::-1] if len(plain) == 2 and _ALEF_LAM.fullmatch(plain) else plain


def is_mark(text: str) -> bool:
    """Return whether a glyph is drawn over or under another one."""
    return text == UNKNOWN_MARK or (bool(text) and all(unicodedata.combining(char) for char in text))


def is_space(text: str) -> bool:
    """Return whether a glyph is white."""
    return not text.strip()


@dataclass(frozen=True, slots=True)
class Looks:
    """How the words of a line look: Arabic words of three letters and more, those known, those that can't be."""

    words: int
    known: int
    impossible: int

    @property
    def share(self) -> float:
        """The share of known words; 1 of none."""
        return self.known / self.words if self.words else 1.0


def looks_of(text: str) -> Looks:
    """Hold the words of a line against those of general Arabic."""
    words = [_MARKS.sub("", word) for word in _WORD.findall(_MARKS.sub("", text))]
    long = [word for word in words if len(word) >= 3]
    known = sum(is_known(word) for word in long)
    impossible = sum(_IMPOSSIBLE.fullmatch(word) is not None for word in words)
    return Looks(len(long), known, impossible + len(GLUED.findall(text)))


def parted(text: str) -> str:
    """Part two words at the ة that ends the first, where a page draws no space and pushes them together."""
    return _TWO_WORDS.sub(lambda two: f"{two[1]} {two[2]}" if is_known(two[1]) and is_known(two[2]) else two[0], text)


def is_latin(text: str) -> bool:
    """Return whether the words of a line without Arabic look like words and not like letters of a broken map."""
    letters = [char for char in text if char.isalpha()]
    if UNKNOWN in text:
        return False
    inside = sum(map(len, _LATIN_WORD.findall(text)))
    return 4 * sum(char > "\x7f" for char in letters) <= len(letters) and inside >= 0.8 * len(letters)


def is_known(word: str) -> bool:
    """Return whether a word is one of general Arabic, with what may be attached to it."""
    if UNKNOWN in word:
        return False
    folded = fold_word(word)
    if frequency(folded) is not None:
        return True
    # An attached particle before the article: بال، كال، فال، ولل.
    rest = re.sub("^[وف]?[بكل]?(?=ال)|^[وف]?لل", "", folded)
    return len(rest) >= 3 and rest != folded and frequency(rest) is not None

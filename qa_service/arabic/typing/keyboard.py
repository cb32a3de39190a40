"""Keyboard: the Arabic 101 layout on QWERTY keys: adjacent letters, and text typed in the wrong layout.

Layout: Microsoft's "Arabic (101)" (KBDA1), the one on keyboards sold in Arab countries.
"""

from qa_service.arabic.analysis.folding import fold_word

_LATIN_ROWS = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_ARABIC_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", ("ئ", "ء", "ؤ", "ر", "لا", "ى", "ة", "و", "ز", "ظ"))
_SHIFTED = {
    "`": "ذ", "~": "ّ", "Q": "َ", "W": "ً", "E": "ُ", "R": "ٌ", "T": "لإ", "Y": "إ", "U": "‘", "I": "÷", "O": "×", "P": "؛",
    "A": "ِ", "S": "ٍ", "G": "لأ", "H": "أ", "J": "ـ", "K": "،", "X": "ْ", "B": "لآ", "N": "آ", "?": "؟",
}  # fmt: skip
_TO_ARABIC = _SHIFTED | {
    key: letter
    for keys, letters in zip(_LATIN_ROWS, _ARABIC_ROWS, strict=True)
    for key, letter in zip(keys, letters, strict=True)
}
_TO_LATIN = {letter: key for key, letter in _TO_ARABIC.items() if letter.isalpha()}


def typed_as_arabic(text: str) -> str:
    """Return what the keys of a Latin `text` type on the Arabic layout."""
    return "".join(_TO_ARABIC.get(key) or _TO_ARABIC.get(key.lower(), key) for key in text)


def typed_as_latin(text: str) -> str:
    """Return what the keys of an Arabic `text` type on the QWERTY layout."""
    keys, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        step = 2 if pair in _TO_LATIN else 1
        letter = text[place : place + step]
        keys.append(_TO_LATIN.get(letter, letter))
        place += step
    return "".join(keys)


def _neighbours() -> frozenset[tuple[str, str]]:
    """Return pairs of folded letters with adjacent keys: in a row, and one row lower straight or to the left."""
    pairs = set()
    for row, letters in enumerate(_ARABIC_ROWS):
        for place, letter in enumerate(letters):
            near = list(letters[place + 1 : place + 2])
            if row + 1 < len(_ARABIC_ROWS):
                near += _ARABIC_ROWS[row + 1][max(place - 1, 0) : place + 1]
            for other in near:
                for one in fold_word(letter):
                    for two in fold_word(other):
                        pairs |= {(one, two), (two, one)}
    return frozenset(pair for pair in pairs if pair[0] != pair[1])


NEIGHBOURS = _neighbours()
"""Pairs of folded Arabic letters with adjacent keys, in both orders."""

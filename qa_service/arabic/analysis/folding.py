"""Folding: one spelling for all the ways in which the same Arabic (or Latin) word is typed.

Rules, in this order (the order matters: NFKC must compose a loose hamza with its alef before the alef rule runs):

1. NFKC: presentation forms (ﻛﻨﺪا, ﷲ) and decomposed letters become plain letters.
2. Lower case; accents of Latin letters dropped.
3. Marks are removed: harakat, tanwin, shadda, dagger alef, Quranic signs, tatweel, zero-width and bidi controls.
4. أ إ آ ٱ -> ا, ى -> ي, ة -> ه, ؤ -> و, ئ -> ي (Larkey et al. 2002 for the first three; the last two since the seat
   of the hamza is where writers differ most: مسؤول, مسئول).
5. Persian, Urdu and Maghrebi letters to their Arabic neighbour: ک ی گ ڭ پ چ ڤ ڨ ہ ھ ے.
6. Eastern Arabic and Persian digits -> 0-9; separators of thousands inside a number dropped (16.000, 16٬000 -> 16000).

Folded text exists only as terms: what is shown is always a slice of the raw text.
"""

import re
import string
import unicodedata

MARKS = (
    "\u0300-\u036f"  # combining accents
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"  # harakat, Quranic signs
    "\u0640"  # tatweel
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"  # zero-width and bidi controls
)
"""Character class (the inside of `[...]`) of marks that may occur inside a word without being part of it."""

_MARKS = re.compile(f"[ {MARKS}]")  # NFKC makes a space of the carrier of a lone haraka (ﹼ), and of the gaps in ﷺ
_LETTERS = str.maketrans(
    "أإآٱىةؤئکگڭیېےپچڤڨہھەۀ" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹",
    "ااااي" + "هويككك" + "يييبجفقهههه" + "0123456789" + "0123456789",
)
_FOLDED = re.compile("[ءابت-غف-وي]+")  # letters that no rule touches
_ACCENTED = re.compile("[\u00c0-\u024f]")
_THOUSANDS = re.compile(r"(?<=\d)[.,٬،](?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<=\d)[,٫](?=\d)")


def fold_word(word: str) -> str:
    """Return the folded spelling of one word; empty if the word consists of marks only."""
    if _FOLDED.fullmatch(word):
        return word
    word = unicodedata.normalize("NFKC", word).lower()
    if not word.isascii():
        word = _MARKS.sub("", word).translate(_LETTERS)
        if _ACCENTED.search(word):
            word = _MARKS.sub("", unicodedata.normalize("NFKD", word))
    return word


_ALONE = "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B)))) + "ٱکگڭیېےپچڤڨہھە٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
ALONE = {char: fold_word(char) for char in _ALONE + string.ascii_letters + string.digits}
"""Characters that fold to one character each, independent of their neighbours; used by the kernel too."""


def fold_number(number: str) -> str:
    """Return the folded spelling of one number: western digits, `.` for decimals, no thousands separators."""
    number = _MARKS.sub("", unicodedata.normalize("NFKC", number)).translate(_LETTERS)
    return _DECIMAL.sub(".", _THOUSANDS.sub("", number))

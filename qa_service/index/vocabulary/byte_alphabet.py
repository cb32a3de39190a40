"""Byte alphabet: the alphabet of Arabic texts and terms, for half of what UTF-8 takes.

The alphabet is one for all indexes, so that the same word has the same bytes in each of them.
"""

import codecs
from collections.abc import Sequence

import numpy as np

from qa_service.native.arrays import Bytes, Ints, offsets

# The characters of one byte, by their byte: zero, by which Python encodes faster, ASCII that is written, Arabic with
# its marks and digits, letters of its neighbours, the punctuation, symbols and invisible characters of web pages, the
# commonest accents. Order is format.
ONE_BYTE = (
    "\0\t\n" + "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, (*range(0x621, 0x63B), *range(0x640, 0x656), *range(0x660, 0x66D), 0x670, 0x671)))
    + "،؛؟۔" + "پچڤگکیژڨڭۀەہھےٹڈڑںۆێڵۇڕ" + "۰۱۲۳۴۵۶۷۸۹"
    + "«»“”‘’„…–—−•·°§©®™±×÷²³µ€£ﷺ"
    + "\u00a0\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028"
    + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    + "éèàçêüöäáíó"
)  # fmt: skip
NO_BYTE = 0xFF
TO_BYTE = np.full(1 << 16, NO_BYTE, np.uint8)
TO_BYTE[list(map(ord, ONE_BYTE))] = np.arange(len(ONE_BYTE))
CODES = np.zeros(256, np.uint32)
"""The code point of each byte."""
CODES[: len(ONE_BYTE)] = list(map(ord, ONE_BYTE))
_ESCAPED = 4  # bytes of a character that has no byte: NO_BYTE, and its code point, seven bits a byte, so never NO_BYTE
_SHIFTS = np.array([14, 7, 0], np.uint32)
_charmap_decode, _charmap_encode = codecs.charmap_decode, codecs.charmap_encode
_ENCODING = codecs.charmap_build(ONE_BYTE.ljust(256, "\ufffe"))


def encoded(term: str) -> bytes:
    """The bytes of a term: one a letter, four for a letter that has none."""
    try:
        return _charmap_encode(term, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return all_encoded([term])[0].tobytes()


def one_byte_each(text: str) -> bytes | None:
    """The bytes of a text, one a character; None where one has none."""
    try:
        return _charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return None


def decoded(block: bytes | memoryview) -> str:
    """The term of these bytes."""
    try:
        return _charmap_decode(block, "strict", ONE_BYTE)[0]
    except UnicodeDecodeError:
        codes, _ = codes_of(np.frombuffer(block, np.uint8), np.array([0, len(block)]))
        return codes.tobytes().decode("utf-32-le", "surrogatepass")


def all_encoded(terms: Sequence[str]) -> tuple[Bytes, Ints]:
    """The bytes of all terms one after the other, and where each begins and the last ends."""
    codes = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), np.uint32)
    text = TO_BYTE[np.minimum(codes, len(TO_BYTE) - 1)]
    text[codes >= len(TO_BYTE)] = NO_BYTE
    starts = offsets(np.fromiter(map(len, terms), np.int64, len(terms)))
    rare = np.flatnonzero(text == NO_BYTE)
    if not len(rare):
        return text, starts
    widths = np.ones(len(text), np.int64)
    widths[rare] = _ESCAPED
    places = offsets(widths)
    spread = np.zeros(places[-1], np.uint8)
    spread[places[:-1]] = text
    spread[places[rare][:, None] + np.arange(1, _ESCAPED)] = codes[rare][:, None] >> _SHIFTS & np.uint32(0x7F)
    return spread, places[starts]


def codes_of(text: Bytes, starts: Ints) -> tuple[Ints, Ints]:
    """The code points (uint32) of terms that stand one after the other, and where each begins among them and the last
    ends; the t-th has the bytes `text[starts[t] : starts[t + 1]]`.
    """
    codes, starts = CODES[text], starts.astype(np.int64)
    rare = np.flatnonzero(text == NO_BYTE)
    if not len(rare):
        return codes, starts
    rest = rare[:, None] + np.arange(1, _ESCAPED)
    codes[rare] = (text[rest].astype(np.uint32) << _SHIFTS).sum(axis=1)
    is_head = np.ones(len(text), np.bool_)
    is_head[rest] = False
    return codes[is_head], offsets(is_head.view(np.uint8))[starts]

"""Wording: the words of a sentence of an index where they stand in its text; of rare characters its tokens tell."""

import ctypes
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import SEPARATORS, Token, is_mark, tokenize
from qa_service.errors import IndexUnusableError
from qa_service.index.vocabulary.byte_alphabet import CODES, ONE_BYTE, one_byte_each
from qa_service.index.vocabulary.terms import TERM
from qa_service.native.arrays import Arrays
from qa_service.native.library import KERNEL, Address, Number, address, of_kernel

MATCHED, GAP = 1, 2
"""A word is no stop word and one of the question's, by stem or root; punctuation or the edge of the sentence stands
before it. As in wording.c."""
_SPACE, _APART, _POINT, _DIGIT, _NUMERAL, _LATIN, _LETTER, _MARK, _ODD = range(9)  # what a byte is, as in wording.c
_DAMAGED = -1  # as in kernel.h
UNITS = CODES.astype(np.uint16)
"""The code unit of each byte of a term."""


class Wording(NamedTuple):
    """The T words of a sentence, as `tokenize` finds them."""

    starts: list[int]  # code points
    ends: list[int]
    marks: list[int]  # bits: MATCHED, GAP


@of_kernel("Words")
class CorpusWords(ctypes.Structure):
    """The words of the corpus, as kernel.h knows them."""

    _fields_ = (
        ("tokens", Address), ("token_count", Number), ("terms", Address), ("term_count", Number),
        ("letters", Address), ("letter_bytes", Number), ("units", Address), ("articles", Address),
        ("article_count", Number),
    )  # fmt: skip

    @classmethod
    def of(cls, arrays: Arrays) -> "CorpusWords":
        """Those of an index, without articles; the arrays have to be held. Raises IndexUnusableError for
        arrays of other kinds than a build makes.
        """
        tokens, terms, letters = arrays["tokens"], arrays["terms"], arrays["vocabulary_text"]
        if (tokens.dtype.char, letters.dtype.char, terms.dtype) != ("i", "B", TERM):
            raise IndexUnusableError("The words of the index are damaged.")
        return cls(address(tokens), len(tokens), address(terms), len(terms) - 1, address(letters), len(letters),
                   address(UNITS), 0, 0)  # fmt: skip


class Wordings:
    """Finds the words of sentences. Immutable; safe to share between threads."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays  # held, for the kernel reads where they stand
        self._starts = arrays["sentence_tokens"].data
        self._words = CorpusWords.of(arrays)
        self._address = ctypes.addressof(self._words)

    def of(self, sentence: int, text: str, stems: Sequence[int], roots: Sequence[int]) -> Wording:
        """The words of a sentence, whose text is given, beside a question's stems and roots by their numbers, of which
        there are as many. Raises IndexUnusableError where the index is damaged.
        """
        first, end = self._starts[sentence], self._starts[sentence + 1]
        if not 0 <= first <= end <= first + len(text):  # of a damaged index it might have all the words of the corpus
            raise IndexUnusableError("The words of the index are damaged.")
        if (block := one_byte_each(text)) is None:
            return self._by_tokens(sentence, text, stems, roots)
        length = len(block)
        room, asked = array("i", bytes(12 * length)), array("i", [*stems, *roots]).tobytes()
        count = KERNEL.kernel_wording(self._address, _ALPHABET, block, length, first, end, asked, len(stems),
                             room.buffer_info()[0])  # fmt: skip
        if count == _DAMAGED:
            raise IndexUnusableError("The words of the index are damaged.")
        if count < 0:
            return self._by_tokens(sentence, text, stems, roots)
        return Wording(*(room[place : place + count].tolist() for place in (0, length, 2 * length)))

    def _by_tokens(self, sentence: int, text: str, stems: Sequence[int], roots: Sequence[int]) -> Wording:
        tokens = tokenize(text)
        terms = self._arrays["terms"][self._arrays["tokens"][self._starts[sentence] : self._starts[sentence + 1]]]
        asked = zip(terms["stem"].tolist(), terms["root"].tolist(), strict=True)
        matched = (stem in stems or root in roots for stem, root in asked)
        marks = gaps_before(text, tokens)
        for place, token in enumerate(tokens):
            if not is_stop_word(token.text) and next(matched, False):  # of a damaged index there may be fewer
                marks[place] |= MATCHED
        return Wording([token.start for token in tokens], [token.end for token in tokens], marks)


def gaps_before(text: str, tokens: Sequence[Token]) -> list[int]:
    """GAP for each token of a text that has one before it, 0 for the others."""
    gaps, end = [], -1
    for token in tokens:
        between = text[end : token.start]
        gaps.append(GAP if end < 0 or (between and not between.isspace()) else 0)
        end = token.end
    return gaps


def _alphabet() -> Iterator[tuple[int, int]]:
    """What each byte of a text is to the tokens, and the byte that it is folded to, 0 where it is left out."""
    letters = [letter for letter in ONE_BYTE if letter.isalpha()]
    for byte in range(256):
        letter = ONE_BYTE[byte : byte + 1]
        folded = one_byte_each(fold_word(letter)) if letter else None
        kind = _ODD if folded is None else _kind_of(letter)
        if kind == _MARK and any(len(unicodedata.normalize("NFKC", each + letter)) < 2 for each in letters):
            kind = _ODD  # the two become one letter
        if kind == _LETTER and (letter.isdigit() or len(folded or b"") > 1):
            kind = _ODD
        yield kind, folded[0] if folded and kind in (_DIGIT, _NUMERAL, _LATIN, _LETTER) else 0


def _kind_of(letter: str) -> int:
    if letter.isdecimal():
        return _DIGIT if letter.isascii() else _NUMERAL
    if letter.isalpha() or letter.isalnum():
        return _LATIN if letter.isascii() else _LETTER
    if is_mark(letter):
        return _MARK
    if letter in SEPARATORS:
        return _POINT
    return _SPACE if letter.isspace() else _APART


_ALPHABET = b"".join(map(bytes, zip(*_alphabet(), strict=True)))

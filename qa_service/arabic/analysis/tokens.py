"""Tokens: the words and numbers of a text, folded, with their offsets into the raw text."""

import re
from functools import lru_cache
from typing import NamedTuple

from qa_service.arabic.analysis.folding import MARKS, fold_number, fold_word

SEPARATORS = ".,٫٬،"
"""Separators inside a number."""
_LETTER, _MARK, _DIGIT, _SEPARATOR, _LATIN = r"[^\W\d_]", f"[{MARKS}]", "[0-9٠-٩۰-۹]", f"[{SEPARATORS}]", "[A-Za-z]"
_WORD = re.compile(
    rf"[\u0620-\u064a]+(?!{_LETTER}|{_MARK})"  # Arabic letters only, as in most words: faster than the last
    rf"|{_DIGIT}+(?:{_SEPARATOR}{_DIGIT}+)*"  # 3.5, 16.000, ١٢٬٥
    rf"|{_LATIN}[A-Za-z0-9]*(?!{_LETTER}|{_MARK})"  # a Latin name, digits and all: H1N1
    rf"|{_LETTER}+(?:{_MARK}+{_LETTER}*)*"  # any other run of letters with its marks
)
KINDS = (_LETTER, _MARK, _DIGIT, _SEPARATOR, _LATIN, "[0-9]")
"""The character classes of the tokenizer as patterns; words.c uses the same, one bit each in this order.

Above 16 bits there are only letters."""

_IS_MARK = re.compile(_MARK).fullmatch
_SHORT_CHARS = 500


class Token(NamedTuple):  # made by the million; a tuple costs a third of a frozen dataclass
    """One word or number. `text` is folded and never empty; `raw[start:end]` is what was typed, in code points."""

    text: str
    start: int
    end: int


def is_mark(letter: str) -> bool:
    """Return whether a character may occur inside a word without being part of it."""
    return _IS_MARK(letter) is not None


@lru_cache(maxsize=1 << 13)
def fold(raw: str) -> str:
    """Return the folded text of one raw word or number; empty if nothing remains."""
    return fold_number(raw) if raw[0].isdigit() else fold_word(raw)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of `text[start:end]` in order; offsets are relative to the whole of `text`.

    >>> tokenize("كندا 16,000")[1]
    Token(text='16000', start=5, end=11)
    """
    if start == 0 and end is None and len(text) <= _SHORT_CHARS:
        return list(_tokens_of_short(text))
    return _tokens(text, start, len(text) if end is None else end)


@lru_cache(maxsize=256)  # several stages tokenize the same question and the same answering sentence
def _tokens_of_short(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text, 0, len(text)))


def _tokens(text: str, start: int, end: int) -> list[Token]:
    make = tuple.__new__  # half the time of calling Token()
    return [make(Token, (folded, *match.span())) for match in _WORD.finditer(text, start, end)
            if (folded := fold(match[0]))]  # fmt: skip

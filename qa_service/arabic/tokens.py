"""Tokens: the words and numbers of a text, folded, with their offsets into the raw text."""

import re
from functools import lru_cache
from typing import NamedTuple

from qa_service.arabic.folding import MARKS, fold_number, fold_word

_DIGIT = "0-9٠-٩۰-۹"
_WORD = re.compile(
    rf"[{_DIGIT}]+(?:[.,٫٬،][{_DIGIT}]+)*"  # 3.5, 16.000, ١٢٬٥
    rf"|[A-Za-z][A-Za-z0-9]*(?![^\W\d_]|[{MARKS}])"  # a Latin name, digits and all: H1N1
    rf"|(?:[^\W\d_][{MARKS}]*)+"  # any other run of letters with its marks
)


class Token(NamedTuple):  # a tuple, for it is made by the million and costs a third of a frozen dataclass
    """One word or number. `text` is folded and never empty; `raw[start:end]` is what was typed, in code points."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1 << 18)
def _fold(raw: str) -> str:
    return fold_number(raw) if raw[0].isdigit() else fold_word(raw)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`, in order, with offsets into the whole of `text`."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        folded = _fold(match.group())
        if folded:
            found.append(Token(folded, match.start(), match.end()))
    return found

"""Lines of a text with their offsets: what ends a line, in one place."""

import re
from collections.abc import Iterator

LINE_ENDS = "\n\v\f\x85\u2028\u2029"
"""Characters that end a line (Unicode Standard 5.8, "Newline Guidelines"); CR is made LF before."""

_LINE = re.compile(f"[^{LINE_ENDS}]+")
_RARE_ENDS = tuple(LINE_ENDS[1:])
_NO_TEXT = re.compile(r"[\W_]*")


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans `[start, end)` of the lines of `text` that are not empty, without what ends them."""
    for rare in _RARE_ENDS:
        if rare in text:
            yield from (match.span() for match in _LINE.finditer(text))
            return
    start = 0  # to look for one character takes a tenth of the time
    while (end := text.find("\n", start)) >= 0:
        if end > start:
            yield start, end
        start = end + 1
    if start < len(text):
        yield start, len(text)


def unify_newlines(text: str) -> str:
    """`text` with CRLF and CR made LF and nothing else changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def has_words(text: str) -> bool:
    """Whether `text` holds a letter or a digit; marks, rules and invisible characters alone are no text."""
    return _NO_TEXT.fullmatch(text) is None

"""Document, the unit of the corpus, and Problem, what is wrong with a file of it."""

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
"""Half-open range of code points `[start, end)` into a document's raw text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article. `text` is the raw text that every citation points into, never changed after reading."""

    id: str
    text: str
    title: str = ""
    date: str | None = None  # YYYY-MM-DD
    author: str | None = None
    source_url: str | None = None
    publisher: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    found: tuple[str, ...] = ()  # keys whose values the text tells (`date`, `author`), for want of metadata
    boilerplate: tuple[Span, ...] = ()
    """Spans of `text` that belong to the page and not to the article (comment boxes, share lines): never cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of one corpus file, for `check`, `status`, the log and `/readyz`."""

    file: str  # path inside the corpus folder
    level: Literal["error", "warning"]  # an error leaves the file (or the line) out, a warning doesn't
    code: str  # stable, English, snake_case
    reason: str  # one English sentence
    remedy: str  # what the maintainer can do
    line: int | None = None  # 1-based
    byte: int | None = None  # 0-based offset

"""Document, the unit of the corpus, and Problem, a fault of one of its files."""

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
"""Half-open range of code points `[start, end)` into a document's raw text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article. `text` is the raw text that citations point into; it is never changed after reading."""

    id: str
    text: str
    title: str = ""
    date: str | None = None  # YYYY-MM-DD
    author: str | None = None
    source_url: str | None = None
    publisher: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    found: tuple[str, ...] = ()  # keys taken from a byline (`date`, `author`) because the metadata lacks them
    boilerplate: tuple[Span, ...] = ()
    """Spans of `text` that belong to the page and not to the article (comment boxes, share lines): never cited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of one corpus file, as reported by `check`, `status`, the log and `/readyz`."""

    file: str  # path inside the corpus folder
    level: Literal["error", "warning"]  # with an error the file (or the line) is not indexed
    code: str  # stable, English, snake_case
    reason: str  # one English sentence
    remedy: str  # what the maintainer can do
    line: int | None = None  # 1-based
    byte: int | None = None  # 0-based offset

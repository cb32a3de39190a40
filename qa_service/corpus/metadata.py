"""Metadata of a document: validates the keys of all formats in one place."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from qa_service.corpus.byline import find_metadata
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.lines import has_words, unify_newlines
from qa_service.corpus.reading import RejectedError

KEYS = ("id", "title", "date", "author", "source_url", "publisher", "language", "tags")
MAX_ID_CHARS = 512

Value = str | tuple[str, ...] | None
"""Text as written, a list of texts, or None for anything else (a mapping, a list of lists)."""

_SEPARATOR = re.compile("[,،]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the metadata with its value and, if the format has lines, its 1-based line."""

    key: str
    value: Value
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The result of a reader: the text of one document and its metadata, not yet validated."""

    text: str
    entries: tuple[Entry, ...]
    default_id: str
    line: int | None = None  # of the document in a file of several


def document_of(draft: Draft, file: str) -> tuple[Document, list[Problem]]:
    """Validate a draft; return its document and warnings.

    Values are text as written. Raises RejectedError for a text without words, NUL, lone surrogates and invalid ids.
    """
    text = unify_newlines(draft.text)
    _check_text(text, draft)
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for entry in draft.entries:
        if entry.key in KEYS:
            values[entry.key] = entry.value
            problems.extend(_warnings(entry, file, draft.line))
        else:
            problems.append(_unknown_key(entry, file, draft.line))
    document = Document(
        id=_id(values, draft),
        text=text,
        title=_text(values, "title") or "",
        date=_date(_text(values, "date") or ""),
        author=_text(values, "author"),
        source_url=_text(values, "source_url") if _is_web_address(_text(values, "source_url") or "") else None,
        publisher=_text(values, "publisher"),
        language=_text(values, "language"),
        tags=_tags(values.get("tags")),
    )
    return _with_found(document, values), problems


def _with_found(document: Document, values: dict[str, Value]) -> Document:
    """Return the document with date and author from its byline, where the metadata lacks them."""
    wanted = [key for key in ("date", "author") if key not in values]
    told = {each.key: each.value for each in find_metadata(document.text) if each.key in wanted} if wanted else {}
    if not told:
        return document
    return replace(
        document, date=told.get("date", document.date), author=told.get("author", document.author), found=tuple(told)
    )


def _check_text(text: str, draft: Draft) -> None:
    values = [value for entry in draft.entries for value in _texts(entry.value)]
    for value in (text, draft.default_id, *values):
        if "\0" in value:
            raise RejectedError("nul", "there is a NUL character in it", "Remove the NUL.", line=draft.line)
        if _has_surrogate(value):
            reason = "it contains half of a surrogate pair, which is not a character"
            raise RejectedError("bad_characters", reason, "Write the whole character.", line=draft.line)
    if not has_words(text):
        reason = "there is no text in it"
        raise RejectedError("no_text", reason, "Add the article's text, or delete the file.", line=draft.line)


def _has_surrogate(value: str) -> bool:
    try:
        value.encode("utf-16-le")  # a tenth of the time of a search
    except UnicodeEncodeError:
        return True
    return False


def _texts(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _text(values: dict[str, Value], key: str) -> str | None:
    """Return the value if it is text and not blank."""
    value = values.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _id(values: dict[str, Value], draft: Draft) -> str:
    found = values.get("id", "")
    if not isinstance(found, str):
        raise RejectedError("bad_id", "the id is no text", "Give the id as text.", line=draft.line)
    name = found if found.strip() else draft.default_id
    if len(name) > MAX_ID_CHARS:
        reason = f"the id has {len(name)} characters, more than {MAX_ID_CHARS}"
        raise RejectedError("bad_id", reason, "Give it a shorter id.", line=draft.line)
    if any(unicodedata.category(char) == "Cc" for char in name):
        reason = f"the id {name!a} contains a control character"
        raise RejectedError("bad_id", reason, "Give it an id without control characters.", line=draft.line)
    return name


def _date(value: str) -> str | None:
    """Return an ISO 8601 date, or date with time, as YYYY-MM-DD; None for anything else."""
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(value.strip()).isoformat()[:10]
        except ValueError:
            continue
    return None


def _is_web_address(value: str) -> bool:
    """Return whether a URL is safe to link to: http or https with a host; never `javascript:`."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _tags(value: Value) -> tuple[str, ...]:
    """Return the distinct tags in order; plain text is split at commas, including «،»."""
    parts: Iterable[str] = _SEPARATOR.split(value) if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _warnings(entry: Entry, file: str, line: int | None) -> list[Problem]:
    """Return at most one warning: why the value of a known key is ignored."""
    fault: tuple[str, str, str] | None = None
    value = entry.value
    if value is None or (entry.key != "tags" and not isinstance(value, str)):
        if entry.key != "id":
            fault = ("bad_value", f"`{entry.key}` is no plain text and is left out", "Write it as plain text.")
    elif isinstance(value, str) and value.strip():
        if entry.key == "date" and _date(value) is None:
            fault = ("bad_date", f"the date {value!r} is not ISO 8601 and is left out", "Write it like 2023-05-16.")
        elif entry.key == "source_url" and not _is_web_address(value):
            reason = f"`source_url` {value!r} is not a web address and is left out"
            fault = ("bad_source_url", reason, "Write a whole address, beginning with https://.")
    return [_warning(file, entry.line or line, *fault)] if fault else []


def _unknown_key(entry: Entry, file: str, line: int | None) -> Problem:
    likely = difflib.get_close_matches(entry.key.lower(), KEYS, n=1)
    remedy = f"Did you mean `{likely[0]}`?" if likely else f"Known keys: {', '.join(KEYS)}."
    reason = f"the key {entry.key!r} is unknown and is left out"
    return _warning(file, entry.line or line, "unknown_key", reason, remedy)


def _warning(file: str, line: int | None, code: str, reason: str, remedy: str) -> Problem:
    return Problem(file=file, line=line, level="warning", code=code, reason=reason, remedy=remedy)

"""Readers of `.json`, one document in a file, and `.jsonl`, one document on each line."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NoReturn, TextIO

from qa_service.corpus.encodings import decode, decode_utf8, text_of
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import Draft, Entry, Value, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source, rejection

_DAMAGED = re.compile(r"[\udc80-\udcff]")  # bytes that are no UTF-8, by the handler `surrogateescape`


class _Number(str):
    """A JSON number as written: valid as an id or a tag, but not as the text of an article."""

    __slots__ = ()


def read_json(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a JSON object with a `text`; raises RejectedError if there is none."""
    text, entries = _parse(decode(data))
    document, problems = document_of(Draft(text, entries, default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))


def read_jsonl(data: bytes, file: str, default_id: str) -> Reading:
    """Return the documents of a file with one JSON object on each line (LF, CR or CRLF); blank lines are skipped.

    A line that can't be read is skipped and reported with its number; an unknown key is reported once. Raises
    RejectedError if the file as a whole can't be decoded.
    """
    readings = list(_readings(_lines(data), file, default_id))
    documents, problems, sources = (
        tuple(each for reading in readings for each in getattr(reading, name))
        for name in ("documents", "problems", "sources")
    )
    return Reading(documents, problems, sources)


def stream_jsonl(opened: BinaryIO, file: str, default_id: str, max_line_bytes: int) -> Iterator[Reading]:
    """Yield what `read_jsonl` returns line by line; a line over `max_line_bytes` is reported and skipped."""
    with text_of(opened) as (text, encoding):
        yield from _readings(_lines_of(text, encoding, max_line_bytes), file, default_id)


def _readings(lines: Iterable[tuple[int, str | RejectedError]], file: str, default_id: str) -> Iterator[Reading]:
    warned: set[tuple[str, str]] = set()
    is_empty = True
    for number, line in lines:
        try:
            if isinstance(line, RejectedError):
                raise line
            if not line.strip():
                continue
            text, entries = _parse(line)
            document, warnings = document_of(Draft(text, entries, f"{default_id}#{number}", number), file)
        except Exception as fault:  # whatever is wrong with a line, the others are read
            is_empty = False
            yield Reading((), (rejection(fault).problem(file, line=number),))
            continue
        is_empty = False
        new = {(warning.code, warning.reason): warning for warning in warnings}
        fresh = tuple(warning for key, warning in new.items() if key not in warned)
        warned.update(new)
        yield Reading((document,), fresh, (Source(file, number),))
    if is_empty:
        raise RejectedError("no_text", "there is no line in it", "Add documents, or delete the file.")


def _lines_of(text: TextIO, encoding: str, max_line_bytes: int) -> Iterator[tuple[int, str | RejectedError]]:
    """Yield the numbered lines of a stream; one that is damaged or too long is replaced by its fault."""
    number = 0
    while line := text.readline(max_line_bytes):
        number += 1
        if len(line) == max_line_bytes and not line.endswith("\n"):
            while (rest := text.readline(max_line_bytes)) and not rest.endswith("\n"):
                pass
            reason = f"the line has more than the {max_line_bytes} bytes allowed"
            yield number, RejectedError("too_large", reason, "Split it, or raise QA_MAX_FILE_BYTES.", line=number)
        elif encoding == "utf-8" and _DAMAGED.search(line):
            yield number, RejectedError("bad_encoding", "it is not valid UTF-8", "Save the file as UTF-8.", line=number)
        elif "\0" in line:
            yield number, RejectedError("nul", "there is a NUL in it", "Save the file as plain text.", line=number)
        else:
            yield number, line


def _lines(data: bytes) -> Iterator[tuple[int, str | RejectedError]]:
    """Yield numbered lines; in damaged UTF-8 a damaged line is replaced by its fault."""
    try:
        return enumerate(unify_newlines(decode(data)).split("\n"), start=1)
    except RejectedError as fault:
        torn = list(_lines_alone(data))
        if not any(isinstance(line, str) and line.strip() for _, line in torn):
            raise fault from None
        return iter(torn)


def _lines_alone(data: bytes) -> Iterator[tuple[int, str | RejectedError]]:
    start = 0
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            yield number, decode_utf8(line)
        except RejectedError as fault:
            byte = start + (fault.byte or 0)
            reason = f"byte {byte} of the file is not valid UTF-8"
            yield number, RejectedError(fault.code, reason, fault.remedy, line=number, byte=byte)
        start += len(line)


def _parse(source: str) -> tuple[str, tuple[Entry, ...]]:
    """Return the `text` and the other keys of one JSON object."""
    try:
        found = json.loads(
            source,
            object_pairs_hook=_object,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as fault:
        line = fault.lineno if isinstance(fault, json.JSONDecodeError) and fault.lineno > 1 else None
        reason = "nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        raise RejectedError("bad_json", f"it is not JSON: {reason}", "Write one JSON object.", line=line) from None
    if not isinstance(found, dict):
        raise RejectedError("bad_json", "it is not a JSON object", 'Write {"title": …, "text": …}; lists go in .jsonl.')
    text = found.pop("text", None)
    if not isinstance(text, str) or isinstance(text, _Number):
        raise RejectedError("no_text", "there is no `text` in it, or it is not a string", "Give the article as `text`.")
    # null means that the key is missing.
    return text, tuple(Entry(key, _value(value)) for key, value in found.items() if value is not None)


def _value(value: Any) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list):
        items = [_value(item) for item in value]
        texts = tuple(item for item in items if isinstance(item, str))
        return texts if len(texts) == len(items) else None
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")

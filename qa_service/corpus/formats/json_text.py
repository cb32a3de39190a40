"""Readers of `.json`, one document in a file, and `.jsonl`, one document on each line."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from qa_service.corpus.document import Document, Problem
from qa_service.corpus.encodings import decode, decode_utf8
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.metadata import Draft, Entry, Value, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source, rejection


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
    documents: list[Document] = []
    sources: list[Source] = []
    problems: dict[tuple[str, str] | int, Problem] = {}
    for number, line in _lines(data):
        try:
            if isinstance(line, RejectedError):
                raise line
            if not line.strip():
                continue
            text, entries = _parse(line)
            document, warnings = document_of(Draft(text, entries, f"{default_id}#{number}", number), file)
        except Exception as fault:  # whatever is wrong with a line, the others are read
            problems[number] = rejection(fault).problem(file, line=number)
            continue
        documents.append(document)
        sources.append(Source(file, number))
        for warning in warnings:
            problems.setdefault((warning.code, warning.reason), warning)
    if not documents and not problems:
        raise RejectedError("no_text", "there is no line in it", "Add documents, or delete the file.")
    return Reading(tuple(documents), tuple(problems.values()), tuple(sources))


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

"""File reading: one file of the corpus to its documents and problems; whatever is wrong with it is a problem."""

import hashlib
from dataclasses import replace
from pathlib import Path

from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.formats.by_suffix import READERS, Reader
from qa_service.corpus.opening import Look, bytes_of, seen, too_large
from qa_service.corpus.reading import Reading, RejectedError, Source, rejection
from qa_service.corpus.walk import printable, suffix

DEFAULT_MAX_FILE_BYTES = 10_000_000


def read_file(
    folder: Path,
    file: str,
    *,
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES,
    additions: tuple[LinePattern, ...] = (),
) -> Reading:
    """Read the documents and problems of one file; `file` is its path inside `folder`.

    `additions` are the patterns of `read_boilerplate`. A fault of the file is a Problem and raises nothing.
    """
    reading, _, _ = read_changed(folder, file, "", max_file_bytes=max_file_bytes, additions=additions)
    return reading or Reading()


def read_changed(
    folder: Path, file: str, known: str, *, max_file_bytes: int, additions: tuple[LinePattern, ...]
) -> tuple[Reading | None, str, Look]:
    """Return the result of `read_file`, the hash of the file's bytes, empty if they can't be read, and what it was.

    The result is None, and the file isn't parsed, if its hash is `known`.
    """
    name, digest, look = printable(file), "", Look()
    try:
        reader = READERS.get(suffix(file))
        if reader is None or name != file:
            look.take(seen(f"{folder}/{file}"))  # is refused whatever it holds
        if reader is None:
            reason = f"files of the kind {suffix(file)} can't be read yet"
            raise RejectedError("not_yet_readable", reason, "Save the article's text as .txt or .md.")
        if name != file:
            raise RejectedError("bad_name", "the file's name is not valid UTF-8", "Give it a name in UTF-8.")
        data = bytes_of(folder, file, max_file_bytes, look)
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        if digest == known:
            return None, digest, look
        return _read(reader, data, file, additions), digest, look
    except Exception as fault:  # readers and their libraries raise anything
        return Reading((), (rejection(fault).problem(name),)), digest, look


def read_data(
    data: bytes, file: str, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES, additions: tuple[LinePattern, ...] = ()
) -> Reading:
    """Return the result of `read_file` for a file of this name and content, which need not exist."""
    name = printable(file)
    reader = READERS.get(suffix(file))
    try:
        if reader is None:
            reason = f"files of the kind {suffix(file) or 'without a suffix'} are not part of a corpus"
            raise RejectedError("not_yet_readable", reason, "Save the article's text as .txt or .md.")
        if len(data) > max_file_bytes:
            raise too_large(len(data), max_file_bytes)
        return _read(reader, data, file, additions)
    except Exception as fault:  # as above
        return Reading((), (rejection(fault).problem(name),))


def _read(reader: Reader, data: bytes, file: str, additions: tuple[LinePattern, ...]) -> Reading:
    reading = reader(data, file, file[: len(file) - len(suffix(file))])
    documents: list[Document] = []
    sources: list[Source] = []
    problems: list[Problem] = list(reading.problems)
    for document, source in zip(reading.documents, reading.sources, strict=True):
        try:
            documents.append(complete(document, additions))
        except Exception as fault:  # of one document: the file's others are kept
            problems.append(rejection(fault).problem(printable(file), line=source.line))
        else:
            sources.append(source)
    return replace(reading, documents=tuple(documents), sources=tuple(sources), problems=tuple(problems))

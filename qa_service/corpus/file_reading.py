"""File reading: one file of the corpus to its documents and problems; whatever is wrong with it is a problem."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path

from qa_service.corpus.archives import DEFAULT_MAX_ARCHIVE_BYTES, Limits, is_archive, readings_of
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.formats.by_suffix import READERS, Reader
from qa_service.corpus.opening import Look, bytes_of, opened_file, seen, too_large
from qa_service.corpus.reading import Reading, RejectedError, Source, rejection
from qa_service.corpus.walk import is_readable, printable, suffix

DEFAULT_MAX_FILE_BYTES = 10_000_000
_BLOCK_BYTES = 1_000_000


def read_file(
    folder: Path,
    file: str,
    *,
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES,
    max_archive_bytes: int = DEFAULT_MAX_ARCHIVE_BYTES,
    additions: tuple[LinePattern, ...] = (),
) -> Reading:
    """Read the documents and problems of one file; `file` is its path inside `folder`.

    `additions` are the patterns of `read_boilerplate`. A fault of the file is a Problem and raises nothing.
    """
    limits = Limits(max_file_bytes, max_archive_bytes)
    return _joined(read_changed(folder, file, "", limits=limits, additions=additions)[0] or ())


def read_changed(
    folder: Path, file: str, known: str, *, limits: Limits, additions: tuple[LinePattern, ...]
) -> tuple[Iterator[Reading] | None, str, Look]:
    """Return what `read_file` reads, the hash of the file's bytes, empty if they can't be read, and what it was.

    The readings are parts of which each may be forgotten before the next; what the file was is known when the last has
    been taken. They are None, and the file isn't parsed, if its hash is `known`.
    """
    name, digest, look = printable(file), "", Look()
    try:
        reader = READERS.get(suffix(file))
        if not is_readable(file) or name != file:
            look.take(seen(f"{folder}/{file}"))  # is refused whatever it holds
        if not is_readable(file):
            reason = f"files of the kind {suffix(file)} can't be read yet"
            raise RejectedError("not_yet_readable", reason, "Save the article's text as .txt or .md.")
        if name != file:
            raise RejectedError("bad_name", "the file's name is not valid UTF-8", "Give it a name in UTF-8.")
        if is_archive(file):
            digest, size = _digest_of(folder, file, limits.archive_bytes, look)
            if digest == known:
                return None, digest, look
            if reader is None or size > limits.file_bytes:
                return _streamed(folder, file, limits, additions, look), digest, look
        data = bytes_of(folder, file, limits.file_bytes, look)
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        if digest == known or reader is None:
            return None, digest, look
        return iter((_read(reader, data, file, additions),)), digest, look
    except Exception as fault:  # readers and their libraries raise anything
        return iter((Reading((), (rejection(fault).problem(name),)),)), digest, look


def read_data(
    data: bytes, file: str, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES, additions: tuple[LinePattern, ...] = ()
) -> Reading:
    """Return the result of `read_file` for a file of this name and content, which need not exist."""
    name = printable(file)
    try:
        if not is_readable(file):
            reason = f"files of the kind {suffix(file) or 'without a suffix'} are not part of a corpus"
            raise RejectedError("not_yet_readable", reason, "Save the article's text as .txt or .md.")
        if len(data) > max_file_bytes:
            raise too_large(len(data), max_file_bytes)
        reader = READERS.get(suffix(file))
        if reader is not None:
            return _read(reader, data, file, additions)
        limits = Limits(max_file_bytes, max(max_file_bytes, DEFAULT_MAX_ARCHIVE_BYTES))
        opened = BufferedReader(BytesIO(data))
        return _joined(_completed(each, additions) for each in readings_of(opened, len(data), file, limits))
    except Exception as fault:  # as above
        return Reading((), (rejection(fault).problem(name),))


def _digest_of(folder: Path, file: str, max_archive_bytes: int, look: Look) -> tuple[str, int]:
    """Return the hash of a file's bytes, and how many they are; raises RejectedError for too many."""
    digest, size = hashlib.blake2b(digest_size=16), 0
    with opened_file(folder, file, look) as (opened, said):
        if said > max_archive_bytes:
            raise too_large(said, max_archive_bytes, "QA_MAX_ARCHIVE_BYTES")
        while (block := opened.read(_BLOCK_BYTES)) and size <= max_archive_bytes:
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _streamed(
    folder: Path, file: str, limits: Limits, additions: tuple[LinePattern, ...], look: Look
) -> Iterator[Reading]:
    """Yield the readings of an archive; a fault of the whole is the last of them."""
    hashed = look.state
    try:
        with opened_file(folder, file, look) as (opened, size):
            for reading in readings_of(opened, size, file, limits):
                yield _completed(reading, additions)
    except Exception as fault:  # as above
        yield Reading((), (rejection(fault).problem(printable(file)),))
    look.is_torn = look.state != hashed


def _joined(readings: Iterable[Reading]) -> Reading:
    parts = list(readings)
    documents = tuple(each for part in parts for each in part.documents)
    problems = tuple(each for part in parts for each in part.problems)
    return Reading(documents, problems, tuple(each for part in parts for each in part.sources))


def _read(reader: Reader, data: bytes, file: str, additions: tuple[LinePattern, ...]) -> Reading:
    return _completed(reader(data, file, file[: len(file) - len(suffix(file))]), additions)


def _completed(reading: Reading, additions: tuple[LinePattern, ...]) -> Reading:
    documents: list[Document] = []
    sources: list[Source] = []
    problems: list[Problem] = list(reading.problems)
    for document, source in zip(reading.documents, reading.sources, strict=True):
        try:
            documents.append(complete(document, additions))
        except Exception as fault:  # of one document: the file's others are kept
            problems.append(rejection(fault).problem(printable(source.file), line=source.line))
        else:
            sources.append(source)
    return replace(reading, documents=tuple(documents), sources=tuple(sources), problems=tuple(problems))

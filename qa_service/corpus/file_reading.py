"""File reading: one file of the corpus to its documents and problems."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path

from qa_service.corpus.archives import DEFAULT_MAX_ARCHIVE_BYTES, Limits, is_archive, readings_of
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.completion import complete
from qa_service.corpus.formats.by_suffix import READERS, Reader
from qa_service.corpus.opening import bytes_of, opened_file, too_large
from qa_service.corpus.reading import Reading, RejectedError
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
    readings, _ = read_changed(folder, file, "", limits=Limits(max_file_bytes, max_archive_bytes), additions=additions)
    return _joined(readings or ())


def read_changed(
    folder: Path, file: str, known: str, *, limits: Limits, additions: tuple[LinePattern, ...]
) -> tuple[Iterator[Reading] | None, str]:
    """Return what `read_file` reads, in parts of which each may be forgotten before the next, and the hash of the
    file's bytes, empty if they can't be read.

    The readings are None, and the file isn't parsed, if its hash is `known`.
    """
    name, digest = printable(file), ""
    try:
        reader = READERS.get(suffix(file))
        if not is_readable(file):
            reason = f"files of the kind {suffix(file)} can't be read yet"
            raise RejectedError("not_yet_readable", reason, "Save the article's text as .txt or .md.")
        if name != file:
            raise RejectedError("bad_name", "the file's name is not valid UTF-8", "Give it a name in UTF-8.")
        if is_archive(file):
            digest, size = _digest_of(folder, file, limits.archive_bytes)
            if reader is None or size > limits.file_bytes:
                return None if digest == known else _streamed(folder, file, limits, additions), digest
        data = bytes_of(folder, file, limits.file_bytes)
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        if digest == known or reader is None:
            return None, digest
        return iter((_read(reader, data, file, additions),)), digest
    except RejectedError as fault:
        return iter((Reading((), (fault.problem(name),)),)), digest


def _digest_of(folder: Path, file: str, max_archive_bytes: int) -> tuple[str, int]:
    """Return the hash of a file's bytes, and how many they are; raises RejectedError for too many."""
    digest, size = hashlib.blake2b(digest_size=16), 0
    with opened_file(folder, file) as (opened, said):
        if said > max_archive_bytes:
            raise too_large(said, max_archive_bytes, "QA_MAX_ARCHIVE_BYTES")
        while (block := opened.read(_BLOCK_BYTES)) and size <= max_archive_bytes:
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _streamed(folder: Path, file: str, limits: Limits, additions: tuple[LinePattern, ...]) -> Iterator[Reading]:
    """Yield the readings of an archive; a fault of the whole is the last of them."""
    try:
        with opened_file(folder, file) as (opened, size):
            for reading in readings_of(opened, size, file, limits):
                yield _completed(reading, additions)
    except RejectedError as fault:
        yield Reading((), (fault.problem(printable(file)),))


def _joined(readings: Iterable[Reading]) -> Reading:
    parts = list(readings)
    documents = tuple(each for part in parts for each in part.documents)
    problems = tuple(each for part in parts for each in part.problems)
    return Reading(documents, problems, tuple(each for part in parts for each in part.sources))


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
        return _completed(_joined(readings_of(opened, len(data), file, limits)), additions)
    except RejectedError as fault:
        return Reading((), (fault.problem(name),))


def _read(reader: Reader, data: bytes, file: str, additions: tuple[LinePattern, ...]) -> Reading:
    return _completed(reader(data, file, file[: len(file) - len(suffix(file))]), additions)


def _completed(reading: Reading, additions: tuple[LinePattern, ...]) -> Reading:
    return replace(reading, documents=tuple(complete(document, additions) for document in reading.documents))

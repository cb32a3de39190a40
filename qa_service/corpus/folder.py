"""The corpus folder: reads every file to documents and problems; one bad file never stops the others."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa_service.arabic.translation.glossary import parse_glossary
from qa_service.corpus.archives import DEFAULT_MAX_ARCHIVE_BYTES, Limits
from qa_service.corpus.boilerplate import LinePattern, parse_line
from qa_service.corpus.bounded_reading import read_bytes, read_files
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.encodings import decode
from qa_service.corpus.file_reading import DEFAULT_MAX_FILE_BYTES, read_changed
from qa_service.corpus.formats.by_suffix import readable_suffixes
from qa_service.corpus.lines import unify_newlines
from qa_service.corpus.opening import MISSING, Look, bytes_of, seen
from qa_service.corpus.reading import Reading, RejectedError, Source
from qa_service.corpus.walk import BOILERPLATE_FILE, GLOSSARY_FILE, Listing, list_files
from qa_service.errors import CorpusError

__all__ = [
    "Maintained", "Reading", "Source", "duplicate", "fingerprint", "fingerprint_of", "list_corpus", "read_boilerplate",
    "read_changed", "read_corpus", "read_data", "read_file", "read_maintained",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Maintained:
    """What the maintainer's own files at the top of the folder say, and what is wrong with them."""

    additions: tuple[LinePattern, ...]
    glossary: dict[str, str]
    problems: tuple[Problem, ...]
    states: dict[str, str]  # of the files that were read, for `fingerprint_of`


def read_maintained(folder: Path, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES) -> Maintained:
    """Read `boilerplate.txt` and `glossary.tsv`, each once."""
    looks = {BOILERPLATE_FILE: Look(), GLOSSARY_FILE: Look()}
    additions, problems = read_boilerplate(folder, max_file_bytes=max_file_bytes, look=looks[BOILERPLATE_FILE])
    glossary, bad_lines = _read_glossary(folder, max_file_bytes, looks[GLOSSARY_FILE])
    states = {file: look.state for file, look in looks.items()}
    return Maintained(additions, glossary, (*problems, *bad_lines), states)


def read_corpus(
    folder: Path,
    *,
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES,
    max_archive_bytes: int = DEFAULT_MAX_ARCHIVE_BYTES,
) -> Reading:
    """Read all documents of a folder in path order, and its problems by file and line.

    Of documents with the same id the first by path is kept. Raises CorpusError if the folder can't be listed.

    >>> read_corpus(Path("corpus")).documents[0].id
    'culture/al-qarawiyyin-university'
    """
    listing = list_corpus(folder)
    maintained = read_maintained(folder, max_file_bytes=max_file_bytes)
    additions, problems = maintained.additions, [*maintained.problems, *listing.problems]
    served: dict[str, tuple[Document, Source]] = {}
    limits = Limits(max_file_bytes, max_archive_bytes)
    for reading in read_files(folder, listing.files, limits=limits, additions=additions):
        problems.extend(reading.problems)
        for document, source in zip(reading.documents, reading.sources, strict=True):
            first, first_source = served.setdefault(document.id, (document, source))
            if first is not document:
                problems.append(duplicate(document.id, source, first_source))
    problems.sort(key=lambda problem: (problem.file, problem.line or 0))
    documents = tuple(document for document, _ in served.values())
    return Reading(
        documents, tuple(problems), tuple(source for _, source in served.values()), additions, maintained.glossary
    )


def read_file(
    folder: Path,
    file: str,
    *,
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES,
    max_archive_bytes: int = DEFAULT_MAX_ARCHIVE_BYTES,
    additions: tuple[LinePattern, ...] = (),
) -> Reading:
    """Read the documents and problems of one file; `file` is its path inside `folder`.

    `additions` are the patterns of `read_boilerplate`. A fault of the file, or one that takes too much time or memory,
    is a Problem and raises nothing.
    """
    limits = Limits(max_file_bytes, max_archive_bytes)
    [reading] = read_files(folder, [file], limits=limits, additions=additions)
    return reading


def read_data(
    data: bytes, file: str, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES, additions: tuple[LinePattern, ...] = ()
) -> Reading:
    """Return the result of `read_file` for a file of this name and content, which need not exist."""
    return read_bytes(data, file, max_file_bytes=max_file_bytes, additions=additions)


def read_boilerplate(
    folder: Path, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES, look: Look | None = None
) -> tuple[tuple[LinePattern, ...], list[Problem]]:
    """Return the patterns of `boilerplate.txt` at the top of the folder, and its problems.

    One pattern on each line, `*` for any text; blank lines and lines that begin with `#` are skipped.
    """
    text, problems = _maintainers(folder, BOILERPLATE_FILE, max_file_bytes, look or Look())
    patterns: list[LinePattern] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern = parse_line(line)
        if pattern is None:
            problems.append(_too_wide(line, number))
        else:
            patterns.append(pattern)
    return tuple(patterns), problems


def _read_glossary(folder: Path, max_file_bytes: int, look: Look) -> tuple[dict[str, str], list[Problem]]:
    """Return the entries of `glossary.tsv` at the top of the folder, as `parse_glossary` does, and its problems."""
    text, problems = _maintainers(folder, GLOSSARY_FILE, max_file_bytes, look)
    entries, bad_lines = parse_glossary(text)
    return entries, [*problems, *(_bad_entry(each.line, each.reason) for each in bad_lines)]


def _maintainers(folder: Path, file: str, max_file_bytes: int, look: Look) -> tuple[str, list[Problem]]:
    """Return the text of an optional file at the top of the folder, empty if it is missing, and its problems."""
    if not os.path.lexists(folder / file):
        look.state = MISSING
        return "", []
    try:
        return unify_newlines(decode(bytes_of(folder, file, max_file_bytes, look))), []
    except RejectedError as fault:
        return "", [fault.problem(file)]


def fingerprint(folder: Path) -> str:
    """Return a hex string that changes when a relevant file is added, removed, renamed or written; opens no file.

    It covers path, kind, rights, size and modification time in ns, and the readable suffixes: installing an extra makes
    an index stale that was built without it. Raises CorpusError if the folder can't be listed.
    """
    files = (*list_corpus(folder).files, BOILERPLATE_FILE, GLOSSARY_FILE)
    return fingerprint_of({file: seen(f"{folder}/{file}").state for file in files})


def fingerprint_of(states: Mapping[str, str]) -> str:
    """Return the fingerprint of a folder that holds files of these states, and no others."""
    digest = hashlib.sha256(" ".join(readable_suffixes()).encode())
    for file in sorted(states):
        digest.update(os.fsencode(file) + b"\0" + states[file].encode() + b"\0")
    return digest.hexdigest()


def list_corpus(folder: Path) -> Listing:
    """List the files of a corpus without opening them; raises CorpusError if the folder can't be listed."""
    try:
        return list_files(folder)
    except OSError as fault:
        raise CorpusError(f"the corpus folder {folder} can't be read: {fault.strerror}") from None


def duplicate(name: str, source: Source, first: Source) -> Problem:
    """Return the problem of a document that has the id of an earlier one."""
    reason = f"{source} has the id {name!r}, which {first} has already"
    remedy = "Give one of them another `id`, or delete it."
    return Problem(file=source.file, line=source.line, level="error", code="duplicate_id", reason=reason, remedy=remedy)


def _bad_entry(line: int, reason: str) -> Problem:
    return Problem(
        file=GLOSSARY_FILE,
        line=line,
        level="warning",
        code="bad_glossary_line",
        reason=f"{reason}; the line is left out",
        remedy="Write English, French and Arabic, a tab between; English or French may be empty.",
    )


def _too_wide(line: str, number: int) -> Problem:
    return Problem(
        file=BOILERPLATE_FILE,
        line=number,
        level="warning",
        code="boilerplate_too_wide",
        reason=f"the pattern {line.strip()!r} would take whole articles and is left out",
        remedy="Write more of the line's text.",
    )

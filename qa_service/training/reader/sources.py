"""The files that are learned from, with what it takes to know them again."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.formats.json_text import read_jsonl
from qa_service.corpus.reading import RejectedError
from qa_service.errors import DataFormatError
from qa_service.evaluation.labelled import LabelledQuestion, parse_questions


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was read."""

    name: str  # without its folder: where it lay is nobody's business
    sha256: str  # of its bytes as they lie there
    rows: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All that is learned from."""

    documents: tuple[Document, ...]
    questions: tuple[LabelledQuestion, ...]
    files: tuple[SourceFile, ...]


def read_sources(documents: Sequence[Path], questions: Sequence[Path]) -> Sources:
    """Read all files, JSON Lines, those whose name ends in `.gz` unpacked.

    Args:
        documents: files of documents.
        questions: files of labelled questions.

    Returns:
        Their rows in the order of the files.

    Raises:
        DataFormatError: a file has a line that can't be read, or two documents have one id.
        OSError: a file can't be read.
    """
    texts: list[Document] = []
    asked: list[LabelledQuestion] = []
    files = []
    for path in documents:
        raw, digest = _opened(path)
        found = _documents(raw, path.name)
        texts += found
        files.append(SourceFile(path.name, digest, len(found)))
    for path in questions:
        raw, digest = _opened(path)
        read, problems = parse_questions(raw, path.name)
        _refuse(problems)
        asked += read
        files.append(SourceFile(path.name, digest, len(read)))
    twice = [each for each, times in Counter(text.id for text in texts).items() if times > 1]
    if twice:
        raise DataFormatError(f"Two documents have the id {twice[0]!r}: name each file once.")
    return Sources(tuple(texts), tuple(asked), tuple(files))


def _opened(path: Path) -> tuple[bytes, str]:
    """The text of a file, and the SHA-256 of its bytes as they lie there."""
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw), digest


def _documents(raw: bytes, file: str) -> list[Document]:
    try:
        reading = read_jsonl(raw, file, file)
    except RejectedError as fault:
        raise DataFormatError(f"{file}: {fault.reason}.") from None
    _refuse([problem for problem in reading.problems if problem.level == "error"])
    return [complete(document) for document in reading.documents]


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise DataFormatError("\n".join(f"{each.file}, line {each.line}: {each.reason}" for each in problems))

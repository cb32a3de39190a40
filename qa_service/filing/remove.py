"""Remove: moves files out of the corpus folder and restores them.

Removed files are kept in `.removed/`, which is not part of the corpus, with a line in its `log.jsonl` that records
where each was.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from qa_service.corpus.folder import read_corpus
from qa_service.errors import CorpusError
from qa_service.filing.atomic_files import flush, link_new, open_folder

REMOVED = ".removed"
_LOG = "log.jsonl"
_KEPT_CHARS = 50  # of the file name


@dataclass(frozen=True, slots=True)
class Removal:
    """A file removed from the corpus."""

    file: str  # its path inside the corpus
    kept: str  # its name in `.removed/`
    ids: tuple[str, ...]  # of its documents
    time: str  # ISO 8601, UTC


def files_of(corpus: Path, ids: Sequence[str], *, max_file_bytes: int) -> dict[str, tuple[str, ...]]:
    """Return the files of the documents with these ids (or paths), each with the ids of all its documents.

    Raises CorpusError, naming the unknown ids.
    """
    reading = read_corpus(corpus, max_file_bytes=max_file_bytes)
    held: dict[str, list[str]] = {}
    file_of = {}
    for document, source in zip(reading.documents, reading.sources, strict=True):
        held.setdefault(source.file, []).append(document.id)
        file_of[document.id] = source.file
    rejected = {problem.file for problem in reading.problems if (corpus / problem.file).is_file()}
    wanted = {name: file_of.get(name) or (name if name in held or name in rejected else None) for name in ids}
    unknown = [name for name, file in wanted.items() if file is None]
    if unknown:
        raise CorpusError("no document of the corpus has the id " + ", ".join(map(repr, unknown)))
    return {file: tuple(held.get(file, ())) for file in dict.fromkeys(wanted.values()) if file is not None}


def remove(corpus: Path, file: str, ids: Sequence[str] = ()) -> Removal:
    """Move a file of the corpus into `.removed/`; raises OSError, and CorpusError for a path outside of the corpus."""
    path = open_folder(corpus, file) / PurePosixPath(file).name
    removal = _told(corpus, file, ids)
    path.rename(corpus / REMOVED / removal.kept)
    flush(corpus / REMOVED)
    flush(path.parent)
    return removal


def keep_copy(corpus: Path, file: str) -> Removal:
    """Copy a file into `.removed/` before it is changed; raises as `remove` does."""
    path = open_folder(corpus, file) / PurePosixPath(file).name
    removal = _told(corpus, file, ())
    os.link(path, corpus / REMOVED / removal.kept)
    flush(corpus / REMOVED)
    return removal


def _told(corpus: Path, file: str, ids: Sequence[str]) -> Removal:
    """Log before the operation: a line without a file is ignored, a file without a line would be lost."""
    (corpus / REMOVED).mkdir(exist_ok=True)
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    kept = f"{time.replace(':', '')}-{PurePosixPath(file).name[-_KEPT_CHARS:]}"  # within the file system's limit
    _append(corpus / REMOVED / _LOG, {"file": file, "kept": kept, "ids": list(ids), "time": time})
    return Removal(file, kept, tuple(ids), time)


def removals(corpus: Path) -> list[Removal]:
    """Return the removals that can be restored, the oldest first."""
    found = []
    for row in _rows(corpus / REMOVED / _LOG):
        with contextlib.suppress(KeyError, TypeError):
            removal = Removal(row["file"], row["kept"], tuple(row["ids"]), row["time"])
            if (corpus / REMOVED / removal.kept).is_file() and "/" not in removal.kept:
                found.append(removal)
    return found


def put_back(corpus: Path, removal: Removal) -> str:
    """Restore a removed file; return its path inside the corpus, with a number if it is taken. Raises OSError."""
    kept = corpus / REMOVED / removal.kept
    file = link_new(kept, corpus, removal.file)
    kept.unlink()
    return file


def _append(path: Path, row: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8", errors="surrogateescape") as log:
        log.write(json.dumps(row, ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with contextlib.suppress(FileNotFoundError):
        for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n"):
            with contextlib.suppress(ValueError):
                yield json.loads(line)

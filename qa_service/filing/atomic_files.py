"""Atomic files: writes files of the corpus folder atomically, under unused names, never outside of the folder."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from qa_service.corpus.walk import suffix
from qa_service.errors import CorpusError


def add_new(corpus: Path, file: str, data: bytes) -> str:
    """Write a new file atomically; return its path inside the corpus: `file`, with a number if that is taken.

    Raises OSError, and CorpusError for a folder outside of the corpus.
    """
    folder = open_folder(corpus, file)
    aside = _written_aside(folder, data)
    try:
        return link_new(aside, corpus, file)
    finally:
        aside.unlink(missing_ok=True)


def replace_whole(corpus: Path, file: str, data: bytes) -> None:
    """Replace a file of the corpus atomically.

    Raises OSError, and CorpusError for a folder outside of the corpus.
    """
    folder = open_folder(corpus, file)
    aside = _written_aside(folder, data)
    try:
        aside.replace(folder / PurePosixPath(file).name)
        flush(folder)
    finally:
        aside.unlink(missing_ok=True)


def link_new(source: Path, corpus: Path, file: str) -> str:
    """Hard-link a file into the corpus as `file`, with a number if that is taken; return its path there."""
    wanted, kind = PurePosixPath(file), suffix(file)
    folder = open_folder(corpus, file)
    for stem in numbered(wanted.name[: len(wanted.name) - len(kind)]):
        with contextlib.suppress(FileExistsError):
            os.link(source, folder / f"{stem}{kind}")  # unlike a rename it never replaces a file
            flush(folder)
            return str(wanted.parent / f"{stem}{kind}")
    raise AssertionError("numbers end")


def numbered(stem: str) -> Iterator[str]:
    """Yield a name, then the same with 2, 3 and so on."""
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def open_folder(corpus: Path, file: str) -> Path:
    """Return the folder of a corpus file, created if missing; raises CorpusError if it is outside of the corpus."""
    folder = corpus / PurePosixPath(file).parent
    root, real = os.path.realpath(corpus), os.path.realpath(folder)
    if os.path.commonpath([root, real]) != root:
        raise CorpusError(f"{folder} leads out of the corpus folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def flush(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _written_aside(folder: Path, data: bytes) -> Path:
    number, name = tempfile.mkstemp(prefix=".adding-", dir=folder)
    try:
        with os.fdopen(number, "wb") as aside:
            aside.write(data)
            aside.flush()
            os.fsync(aside.fileno())
            os.fchmod(aside.fileno(), 0o644)  # mkstemp makes it readable for its owner only
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)

"""Corpus files: written whole into the corpus folder, under a name that is free, and nowhere outside of it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from qa_service.corpus.walk import suffix
from qa_service.errors import CorpusError
from qa_service.files import flush, replace_whole, write_aside


def add_new(corpus: Path, file: str, data: bytes) -> str:
    """Write a file whose path inside the corpus is `file`, or that with a number where it is taken; its path.

    All of it is on the disk under its name, or nothing is. Raises OSError, and CorpusError for a folder that leads out.
    """
    folder = open_folder(corpus, file)
    aside = write_aside(folder, data)
    try:
        return link_new(aside, corpus, file)
    finally:
        aside.unlink(missing_ok=True)


def replace(corpus: Path, file: str, data: bytes) -> None:
    """Put other bytes in the place of a file of the corpus: whoever reads it finds all of the old or of the new.

    Raises OSError, and CorpusError for a folder that leads out.
    """
    folder = open_folder(corpus, file)
    replace_whole(folder / PurePosixPath(file).name, data)
    flush(folder)


def link_new(source: Path, corpus: Path, file: str) -> str:
    """Give a file on the same disk a second name, `file` inside the corpus, or that with a number; its path there."""
    wanted, kind = PurePosixPath(file), suffix(file)
    folder = open_folder(corpus, file)
    for stem in numbered(wanted.name[: len(wanted.name) - len(kind)]):
        with contextlib.suppress(FileExistsError):
            os.link(source, folder / f"{stem}{kind}")  # unlike a rename it never takes the place of a file
            flush(folder)
            return str(wanted.parent / f"{stem}{kind}")
    raise AssertionError("numbers end")


def numbered(stem: str) -> Iterator[str]:
    """A name, and the same with 2, 3 and so on."""
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def open_folder(corpus: Path, file: str) -> Path:
    """The folder of a file of the corpus, made where it is missing; CorpusError where it leads out of the corpus."""
    folder = corpus / PurePosixPath(file).parent
    root, real = os.path.realpath(corpus), os.path.realpath(folder)
    if os.path.commonpath([root, real]) != root:
        raise CorpusError(f"{folder} leads out of the corpus folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""Reader loader: what reads over an index, where the extra `reader` is installed and the setting lets it."""

import importlib
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qa_service.answers.sentence_reader import ReaderOf, SentenceReader
from qa_service.errors import ReaderUnusableError
from qa_service.index.index import Index
from qa_service.settings import Settings

_NEEDED = ("onnxruntime", "tokenizers")  # what the extra brings
_HERE = Path(__file__).resolve().parents[2]  # where this very package is found first


def is_wanted(settings: Settings) -> bool:
    """Whether questions are to be read; raises ReaderUnusableError where that is set and can't be done."""
    if settings.reader == "off":
        return False
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing and settings.reader == "on":
        raise ReaderUnusableError(
            f"QA_READER is on, but {' and '.join(missing)} can't be imported: pip install {' '.join(missing)}."
        )
    return not missing


def reader_of(settings: Settings) -> ReaderOf | None:
    """What makes a reader over the index of the settings; None where questions are answered by words."""
    folder = settings.index if settings.cluster == "none" else None  # vectors stand beside an index on disk
    return _reader_over(folder) if is_wanted(settings) else None


def _reader_over(folder: Path | None) -> Callable[[Index], SentenceReader]:
    def over(index: Index) -> SentenceReader:
        reader: SentenceReader = _module("reader").Reader(_process_model(), index, folder)
        return reader

    return over


@cache
def _process_model() -> Any:
    """One for all engines of this process, and for those that are forked from it."""
    return _module("process_model").ProcessModel()


def warm_up(settings: Settings) -> None:
    """Load the model in this process, so that no question waits for it."""
    if is_wanted(settings):
        _process_model().get()


def embed_index(settings: Settings, progress: Callable[[int, int], None] | None = None) -> None:
    """Give every sentence of the index on disk its vector, in this process; nothing where questions aren't read."""
    if is_wanted(settings) and (model := _process_model().get()) is not None:
        _module("embedding").embed(settings.index, model, progress)


def start_embedding(settings: Settings) -> "subprocess.Popen[bytes] | None":
    """A process that keeps the vectors of the index on disk complete as long as this one lives."""
    if not is_wanted(settings):
        return None
    command = [sys.executable, "-m", "qa_service.reader.embedding", str(settings.index.resolve())]
    return subprocess.Popen(command, cwd=_HERE, stdin=subprocess.DEVNULL)  # noqa: S603  # our own program


def _module(name: str) -> Any:
    """A module of the package `reader`, which imports what only the extra brings."""
    return importlib.import_module(f"qa_service.reader.{name}")

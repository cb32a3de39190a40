"""The vectors of an index's sentences, made by a process of its own: `python -m qa_service.reader.embedding INDEX`.

It looks at the index again and again, maps what is known already within a second, and reads new sentences a batch at a
time, so that whoever serves has each batch as soon as it is there. It is started, never forked: a forked model hangs.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from qa_service.errors import IndexUnusableError, QAServiceError
from qa_service.index.index import Index
from qa_service.index.storage import generations
from qa_service.native.arrays import Array, Ints
from qa_service.reader.model import Model
from qa_service.reader.vector_files import VectorFiles, key_of

Progress = Callable[[int, int], None]  # sentences that have a vector, of so many
_BATCH = 32  # sentences that are read at once, of like length
_KEPT_AFTER = 1024  # sentences that one file holds: two seconds or so
_LOOK_EVERY_SECONDS = 0.5
_log = logging.getLogger(__name__)


def embed(
    index: Path, model: Model, progress: Progress | None = None, *, goes_on: Callable[[str], bool] | None = None
) -> bool:
    """Make the vectors that the current generation lacks; whether all of it is done.

    `goes_on`: asked before each batch with the generation that is read; where it says no, the work stops and False is
    returned. Raises IndexUnusableError, and OSError where nothing can be written.
    """
    arrays, version = generations.load(index)
    read, files = Index(arrays, version), VectorFiles(index, model.name)
    keys = _keys_of(read)
    known = dict(zip(files.keys().tolist(), range(sys.maxsize), strict=False))
    rows = np.array([known.get(key, -1) for key in keys.tolist()], np.int32)
    files.forget_all_but([version, *_generations(index)])
    files.keep_map(version, rows)
    is_quotable = (arrays["sentence_heading"] == 0) & (arrays["sentence_recurring"] == 0)
    lacking = np.flatnonzero((rows < 0) & is_quotable)
    done = len(rows) - len(lacking)
    for chosen in _portions(lacking):
        if goes_on is not None and not goes_on(version):
            return False
        fresh = [number for number in dict.fromkeys(keys[chosen].tolist()) if number not in known]
        first = {key: number for number, key in zip(chosen.tolist(), keys[chosen].tolist(), strict=True)}
        if fresh:
            known |= {key: len(known) + place for place, key in enumerate(fresh)}
            files.add(_vectors(read, model, [first[key] for key in fresh]), np.array(fresh, np.uint64))
        rows[chosen] = [known[key] for key in keys[chosen].tolist()]
        files.keep_map(version, rows)
        done += len(chosen)
        if progress is not None:
            progress(done, len(rows))
    return True


def _keys_of(index: Index) -> Array:
    """The key of each sentence: uint64."""
    keys = np.zeros(index.sentence_count, np.uint64)
    for number, (sentence, title) in enumerate(_wordings(index)):
        keys[number] = key_of(sentence, title)
    return keys


def _wordings(index: Index) -> Iterator[tuple[str, str]]:
    """Each sentence with the title of its document, in their order."""
    for passage in range(index.passage_count):
        text, start = index.passage_text(passage)
        title = index.metadata_of(passage).title
        for sentence in index.sentences_of(passage):
            begin, end = index.sentence_span(sentence)
            yield text[begin - start : end - start], title


def _portions(sentences: Ints) -> Iterator[Ints]:
    """The sentences in portions, the first small, so that a changed article has its vectors at once."""
    begin, size = 0, _BATCH
    while begin < len(sentences):
        yield sentences[begin : begin + size]
        begin, size = begin + size, min(2 * size, _KEPT_AFTER)


def _vectors(index: Index, model: Model, sentences: list[int]) -> Array:
    """A unit vector for each of the sentences, read in batches of like length."""
    texts = [(index.sentence_text(each), index.metadata_of(index.passage_of(each)).title) for each in sentences]
    inputs = model.inputs.sentences(texts)
    order = sorted(range(len(inputs)), key=lambda place: len(inputs[place]))
    found: list[Array] = [np.zeros(0)] * len(inputs)
    for begin in range(0, len(order), _BATCH):
        places = order[begin : begin + _BATCH]
        for place, vector in zip(places, model.vectors([inputs[place] for place in places]), strict=True):
            found[place] = vector
    return np.array(found, np.float32)


def _generations(index: Path) -> list[str]:
    try:
        return os.listdir(index / "generations")  # noqa: PTH208  # names alone
    except OSError:
        return []


def main(index: Path) -> None:
    """Keep the vectors of an index complete until the process that started this one is gone."""
    parent = os.getppid()
    os.nice(10)  # who asks comes first
    model, done = Model.load(), ""

    def goes_on(version: str) -> bool:
        return generations.named(index) == version and os.getppid() == parent

    while os.getppid() == parent:
        version = generations.named(index)
        if version and version != done:
            try:
                done = version if embed(index, model, goes_on=goes_on) else ""
            except (OSError, IndexUnusableError) as reason:
                _log.warning("the sentences of index %s have no vectors for now (%s)", version, reason)
                done = version
        time.sleep(_LOOK_EVERY_SECONDS)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except QAServiceError as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(0)

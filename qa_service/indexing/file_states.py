"""File states: which files an index on disk was made of, kept beside it so that the next one is built upon it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from qa_service.corpus.document import Problem
from qa_service.errors import IndexUnusableError
from qa_service.index.storage import generations
from qa_service.indexing.incremental import Earlier, FileState
from qa_service.native.parallel import side_by_side

_FILE = "files.json"


def keep_states(index: Path, version: str, conditions: str, files: Mapping[str, FileState]) -> None:
    """Keep the states of the files of the index of this version; raises OSError.

    `conditions`: what else shapes an index; under others nothing of it may be taken over.
    """
    states = {
        file: [
            state.bytes,
            state.changed_ns,
            state.digest,
            state.kept,
            state.lines,
            [asdict(problem) for problem in state.problems],
        ]
        for file, state in files.items()
    }
    kept = {"version": version, "conditions": conditions, "files": states}
    aside = index / f"{_FILE}.new"
    aside.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    aside.replace(index / _FILE)


def earlier_index(index: Path, conditions: str) -> Earlier | None:
    """The current index, whole and sound, with the states of its files; None where it can't be built upon."""
    try:
        steps: list[Callable[[], Any]] = [
            partial(_read_states, index, conditions),
            partial(generations.load, index, read_whole_bytes=inf),
        ]
        found, (arrays, version) = side_by_side(steps)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexUnusableError):
        return None  # missing or damaged: all is read anew
    return Earlier(arrays, found[1]) if found is not None and version == found[0] else None


def _read_states(index: Path, conditions: str) -> tuple[str, dict[str, FileState]] | None:
    """The version of the index that the states are of, and these; None under other conditions."""
    kept = json.loads((index / _FILE).read_text(encoding="utf-8"))
    if kept["conditions"] != conditions:
        return None
    return kept["version"], {
        file: FileState(size, changed_ns, digest, held, tuple(lines), tuple(Problem(**each) for each in problems))
        for file, (size, changed_ns, digest, held, lines, problems) in kept["files"].items()
    }

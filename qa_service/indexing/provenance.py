"""Provenance: what an index on disk was made from, kept in its generation: whether it is current, and what the next one
may take over from it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from qa_service.corpus.archives import Limits
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Problem
from qa_service.errors import IndexUnusableError
from qa_service.index.storage import generations
from qa_service.index.storage.manifest import FAULTS, Origin
from qa_service.indexing.incremental import Earlier, FileState, Indexed
from qa_service.native.parallel import side_by_side


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What shapes an index beside the articles; of one that was made under others nothing may be taken over."""

    program: str
    max_file_bytes: int
    max_archive_bytes: int
    boilerplate: str  # a hash of the patterns of boilerplate.txt

    @classmethod
    def of(cls, program: str, limits: Limits, additions: tuple[LinePattern, ...]) -> "Conditions":
        """The conditions with these patterns."""
        boilerplate = hashlib.sha256(repr(additions).encode()).hexdigest()
        return cls(
            program=program,
            max_file_bytes=limits.file_bytes,
            max_archive_bytes=limits.archive_bytes,
            boilerplate=boilerplate,
        )

    @property
    def limits(self) -> Limits:
        """How large files could be."""
        return Limits(self.max_file_bytes, self.max_archive_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What one generation was made from."""

    corpus: str  # the fingerprint of the folder, as it was when its files were read
    conditions: Conditions
    problems: tuple[Problem, ...]  # of the corpus


def save_index(index: Path, found: Indexed, conditions: Conditions) -> str:
    """Write an index with its provenance as the current generation; its version. Raises OSError."""
    made_from = Provenance(corpus=found.corpus, conditions=conditions, problems=found.problems)
    states = {
        file: [
            state.bytes,
            state.changed_ns,
            state.digest,
            state.kept,
            state.lines,
            [asdict(problem) for problem in state.problems],
        ]
        for file, state in found.files.items()
    }
    sources = json.dumps(states, ensure_ascii=False, separators=(",", ":")).encode()
    return generations.save(index, found.arrays, Origin(asdict(made_from), sources))


def provenance_of(index: Path, version: str) -> Provenance | None:
    """What the generation of this version was made from; None where that can't be told."""
    facts = generations.facts_of(index, version)
    if facts is None:
        return None
    try:
        return Provenance(
            corpus=facts["corpus"],
            conditions=Conditions(**facts["conditions"]),
            problems=tuple(Problem(**each) for each in facts["problems"]),
        )
    except (TypeError, KeyError):
        return None  # of another version of this program: the index is built anew


def earlier_index(index: Path, conditions: Conditions) -> Earlier | None:
    """The current index, whole and sound, with the states of its files; None where it can't be built upon."""
    version = generations.named(index)
    before = provenance_of(index, version)
    if before is None or before.conditions != conditions:
        return None
    steps: list[Callable[[], Any]] = [
        partial(_read_states, index, version),
        partial(generations.load, index, read_whole_bytes=inf),
    ]
    try:
        states, (arrays, loaded) = side_by_side(steps)
    except (*FAULTS, IndexUnusableError):
        return None  # damaged: all is read anew
    return Earlier(arrays, states) if loaded == version else None


def _read_states(index: Path, version: str) -> Mapping[str, FileState]:
    kept = json.loads(generations.sources_of(index, version))
    return {
        file: FileState(size, changed_ns, digest, held, tuple(lines), tuple(Problem(**each) for each in problems))
        for file, (size, changed_ns, digest, held, lines, problems) in kept.items()
    }

"""Incremental: a corpus folder to the arrays of an index; unchanged files are taken from the earlier one."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_service.corpus.archives import DEFAULT_MAX_ARCHIVE_BYTES, Limits
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.document import Problem
from qa_service.corpus.folder import Maintained, Source, duplicate, fingerprint_of, list_corpus, read_maintained
from qa_service.corpus.opening import Look, Seen, seen
from qa_service.index.storage.texts import Texts
from qa_service.indexing.analysis import Analyser
from qa_service.indexing.batch import Analysis, part_of, part_of_analysis
from qa_service.indexing.pipeline import index_arrays
from qa_service.indexing.workers import Batch, FileOutcome, analyse_all
from qa_service.native.arrays import Array, Arrays
from qa_service.processes import usable_processes

Progress = Callable[[int, int], None]
"""Told, now and then, how many of how many bytes are read."""

# A word is looked at once a batch, so large ones are quicker, but every process shall have some to do.
_LEAST_BYTES, _MOST_BYTES, _BATCH_FILES, _BATCHES_EACH = 1_000_000, 8_000_000, 2_000, 2
_SETTLED_NS = 2_000_000_000  # a file changed just before it was read may change again in the same tick


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read. Its documents stand one after the other in the index."""

    bytes: int
    changed_ns: int  # 0 where the time tells nothing
    digest: str
    kept: int  # of its documents in the index; the others have ids that were taken
    lines: tuple[int | None, ...]  # of all its documents, in the file
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An index to build upon, and the states of the files whose documents it has, in its order."""

    arrays: Arrays
    files: Mapping[str, FileState]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The arrays of an index, all problems of the corpus, and the files to build upon next time."""

    arrays: dict[str, Array]
    problems: tuple[Problem, ...]
    files: dict[str, FileState]
    corpus: str  # the fingerprint of the folder, of the states in which its files were read


def index_corpus(
    folder: Path,
    *,
    max_file_bytes: int,
    max_archive_bytes: int = DEFAULT_MAX_ARCHIVE_BYTES,
    maintained: Maintained | None = None,
    earlier: Earlier | None = None,
    progress: Progress | None = None,
) -> Indexed:
    """Read what has changed since the `earlier` index, which was made by the same program under the same conditions.

    `maintained`: what the maintainer's own files say, where they were read already. The result is the same as that of
    reading all anew. Raises CorpusError.
    """
    listing = list_corpus(folder)
    if maintained is None:
        maintained = read_maintained(folder, max_file_bytes=max_file_bytes)
    limits = Limits(max_file_bytes, max_archive_bytes)
    corpus = _Corpus(folder, listing.files, maintained.additions, limits, earlier, progress, time.time_ns())
    corpus.problems += [*maintained.problems, *listing.problems]
    before = earlier.arrays if earlier else None
    arrays = index_arrays(corpus.parts(), maintained.glossary, maintained.additions, before)
    corpus.problems.sort(key=lambda problem: (problem.file, problem.line or 0))
    return Indexed(
        arrays, tuple(corpus.problems), corpus.states, fingerprint_of({**corpus.looked_at, **maintained.states})
    )


@dataclass(frozen=True, slots=True)
class _File:
    """What one file holds: its documents are those of `source` from `begin` on."""

    state: FileState
    ids: Sequence[str]
    source: Analysis | None  # None: the earlier index
    begin: int


@dataclass(slots=True)
class _Corpus:
    """The files of the corpus on their way to an index."""

    folder: Path
    files: tuple[str, ...]
    additions: tuple[LinePattern, ...]
    limits: Limits
    earlier: Earlier | None
    progress: Progress | None
    began_ns: int
    problems: list[Problem] = field(default_factory=list)
    states: dict[str, FileState] = field(default_factory=dict)
    served: dict[str, Source] = field(default_factory=dict)
    looked_at: dict[str, str] = field(default_factory=dict)  # the states of all files; see `fingerprint_of`

    def parts(self) -> Iterator[Analysis]:
        """The documents that are served, in path order; then `problems` and `states` are complete."""
        run: _Run | None = None
        for file, found in self._files():
            self.problems += found.state.problems
            kept = list(self._kept(file, found))
            if kept or _is_given_up(found.state):
                state = found.state
                self.states[file] = state if state.kept == len(kept) else replace(state, kept=len(kept))
            for place in kept:
                if run is not None and run.source is found.source and run.end == place:
                    run.end += 1
                    continue
                if run is not None:
                    yield self._part(run)
                run = _Run(found.source, place, place + 1)
        yield self._part(run) if run is not None else Analyser().analysis()

    def _kept(self, file: str, found: _File) -> Iterator[int]:
        """Where the documents of a file stand in its source whose ids are not taken."""
        for place, (name, line) in enumerate(zip(found.ids, found.state.lines, strict=True), start=found.begin):
            source = Source(file, line)
            first = self.served.setdefault(name, source)
            if first is source:
                yield place
            else:
                self.problems.append(duplicate(name, source, first))

    def _part(self, run: "_Run") -> Analysis:
        if run.source is not None:
            return part_of_analysis(run.source, run.begin, run.end)
        assert self.earlier is not None  # noqa: S101  # else no file is taken from it
        return part_of(self.earlier.arrays, run.begin, run.end)

    def _files(self) -> Iterator[tuple[str, _File]]:
        """Every file, read or taken from the earlier index."""
        known = _documents_of(self.earlier) if self.earlier else {}
        now = {file: seen(f"{self.folder}/{file}") for file in self.files}
        stale = [file for file in self.files if file not in known or not self._is_same(known[file].state, now[file])]
        outcomes = self._read(stale, known, {file: state.bytes for file, state in now.items()})
        waiting = iter(stale)
        next_stale = next(waiting, None)
        for file in self.files:
            found, look = known.get(file), Look()
            look.take(now[file])
            if file == next_stale:
                next_stale = next(waiting, None)
                outcome, analysis, begin = next(outcomes)
                lines, problems = outcome.lines, outcome.problems
                if outcome.ids is not None:
                    found = _File(FileState(0, 0, outcome.digest, 0, lines, problems), outcome.ids, analysis, begin)
                if outcome.look is not None:
                    look = outcome.look
                elif seen(f"{self.folder}/{file}") != now[file]:  # reading it was ended: it tells of those bytes alone
                    look.take(None)
            self.looked_at[file] = look.state
            if found is not None:
                size, changed_ns = look.bytes, self._settled(look.changed_ns)
                if (found.state.bytes, found.state.changed_ns) != (size, changed_ns):  # most are as they were
                    found = replace(found, state=replace(found.state, bytes=size, changed_ns=changed_ns))
                yield file, found

    def _read(
        self, stale: Sequence[str], known: Mapping[str, _File], sizes: Mapping[str, int]
    ) -> Iterator[tuple[FileOutcome, Analysis, int]]:
        """The outcome of each stale file, and the analysis that its documents stand in, from where on."""
        total, done = sum(map(sizes.__getitem__, stale)), 0
        batch_bytes = min(max(total // (_BATCHES_EACH * usable_processes()), _LEAST_BYTES), _MOST_BYTES)
        held = {file: known[file].state for file in stale if file in known}
        digests = {file: state.digest for file, state in held.items() if not _is_given_up(state)}
        batches = [
            Batch(self.folder.absolute(), tuple((file, digests.get(file, "")) for file in files), self.limits,
                  self.additions)
            for files in _batched(stale, sizes, batch_bytes)
        ]  # fmt: skip
        for batch, (outcomes, analysis) in analyse_all(batches):
            done += sum(sizes[file] for file, _ in batch.files)
            if self.progress is not None:
                self.progress(done, total)
            begin = 0
            for outcome in outcomes:
                yield outcome, analysis, begin
                begin += len(outcome.lines)

    def _settled(self, changed_ns: int) -> int:
        """The time of change; 0 for one so near that it tells nothing."""
        return changed_ns if changed_ns < self.began_ns - _SETTLED_NS else 0

    def _is_same(self, state: FileState, now: Seen) -> bool:
        changed_ns = self._settled(now.changed_ns)
        return changed_ns != 0 and (state.bytes, state.changed_ns) == (now.bytes, changed_ns)


@dataclass(slots=True)
class _Run:
    """Documents that stand one after the other in one source; None: the earlier index."""

    source: Analysis | None
    begin: int
    end: int


def _is_given_up(state: FileState) -> bool:
    """Whether reading a file took too long or too much, which is not tried again until it changes."""
    return not state.lines and any(problem.code in ("too_slow", "too_big") for problem in state.problems)


def _documents_of(earlier: Earlier) -> dict[str, _File]:
    """The files all of whose documents the earlier index has; what is wrong with the others may have changed."""
    ids = list(Texts(earlier.arrays).ids())
    found, begin = {}, 0
    for file, state in earlier.files.items():
        if state.kept == len(state.lines):
            found[file] = _File(state, ids[begin : begin + state.kept], None, begin)
        begin += state.kept
    return found


def _batched(files: Sequence[str], sizes: Mapping[str, int], batch_bytes: int) -> Iterator[list[str]]:
    """The files in batches of about this size."""
    batch: list[str] = []
    held = 0
    for file in files:
        batch.append(file)
        held += sizes[file]
        if held >= batch_bytes or len(batch) == _BATCH_FILES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch

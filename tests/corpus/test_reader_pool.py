"""Reader pool: a file that takes too long or too much memory, or ends its process, is reported; the others are read."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path

import pytest

from qa_service.corpus import bounded_reading, file_reading, reader_pool
from qa_service.corpus.bounded_reading import results_of
from qa_service.corpus.folder import read_corpus, read_data
from qa_service.corpus.formats import by_suffix
from qa_service.corpus.reader_pool import Begin
from qa_service.corpus.reading import Reading, RejectedError, rejection

MARGIN = 200_000_000
KEPT: list[bytes] = []  # in the process that reads


@dataclass(frozen=True)
class Odd:
    """A task whose files are named after what reading them does."""

    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def part(self, first: int, last: int) -> "Odd":
        return replace(self, names=self.names[first:last])

    def run(self, begin: Begin) -> list[str]:
        reader_pool.SECONDS, reader_pool.MEMORY_BYTES = 0.5, MARGIN  # in the process that reads
        results = []
        for number, name in enumerate(self.names):
            begin(number, 1)
            results.append(_read(name))
        begin(len(self.names), 1)
        if "late" in self.names:
            _read("loops")
        return results

    def without(self, fault: RejectedError) -> list[str]:
        return [fault.code]


def _read(name: str) -> str:
    if name == "loops":
        while True:
            pass
    if name == "hangs":
        time.sleep(1000)
    if name == "grows":
        try:
            return str(len(bytes(3 * MARGIN)))
        except MemoryError as fault:
            return rejection(fault).code
    if name == "keeps":
        KEPT.append(bytes(MARGIN // 2))
    if name == "faults":
        os.kill(os.getpid(), signal.SIGUSR1)  # as a fault of a library does
    if name == "raises":
        raise RuntimeError
    if name == "exits":
        os._exit(0)
    return name


WANTED = {"loops": "too_slow", "hangs": "too_slow", "grows": "too_big", "faults": "reader_failed",
          "raises": "reader_failed", "exits": "reader_failed"}  # fmt: skip


@contextmanager
def another_thread() -> Iterator[None]:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def outcomes(tasks: list[Odd], processes: int) -> list[tuple[str, str]]:
    found = [pair for task, results in results_of(tasks, processes) for pair in zip(task.names, results, strict=True)]
    assert [name for name, _ in found] == [name for task in tasks for name in task.names]
    return found


@pytest.mark.parametrize("bad", WANTED)
def test_a_bad_file_is_reported_and_those_around_it_are_read(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the process that is started finds this module
    bounded_reading._READER._close()
    tasks = [Odd(("a", "b", bad, "c")), Odd(("d",)), Odd((bad,)), Odd(("e", bad))]
    expected = [(name, WANTED.get(name, name)) for task in tasks for name in task.names]
    assert outcomes(tasks, 2) == expected
    with another_thread():
        assert outcomes(tasks[:1], 2) == expected[:4]


def test_a_fault_after_the_reading_is_found_in_halves() -> None:
    names = ("a", "b", "c", "late", "d")
    assert outcomes([Odd(names)], 1) == [(name, "too_slow" if name == "late" else name) for name in names]


def test_memory_counts_for_each_file_anew() -> None:
    names = ("keeps",) * 6
    assert outcomes([Odd(names)], 1) == [(name, name) for name in names]


def test_nobody_is_left_when_the_results_are_not_wanted_any_more() -> None:
    found = results_of([Odd(("a",)), Odd(("loops",))], 2)
    next(found)
    working = [process.pid for process in active_children()]
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(working) == 2
    assert [pid for pid in working if Path(f"/proc/{pid}").exists()] == []


@pytest.fixture
def slow_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that end in .rss are never read to the end."""

    def never(data: bytes, file: str, default_id: str) -> Reading:
        while True:
            pass

    monkeypatch.setattr(file_reading, "READERS", {**by_suffix.READERS, ".rss": never})
    monkeypatch.setattr(reader_pool, "SECONDS", 0.5)
    monkeypatch.setattr(bounded_reading, "_FILES_AT_ONCE", 3)


@pytest.mark.usefixtures("slow_kind")
def test_a_corpus_with_slow_files_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.rss", "c.txt", "d.txt", "e.rss", "f.txt"):
        (tmp_path / name).write_text("تقع طنجة في الشمال.", encoding="utf-8")
    reading = read_corpus(tmp_path)
    assert [document.id for document in reading.documents] == ["a", "c", "d", "f"]
    assert [(problem.file, problem.code) for problem in reading.problems] == [
        ("b.rss", "too_slow"),
        ("e.rss", "too_slow"),
    ]
    assert [problem.code for problem in read_data(b"x", "x.rss").problems] == ["too_slow"]


def test_files_are_read_the_same_beside_other_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        (tmp_path / f"{number}.md").write_text(f"# عنوان {number}\n\nتقع طنجة في الشمال.\n", encoding="utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\0")
    alone = read_corpus(tmp_path)
    monkeypatch.chdir(tmp_path.parent)
    with another_thread():
        assert read_corpus(Path(tmp_path.name)) == alone
        first = bounded_reading._READER._process
        assert read_data(b"\0", "x.txt").problems != ()
        assert bounded_reading._READER._process is first is not None  # one for all
        first.kill()
        assert read_corpus(tmp_path) == alone

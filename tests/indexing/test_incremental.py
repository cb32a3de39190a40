"""Incremental: what is built upon an earlier index is what is built anew, whatever happened to the files in between."""

import os
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_service.corpus.folder import read_corpus
from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError
from qa_service.indexing import incremental, workers
from qa_service.indexing.incremental import Earlier, Indexed, index_corpus
from qa_service.native.arrays import Arrays

SENTENCES = ("تشارك كندا في المنتدى.", "يبلغ طول النيل 6650 كيلومترا.", "ولد الشاعر سنة 1950 في فاس.",
             "قال NATO «نعم».", "تتعلق القبب بالسماء 😀.", "الماء.", "وصلت القافلات إلى الواحات وقد تعبت.")  # fmt: skip
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("\n\n".join)
NAMES = st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.jsonl", "f.txt"])
IDS = st.sampled_from(["", "x", "a"])  # the last is the id that a.txt has by its name
CORPORA = st.dictionaries(NAMES, st.lists(st.tuples(IDS, TEXTS), min_size=1, max_size=3), max_size=5)


def write(folder: Path, files: dict[str, list[tuple[str, str]]], age: float) -> None:
    """Make the folder hold these files and no others, written some time ago."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, documents in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        front = [f"---\nid: {given}\n---\n" if given else "" for given, _ in documents]
        if name.endswith("jsonl"):
            lines = [f'{{"id": "{given}", "text": "{text}"}}' for given, text in documents]
            new = "\n".join(lines).replace("\n\n", "\\n\\n")
        else:
            new = front[0] + documents[0][1]
        if not path.exists() or path.read_text(encoding="utf-8") != new:
            path.write_text(new, encoding="utf-8")
            os.utime(path, (path.stat().st_mtime - age,) * 2)


def indexed(folder: Path, earlier: Indexed | None = None) -> Indexed:
    built_upon = Earlier(earlier.arrays, earlier.files) if earlier else None
    return index_corpus(folder, max_file_bytes=1_000_000, earlier=built_upon)


def assert_same(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype, name
        assert np.array_equal(one[name], other[name]), name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CORPORA, min_size=2, max_size=4), st.booleans())
def test_an_index_built_upon_others_is_the_one_built_anew(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, list[tuple[str, str]]]], old: bool
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    upon: Indexed | None = None
    for number, files in enumerate(states):
        write(folder, files, age=100.0 - number if old else 0.0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(incremental.time, "time_ns", partial(int, time.time_ns()))  # both at one moment
            anew = indexed(folder)
            upon = indexed(folder, upon)
        assert_same(upon.arrays, anew.arrays)
        assert upon.problems == anew.problems == read_corpus(folder).problems
        assert upon.files == anew.files


def test_the_index_of_a_folder_is_that_of_its_documents(corpus: Path) -> None:
    assert_same(indexed(corpus).arrays, Engine.build(read_corpus(corpus).documents)._index.arrays)


def test_only_what_has_changed_is_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in corpus.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    first = indexed(corpus)
    (corpus / "moon.md").write_text("هبطت المركبة على القمر سنة 1969.", encoding="utf-8")
    os.utime(corpus / "nile.txt")  # touched, and the same
    (corpus / "forum.txt").rename(corpus / "z.txt")
    log = corpus.parent / "opened"  # written by the process that reads
    read = workers.read_changed

    def noted(folder: Path, file: str, known: str, **how: object) -> object:
        reading, digest, look = read(folder, file, known, **how)  # type: ignore[arg-type]
        with log.open("a") as opened:
            opened.write(f"{file} {reading is not None}\n")
        return reading, digest, look

    monkeypatch.setattr(workers, "read_changed", noted)
    again = indexed(corpus, first)
    assert log.read_text() == "moon.md True\nnile.txt False\nz.txt True\n"
    assert_same(again.arrays, indexed(corpus).arrays)


def test_a_file_changed_within_a_tick_of_the_clock_is_read_again(corpus: Path) -> None:
    first = indexed(corpus)
    path = corpus / "moon.md"
    state = path.stat()
    path.write_bytes(path.read_bytes().replace("القمر".encode(), "السقف".encode()))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert_same(indexed(corpus, first).arrays, indexed(corpus).arrays)


def test_several_processes_give_what_one_gives(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = indexed(corpus)
    monkeypatch.setattr(incremental, "_BATCH_FILES", 1)
    monkeypatch.setattr(workers, "usable_processes", lambda: 2)
    several = indexed(corpus)
    assert_same(one.arrays, several.arrays)
    assert one.files == several.files


def test_progress_reports_how_many_bytes_are_read_of_how_many(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incremental, "_BATCH_FILES", 1)
    told: list[tuple[int, int]] = []
    index_corpus(corpus, max_file_bytes=1_000_000, progress=lambda done, total: told.append((done, total)))
    total = sum(path.stat().st_size for path in corpus.iterdir())
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) == 3
    assert told[-1] == (total, total)


def test_a_maintainers_glossary_is_in_the_index_and_a_change_of_it_reads_no_article_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, {"a.txt": [("", "صمم الفنان أحمد التيفو العملاق في ملعب طنجة.")]}, age=100)
    first = indexed(corpus)
    assert Engine.of(first.arrays).ask("Who made the zorbly?").status == "no_answer"
    (corpus / "glossary.tsv").write_text("zorbly\tzorblie\tتيفو\nmade\t\tصمم\n", encoding="utf-8")
    monkeypatch.setattr(
        incremental, "analyse_all", lambda batches: pytest.fail("an article was read") if batches else []
    )
    second = indexed(corpus, first)
    Engine.of(second.arrays).save(index)
    for question in ("Who made the zorbly?", "qui a dessiné le zorblie ?"):
        answer = Engine.open(index).ask(question, min_confidence=0)
        assert answer.interpreted_as is not None
        assert "التيفو" in answer.interpreted_as
        assert answer.citations[0].quote.startswith("صمم الفنان")


def test_a_glossary_that_is_damaged_in_the_index_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": [("", SENTENCES[0])]}, age=100)
    arrays = indexed(tmp_path).arrays
    for bad in (b"{", b"[]"):
        with pytest.raises(IndexUnusableError, match="glossary"):
            Engine.of(arrays | {"glossary": np.frombuffer(bad, np.uint8)})

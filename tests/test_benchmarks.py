"""The benchmarks: what they print, that they compare like with like, and that they are the same each time."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import generator, search
from qa_service.text.passages import split_document

ROOT = Path(__file__).resolve().parents[1]
PASSAGES, QUESTIONS = 300, 12
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The cells of every row that a run prints."""
    plot = tmp_path_factory.mktemp("plot") / "peers.svg"
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--passages",
        str(PASSAGES),
        "--questions",
        str(QUESTIONS),
        "--plot",
        str(plot),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    drawn = ElementTree.parse(plot).getroot()
    assert "rank_bm25" in [each.text for each in drawn]
    return [line.strip("| ").split(" | ") for line in run.stdout.splitlines() if line.startswith("|")]


def test_every_engine_has_a_row_of_figures_with_ours_as_the_measure(printed: list[list[str]]) -> None:
    head, _, *rows = printed[: [row[0] for row in printed].index("whole engine")]
    assert head[0] == "BM25 top-10"
    assert [row[0] for row in rows[:2]] == ["qa-service", "rank_bm25"]
    assert rows[0][-2:] == ["1.0", "1.0"]
    assert all(len(row) == len(head) and min(map(float, row[1:6])) > 0 for row in rows)


def test_the_whole_engine_is_measured_from_build_to_answer(printed: list[list[str]]) -> None:
    rows = {row[0]: row[1] for row in printed[[row[0] for row in printed].index("whole engine") :]}
    for name in ("passages a second, built", "size on disk", "`Engine.ask` mean / p50 / p99"):
        assert re.match(r"[\d,.]*[1-9]", rows[name])


def test_the_best_ten_have_the_scores_of_rank_bm25() -> None:
    given = search.collection(PASSAGES, QUESTIONS)
    assert sum(map(len, given.questions)) > 2 * QUESTIONS
    assert search.scores_apart(given) < 1e-4


def test_a_generated_collection_is_the_same_each_time_and_has_the_size_asked_for() -> None:
    first, second = list(generator.documents(PASSAGES)), list(generator.documents(PASSAGES))
    assert first == second
    assert first != list(generator.documents(PASSAGES, seed=1))
    assert generator.questions(first, 3) == generator.questions(second, 3)
    assert sum(len(split_document(document)) for document in first) == PASSAGES


@pytest.mark.parametrize("minutes", ["0.1", pytest.param("10", marks=pytest.mark.nightly)])
def test_a_soak_asks_while_files_change_and_counts_what_failed_and_what_is_left_over(minutes: str) -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--minutes", minutes, "--clients", "2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1200)
    rows = dict(line.strip("| ").split(" | ", 1) for line in run.stdout.splitlines() if line.startswith("| "))
    assert run.returncode == 0, run.stdout + run.stderr
    assert (rows["failed"], rows["files left over"]) == ("0", "0")
    assert int(rows["questions"].replace(",", "")) > 0
    assert int(rows["generations that answered"]) > 0
    assert 1 <= int(rows["indexes that a worker held at a time, most"]) <= 3


def test_checking_is_measured_before_and_after_a_change() -> None:
    command = [sys.executable, "-m", "benchmarks.checking", "--files", "5"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == ["first", "after one change"]
    assert all(re.search(r": 5 files in [\d.]+ s, \d+ files a second$", line) for line in run.stdout.splitlines())


def test_how_soon_a_change_is_served_is_measured() -> None:
    command = [sys.executable, "-m", "benchmarks.changing", "--passages", "80", "--changes", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    rows = [line.strip("| ").split(" | ") for line in run.stdout.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows] == ["serve", "---", "a changed file is in all answers after",
                                        "a deleted one is gone from all after"]  # fmt: skip
    assert all(re.fullmatch(r"\d+\.\d\d s", figure) for row in rows[2:] for figure in row[1:])

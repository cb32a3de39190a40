"""The journal: what is remembered, by several writers at once, and what is never written down."""

import json
import os
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from qa_service.engine import Engine
from qa_service.records.journal import Journal, asked_in_vain, votes
from qa_service.records.vote_files import keep_vote

QUESTION = "كم يبلغ طول نهر النيل؟"


def test_a_vote_is_kept_only_on_an_answer_that_was_given(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path / "data")
    journal.note(engine.ask(QUESTION, request_id="one", min_confidence=0))
    assert journal.vote("one", "up", "شكرا")
    assert [journal.vote(stranger, "up") for stranger in ("on", "ones", "", "a b", '"', "\ud800")] == [False] * 6
    [vote] = votes(tmp_path / "data")
    assert (vote["request_id"], vote["vote"], vote["comment"], vote["document_ids"]) == ("one", "up", "شكرا", ["nile"])
    assert vote["index_version"] == engine.info.version


def test_of_several_votes_on_one_answer_the_latest_counts(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path)
    for request_id in ("one", "two"):
        journal.note(engine.ask(QUESTION, request_id=request_id))
    for request_id, vote in (("one", "up"), ("two", "up"), ("one", "down")):
        journal.vote(request_id, vote)  # type: ignore[arg-type]
    assert [(each["request_id"], each["vote"]) for each in votes(tmp_path)] == [("two", "up"), ("one", "down")]


def test_a_client_has_one_vote_on_an_answer_however_often_it_votes(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path)
    for request_id in ("one", "two"):
        journal.note(engine.ask(QUESTION, request_id=request_id))
    for turn in range(30):
        assert journal.vote("one", "up" if turn % 2 else "down", f'{turn} "client": "b", ', client="a")
    for client in "abb":
        assert journal.vote("two", "down", client=client)
    assert (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").count("\n") == 3
    kept = [(each["request_id"], each["vote"]) for each in votes(tmp_path)]
    assert kept == [("one", "up"), ("two", "down"), ("two", "down")]
    assert not any("client" in each for each in votes(tmp_path))


def test_the_files_of_votes_take_turns(tmp_path: Path, engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    for number in range(200):
        row = {"request_id": f"r{number}", "client": "a", "vote": "up", "status": answer.status}
        keep_vote(tmp_path, row, most_bytes=2000)
    assert sum(path.stat().st_size for path in tmp_path.glob("feedback*.jsonl")) < 4200
    kept = [each["request_id"] for each in votes(tmp_path)]
    assert kept == [f"r{number}" for number in range(200 - len(kept), 200)] and len(kept) > 20
    keep_vote(tmp_path, {"request_id": kept[0], "client": "a", "vote": "down"}, most_bytes=2000)
    assert [each["vote"] for each in votes(tmp_path) if each["request_id"] == kept[0]] == ["down"]


def test_the_text_of_a_question_is_written_only_where_questions_are_kept(tmp_path: Path, engine: Engine) -> None:
    for name, keeps in (("without", False), ("with", True)):
        journal = Journal(tmp_path / name, keeps_questions=keeps)
        journal.note(engine.ask(QUESTION, request_id="one"))
        journal.vote("one", "down")
        written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / name).iterdir())
        assert (QUESTION in written) is keeps
        assert ("question" in votes(tmp_path / name)[0]) is keeps
    assert asked_in_vain(tmp_path / "without") is None


def test_questions_in_vain_are_counted_until_they_are_answered(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path, keeps_questions=True)
    for question, threshold in (
        ("ما عدد أقمار المشتري؟", 1.0),
        (QUESTION, 1.0),
        (" ما عدد  أقمار المشتري؟", 1.0),
        (QUESTION, 0.0),
        ("من؟", 0.0),
    ):
        journal.note(engine.ask(question, min_confidence=threshold))
    found = asked_in_vain(tmp_path)
    assert found is not None
    assert [(each.question, each.times) for each in found] == [("ما عدد أقمار المشتري؟", 2), ("من؟", 1)]


def test_what_is_remembered_lately_is_bounded_and_the_latest_stay(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path, recent_bytes=2000)
    answer = engine.ask(QUESTION)
    for number in range(100):
        journal.note(replace(answer, request_id=f"n{number}"))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 5000
    assert journal.seen("n99") and journal.seen("n95")
    assert journal.seen("n1") is None


def _note_many(folder: Path, answer: object, name: str) -> None:
    journal = Journal(folder, recent_bytes=1_000_000)
    for number in range(200):
        journal.note(replace(answer, request_id=f"{name}{number}"))  # type: ignore[type-var]
        assert journal.vote(f"{name}{number}", "up")


def test_several_processes_write_without_losing_a_line(tmp_path: Path, engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(_note_many, tmp_path, answer, name) for name in "ab"]:
            done.result()
    assert len(votes(tmp_path)) == 400
    rows = (tmp_path / "recent.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(row) for row in rows if row]) == 400


def test_the_one_that_finds_the_full_file_turned_over_loses_no_question(
    tmp_path: Path, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    answer = engine.ask(QUESTION)

    def note(number: int) -> None:
        journal = Journal(tmp_path, keeps_questions=True, recent_bytes=1)
        for turn in range(100):
            journal.note(replace(answer, request_id=f"r{number}-{turn}"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(note, range(4)))
    assert (tmp_path / "questions.jsonl").read_text(encoding="utf-8").count("request_id") == 400
    assert caplog.messages == []


def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "feedback.jsonl").write_text('{"request_id": "hal', encoding="utf-8")
    journal = Journal(tmp_path)
    journal.note(engine.ask(QUESTION, request_id="one"))
    journal.vote("one", "up")
    assert [each["request_id"] for each in votes(tmp_path)] == ["one"]


def test_the_files_are_for_their_owner_only(tmp_path: Path, engine: Engine) -> None:
    Journal(tmp_path / "data", keeps_questions=True).note(engine.ask(QUESTION))
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "data").iterdir()} == {0o600}


def test_a_folder_that_can_not_be_written_stops_no_answer(
    tmp_path: Path, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    journal = Journal(tmp_path / "data")
    for _ in range(3):
        journal.note(engine.ask(QUESTION))
    assert len(caplog.records) == 1
    assert os.fspath(tmp_path) in caplog.text


def test_kept_questions_are_bounded_and_the_latest_stay(tmp_path: Path, engine: Engine) -> None:
    journal = Journal(tmp_path, keeps_questions=True, questions_bytes=3000)
    for number in range(60):
        journal.note(engine.ask(f"ما عدد أقمار الكوكب رقم {number}؟", min_confidence=1))
    size = sum(path.stat().st_size for path in tmp_path.glob("questions*.jsonl"))
    assert 3000 < size < 2 * 3000 + 1000
    kept = {each.question for each in asked_in_vain(tmp_path) or ()}
    assert "ما عدد أقمار الكوكب رقم 59؟" in kept
    assert "ما عدد أقمار الكوكب رقم 0؟" not in kept

"""A question that takes too long is a problem; answers are kept while the index stays the same."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from qa_service.answers.answer import Answer
from qa_service.deadline import Deadline
from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from qa_service.web.http.kept_answers import Kept, KeptAnswers

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"


class Slow:
    """An engine that takes for ever over some questions, in short steps, and counts all."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.info, self.min_confidence, self.asked = engine, engine.info, 0.0, 0
        self.reader_state, self.waits = engine.reader_state, engine.waits

    def ask(self, question: str, *, deadline: Deadline, **more: Any) -> Answer:
        self.asked += 1
        while "بطيء" in question:
            deadline.check()
            time.sleep(0.001)
        return self.engine.ask(question, deadline=deadline, **more)


@pytest.fixture
def slow(engine: Engine) -> Slow:
    return Slow(engine)


@pytest.fixture
def client(slow: Slow, tmp_path: Path) -> FlaskClient:
    settings = load_settings({}, index=tmp_path / "index", question_timeout_ms=100, kept_answers=2)
    return create_app(lambda: slow, settings).test_client()  # type: ignore[arg-type, return-value]


def test_a_question_over_the_time_is_a_problem_and_the_worker_lives(client: FlaskClient) -> None:
    reply = client.post("/ask", json={"question": "سؤال بطيء"}, headers={"Accept-Language": "en"})
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert reply.json is not None and reply.json["code"] == "question_timeout"
    assert client.post("/ask", json={"question": QUESTION}).status_code == 200
    assert b"qa_service_question_timeouts_total 1.0" in client.get("/metrics").data


def test_in_a_batch_it_fails_alone_and_each_answer_can_be_voted_on(client: FlaskClient) -> None:
    ask = {"questions": [{"question": QUESTION}, {"question": "سؤال بطيء"}, {"question": QUESTION}]}
    found = client.post("/ask/batch", json=ask, headers={"X-Request-ID": "b" * 128}).json
    assert found is not None
    ids = [each["request_id"] for each in found["answers"]]
    assert ids == ["b" * 126 + f".{number}" for number in (1, 2, 3)]
    assert [each.get("code") for each in found["answers"]] == [None, "question_timeout", None]
    votes = [client.post("/feedback", json={"request_id": each, "vote": "up"}).status_code for each in ids]
    assert votes == [201, 404, 201]


def test_what_is_no_question_gets_a_reply_that_is_cached_unless_it_tells_the_time(client: FlaskClient) -> None:
    for _ in range(2):
        for asked in ("السلام عليكم", "كم الساعة؟"):
            reply = client.get("/ask", query_string={"q": asked})
            assert reply.json is not None and reply.json["status"] == "conversation" and reply.json["reply"]
            assert ("ETag" in reply.headers) == (asked == "السلام عليكم")
            assert ("no-store" in reply.headers["Cache-Control"]) == (asked != "السلام عليكم")
    metrics = client.get("/metrics").get_data(as_text=True)
    assert 'qa_service_answers_total{status="conversation"} 4.0' in metrics
    assert "qa_service_answer_confidence_count 0.0" in metrics
    assert 'qa_service_kept_answers_total{found="yes"} 1.0' in metrics


def test_the_same_question_is_searched_once_and_its_answer_keeps_every_byte(client: FlaskClient, slow: Slow) -> None:
    replies = [
        client.post("/ask", json={"question": QUESTION}, headers={"X-Request-ID": f"r{number}"}) for number in range(3)
    ]
    assert slow.asked == 1
    assert [each.json and each.json["request_id"] for each in replies] == ["r0", "r1", "r2"]
    same = [{**(each.json or {}), "took_ms": 0, "request_id": ""} for each in replies]
    assert same[0] == same[1] == same[2]
    told = slow.engine.ask(QUESTION, min_confidence=0).as_dict()
    assert (
        list((replies[1].json or {}).items())[:-2]
        == [(key, each) for key, each in (client.application.json.loads(client.application.json.dumps(told))).items()][
            :-2
        ]
    )
    assert client.post("/feedback", json={"request_id": "r2", "vote": "up"}).status_code == 201


def test_what_differs_is_searched_anew(client: FlaskClient, slow: Slow) -> None:
    for more in (
        {},
        {"max_sentences": 1},
        {"min_confidence": 0.2},
        {"filters": {"language": ["ar"]}},
        {"history": [{"question": "من؟"}]},
    ):
        client.post("/ask", json={"question": QUESTION, **more})
    assert slow.asked == 5
    slow.info = replace(slow.info, version="another")
    client.post("/ask", json={"question": QUESTION})
    assert slow.asked == 6


def test_hard_text_comes_back_as_it_was_sent(client: FlaskClient) -> None:
    question = '"took_ms":0.0,"request_id":"" \\ \u2028 \x00 😀 </script>'
    for _ in range(2):
        assert (client.post("/ask", json={"question": question}).json or {})["question"] == question


def test_no_more_answers_are_kept_than_wanted_and_the_oldest_goes_first(engine: Engine) -> None:
    kept, one = KeptAnswers(2), Kept(engine.ask(QUESTION), "", "")
    for name in ("a", "b"):
        kept.keep("v", name, one)
    kept.find("v", "a")
    kept.keep("v", "c", one)
    assert [kept.find("v", name) is not None for name in ("a", "b", "c")] == [True, False, True]
    assert kept.find("w", "a") is None
    nothing = KeptAnswers(0)
    nothing.keep("v", "a", one)
    assert nothing.find("v", "a") is None


@pytest.mark.parametrize(("slow_ms", "told"), [(0, False), (1, True), (600_000, False)])
def test_a_slow_question_is_told_to_the_log_by_stage_and_without_its_text(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture, slow_ms: int, told: bool
) -> None:
    settings = load_settings({}, index=tmp_path / "index", slow_question_ms=slow_ms)
    long = " ".join([QUESTION] * 15)

    class Unhurried(Slow):
        def ask(self, question: str, *, deadline: Deadline, **more: Any) -> Answer:
            return replace(super().ask(question, deadline=deadline, **more), took_ms=12.5)

    unhurried: Any = Unhurried(engine)
    create_app(lambda: unhurried, settings).test_client().post("/ask", json={"question": long})
    lines = [each.getMessage() for each in caplog.records if "characters took" in each.getMessage()]
    assert len(lines) == told
    for line in lines:
        assert str(len(long)) in line and "understanding" in line and "citing" in line
        assert "المنتدى" not in line


def test_the_stages_of_a_question_are_in_the_metrics(client: FlaskClient) -> None:
    client.post("/ask", json={"question": QUESTION})
    text = client.get("/metrics").text
    for stage in ("understanding", "ranking", "reading", "citing"):
        assert f'qa_service_stage_duration_seconds_count{{stage="{stage}"}} 1.0' in text

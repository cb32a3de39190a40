"""`POST /feedback` over HTTP, with two workers: what is kept, what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_service.records.journal import votes
from tests.web.real_server import Server, serving


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "data"


@pytest.fixture(scope="module")
def server(web_corpus: Path, data: Path) -> Iterator[Server]:
    with serving(web_corpus, data.parent / "index", WEB_CONCURRENCY="2") as running:
        yield running


def test_a_vote_on_an_answer_is_kept_whichever_worker_gave_it(server: Server, data: Path) -> None:
    asked = [server.ask("أين تأسس المنتدى؟")["request_id"] for _ in range(20)]
    for request_id in asked:
        reply = server.post("/feedback", {"request_id": request_id, "vote": "up", "comment": "جيّد"})
        assert reply.status == 201
        assert reply.json == {"about": request_id, "vote": "up", "request_id": reply.headers["x-request-id"]}
    assert [each["request_id"] for each in votes(data)] == asked
    assert "أين تأسس" not in (data / "feedback.jsonl").read_text(encoding="utf-8")


def test_answers_of_every_kind_can_be_voted_on(server: Server) -> None:
    batch = server.post("/ask/batch", {"questions": [{"question": "من؟"}]}).json["answers"][0]["request_id"]
    page = server.get("/?q=%D9%83%D9%86%D8%AF%D8%A7").headers["x-request-id"]
    got = server.get("/ask?q=%D9%83%D9%86%D8%AF%D8%A7", X_Request_ID="mine").headers["x-request-id"]
    for request_id in (batch, page, got):
        assert server.post("/feedback", {"request_id": request_id, "vote": "down"}).status == 201


def test_a_reader_has_one_vote_on_an_answer_and_leaves_no_address(server: Server, data: Path) -> None:
    request_id = server.ask("أين تأسس المنتدى؟")["request_id"]
    for vote in ("up", "down", "up", "down"):
        assert server.post("/feedback", {"request_id": request_id, "vote": vote}).status == 201
    assert [each["vote"] for each in votes(data) if each["request_id"] == request_id] == ["down"]
    written = (data / "feedback.jsonl").read_text(encoding="utf-8")
    assert written.count(request_id) == 1 and "127.0.0" not in written


@pytest.mark.parametrize("request_id", ["never-seen", "", "a b", "\x00", "س" * 200])
def test_an_answer_that_was_never_given_is_404(server: Server, request_id: str) -> None:
    reply = server.post("/feedback", {"request_id": request_id, "vote": "up"})
    assert (reply.status, reply.json["code"]) == (404, "answer_not_found")


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({"vote": "up"}, "#/request_id", "required"),
        ({"request_id": "x"}, "#/vote", "required"),
        ({"request_id": "x", "vote": "UP"}, "#/vote", "no_choice"),
        ({"request_id": "x", "vote": 1}, "#/vote", "no_choice"),
        ({"request_id": 1, "vote": "up"}, "#/request_id", "wrong_type"),
        ({"request_id": "x", "vote": "up", "comment": "س" * 2001}, "#/comment", "too_long"),
        ({"request_id": "x", "vote": "up", "comments": "س"}, "#/comments", "unknown_key"),
    ],
)
def test_a_body_that_is_wrong_is_422_and_says_where(
    server: Server, body: dict[str, object], place: str, code: str
) -> None:
    reply = server.post("/feedback", body)
    assert reply.status == 422
    assert (reply.json["errors"][0]["pointer"], reply.json["errors"][0]["code"]) == (place, code)
    assert "None" not in reply.json["detail"]


def test_where_votes_can_not_be_kept_questions_are_answered_and_the_vote_is_503(
    web_corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "feedback.jsonl").mkdir()
    with serving(web_corpus, tmp_path / "index") as full:
        request_id = full.ask("أين تأسس المنتدى؟")["request_id"]
        reply = full.post("/feedback", {"request_id": request_id, "vote": "up"})
    assert (reply.status, reply.json["code"]) == (503, "feedback_not_kept")

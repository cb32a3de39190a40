"""The Python client against a real server and a busy one, and the examples of the documentation as they stand there."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from qa_service import client as client_module
from qa_service.answers.answer import OPTIONAL
from qa_service.answers.answer import Answer as EngineAnswer
from qa_service.client import Answer, Citation, Client, RefusedError
from qa_service.records.api_keys import make_key
from tests.web.real_server import ROOT, Server, serving

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
EXAMPLES = re.findall(r"```(sh|js|python)\n(.*?)```", (ROOT / "docs" / "clients.md").read_text(encoding="utf-8"), re.S)


@pytest.fixture
def client(server: Server) -> Client:
    return Client(url=server.url, language="en")


def test_an_answer_has_the_keys_of_the_contract(client: Client) -> None:
    answer = client.ask(QUESTION, max_sentences=2, filters={"language": ["ar"]})
    assert set(answer) | set(OPTIONAL) == set(EngineAnswer.__slots__) == set(Answer.__annotations__)
    assert set(answer["citations"][0]) == set(Citation.__annotations__)
    text = client.document(answer["citations"][0]["document_id"])["text"]
    assert text[answer["citations"][0]["start"] : answer["citations"][0]["end"]] == answer["citations"][0]["quote"]


def test_a_batch_answers_in_order(client: Client) -> None:
    found = client.ask_batch([QUESTION, {"question": ""}, {"question": QUESTION, "max_sentences": 1}])
    assert [each.get("code") for each in found] == [None, "invalid_request", None]


def test_votes_and_documents_of_every_id(client: Client) -> None:
    client.vote(client.ask(QUESTION), "down", "لا")
    ids = [each["id"] for each in client.documents()]
    assert len(ids) == 13
    assert all(client.document(each)["id"] == each for each in ids)
    assert [each["id"] for each in client.documents(tags=["أمن"])] == ["forum"]


def test_a_refusal_is_an_exception_with_its_code(client: Client) -> None:
    with pytest.raises(RefusedError, match=r"422 invalid_request: .*top_k") as caught:
        client.ask(QUESTION, top_k=3)
    assert (caught.value.status, caught.value.problem["errors"][0]["suggestion"]) == (422, "max_sentences")
    with pytest.raises(RefusedError) as caught:
        client.document("none")
    assert caught.value.code == "document_not_found"


def test_a_key_is_sent(web_corpus: Path, tmp_path: Path) -> None:
    _, secret = make_key(tmp_path / "data", "one", ["ask"])
    with serving(web_corpus, tmp_path / "index", QA_REQUIRE_KEY="1") as closed:
        assert Client(url=closed.url + "/", key=secret).ask(QUESTION)["status"]
        with pytest.raises(RefusedError) as caught:
            Client(url=closed.url).ask(QUESTION)
    assert caught.value.code == "key_required"


@contextmanager
def busy(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers as told, the last for ever, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(client_module.time, "sleep", waited.append)
    answers = [
        (429, {"Retry-After": "7"}, b"{}"),
        (503, {}, b"<html>"),
        (429, {"Retry-After": "9999"}, b"[]"),
        (200, {}, b'{"id": "a"}'),
    ]
    with busy(*answers) as (url, asked):
        assert Client(url=url).document("a") == {"id": "a"}
    assert waited == [7.0, 1.0, 60.0]
    assert len(asked) == 4


def test_patience_ends_and_other_failures_are_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module.time, "sleep", lambda _: None)
    with busy((503, {}, b'{"code": "not_ready", "detail": "x"}')) as (url, asked):
        with pytest.raises(RefusedError, match="not_ready"):
            Client(url=url, retries=2).document("a")
        assert len(asked) == 3
    with busy((500, {}, b"")) as (url, asked):
        with pytest.raises(RefusedError, match="500"):
            Client(url=url).document("a")
        assert len(asked) == 1


def test_the_client_is_short_and_needs_nothing_else() -> None:
    text = (ROOT / "qa_service" / "client.py").read_text(encoding="utf-8")
    assert "qa_service" not in re.findall(r"^(?:from|import) (\w+)", text, re.M)
    assert text.count("\n") <= 170


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=[language for language, _ in EXAMPLES])
def test_an_example_of_the_documentation_does_what_it_shows(server: Server, language: str, code: str) -> None:
    programs = {"sh": ["sh", "-c"], "js": ["node", "--input-type=module", "--eval"], "python": [sys.executable, "-c"]}
    if shutil.which(programs[language][0]) is None or (language == "sh" and shutil.which("curl") is None):
        pytest.skip(f"no program for {language} on PATH")
    assert "http://127.0.0.1:8000" in code
    here = code.replace("http://127.0.0.1:8000", server.url)
    run = subprocess.run([*programs[language], here], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert "كندا" in run.stdout


def test_there_is_an_example_for_each_of_three() -> None:
    assert [language for language, _ in EXAMPLES] == ["sh", "js", "python"]

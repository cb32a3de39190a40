"""What the service logs: one object a line where wanted, by request, and never a question."""

import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from tests.web.raw import send
from tests.web.real_server import serving

TRACE = "0af7651916cd43dd8448eb211c80319c"


def lines(capfd: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]


def test_a_line_for_each_request_names_it_and_holds_no_question(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(corpus, tmp_path / "index", QA_LOG_FORMAT="json", QA_LOG_REQUESTS="1", QA_LOG_LEVEL="debug") as server:
        server.get("/ask?q=" + quote("سؤال سري"), X_Request_ID="r1", traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
        server.ask("سؤال سري")
        server.post("/ask", b"{", X_Request_ID="r2")
        server.get("/none%0A", traceparent="nonsense")
    told = lines(capfd)
    [first] = [each for each in told if each.get("request_id") == "r1" and "status" in each]
    assert (first["method"], first["path"], first["status"], first["trace_id"]) == ("GET", "/ask", 200, TRACE)
    assert first["took_ms"] > 0 and first["level"] == "info" and first["time"].endswith("Z")
    [second] = [each for each in told if each.get("request_id") == "r2" and "status" in each]
    assert second["status"] == 400 and "trace_id" not in second
    assert "سري" not in json.dumps(told, ensure_ascii=False) and quote("سري") not in json.dumps(told)


def test_with_json_every_line_is_json_and_the_access_log_of_gunicorn_holds_no_question(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = "--access-logfile - --access-logformat '%(r)s|%(q)s|%(f)s|%({raw_uri}e)s|%(U)s|%(s)s'"
    with serving(corpus, tmp_path / "index", QA_LOG_FORMAT="json", GUNICORN_CMD_ARGS=arguments) as server:
        server.get("/ask?q=" + quote("سؤال سري"), Referer="http://127.0.0.1/?q=" + quote("سؤال سري"))
        send(server.port, b"GET /ask?q=%D8%B3%D8%B1%D9%8A x HTTP/1.1\r\n\r\n")
    told = capfd.readouterr()
    rows = [json.loads(line) for line in (told.out + told.err).splitlines()]
    messages = [each["message"] for each in rows]
    assert "GET /ask HTTP/1.1||http://127.0.0.1/|/ask|/ask|200" in messages
    assert [each["level"] for each in rows if each["message"].startswith("Invalid request")] == ["warning"]
    assert all(each["time"].endswith("Z") and each["logger"] for each in rows)
    assert quote("سري") not in told.out + told.err


def test_with_json_every_line_of_serve_is_json(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(corpus, tmp_path / "index", by_command=True, QA_LOG_FORMAT="json") as server:
        server.get("/livez")
    told = capfd.readouterr()
    messages = [json.loads(line)["message"] for line in (told.out + told.err).splitlines()]
    for begins in ("Serving 3 documents of", "Listening at: ", "Booting worker", "Handling signal: term"):
        assert any(each.startswith(begins) for each in messages)


def test_without_the_setting_requests_are_not_logged(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(corpus, tmp_path / "index", QA_LOG_FORMAT="json") as server:
        server.ask("النيل")
    assert [each for each in lines(capfd) if "status" in each] == []


def test_a_failure_is_logged_with_its_request_and_without_the_question(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Engine:
        raise ZeroDivisionError("broken")

    app = create_app(broken, load_settings({}, index=tmp_path / "index"))
    with caplog.at_level(logging.INFO):
        reply = app.test_client().get("/ask?q=" + quote("سؤال سري"), headers={"X-Request-ID": "r3"})
    assert reply.status_code == 500
    assert "r3" in caplog.text and "ZeroDivisionError" in caplog.text
    assert "سري" not in caplog.text and quote("سري") not in caplog.text

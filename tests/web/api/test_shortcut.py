"""The way past Flask for plain questions: what it answers Flask would answer alike, and it leaves the rest to Flask."""

import gzip
import json
import logging
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request_started
from werkzeug.test import Client, TestResponse

from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.api.shortcut import Shortcut
from qa_service.web.app import create_app
from qa_service.web.http.answer_body import AnswerBody

QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
GET = "/ask?q=" + quote(QUESTION)
JSON = "application/json"
Asked = dict[str, Any]

PLAIN: list[Asked] = [
    {"path": GET},
    {"path": "/ask?q=" + quote("بقلبقل")},
    {"path": GET + "&max_sentences=1&min_confidence=0&x=y&lang=en"},
    {"path": GET + "&tags=&date_from=&max_sentences="},
    {"path": GET + f"&tags={quote('جغرافيا')}&language=ar"},
    {"path": GET + "&x=" + "y" * 4000},
    {"path": GET, "headers": {"Accept-Encoding": "gzip"}},
    {"path": GET, "headers": {"Accept-Encoding": "gzip;q=0"}},
    {"path": GET, "headers": {"Accept-Encoding": "br, *;q=0.5"}},
    {"path": GET, "headers": {"If-None-Match": "*"}},
    {"path": GET, "headers": {"If-None-Match": '"x", W/"y"'}},
    {"path": GET, "headers": {"If-None-Match": "nonsense"}},
    {"path": GET, "headers": {"Accept": "text/html", "Accept-Language": "fr", "Authorization": "Bearer x"}},
    {"path": GET, "headers": {"X-Request-ID": "mine", "Origin": "https://example.org"}},
    {"path": GET, "headers": {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}},
    {"path": "/ask", "data": json.dumps({"question": QUESTION}).encode(), "content_type": JSON},
    {
        "path": "/ask?q=ignored",
        "data": b'\xef\xbb\xbf{"question": "\xd9\x83"}',
        "content_type": JSON + "; charset=utf-8",
    },
    {
        "path": "/ask",
        "data": json.dumps({"question": QUESTION, "history": [{"question": "من؟"}]}).encode(),
        "content_type": "Application/X+JSON",
        "headers": {"Accept-Encoding": "gzip"},
    },
    {"path": "/ask", "data": json.dumps({"question": QUESTION}).encode() + b" " * 4000, "content_type": JSON},
]
FOR_FLASK: list[Asked] = [
    {"path": "/ask"},
    {"path": "/ask?q="},
    {"path": GET + "&max_sentences=x"},
    {"path": GET + "&date_to=2024"},
    {"path": "/ask/"},
    {"path": "/Ask?q=x"},
    {"path": GET, "method": "HEAD"},
    {"path": GET, "method": "OPTIONS"},
    {"path": GET, "method": "DELETE"},
    {"path": "/ask?q=" + "x" * 20_000},
    {"path": "/ask", "method": "POST"},
    {"path": "/ask", "data": b"{", "content_type": JSON},
    {"path": "/ask", "data": b"{}", "content_type": JSON},
    {"path": "/ask", "data": b'{"question": "x", "top_k": 1}', "content_type": JSON},
    {"path": "/ask", "data": b'{"question": "x"}', "content_type": "text/plain"},
    {"path": "/ask", "data": b'{"question": "x"}', "content_type": JSON, "headers": {"Content-Encoding": "gzip"}},
    {"path": "/ask", "data": b'{"question": "x"}' + b" " * 20_000, "content_type": JSON},
]
Apps = Callable[..., Flask]


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Apps:
    def make(**settings: object) -> Flask:
        chosen = {"min_confidence": 0.01, **settings}
        return create_app(lambda: engine, load_settings({}, index=tmp_path / "index", **chosen))

    return make


def sent(application: Any, asked: Asked) -> TestResponse:
    method = asked.get("method", "POST" if "data" in asked else "GET")
    return Client(application).open(**{**asked, "method": method})


def both(app: Flask, asked: Asked) -> tuple[TestResponse, TestResponse, list[int]]:
    """What is answered, what Flask alone answers, and a mark for each time that Flask was asked by the first."""
    asked_flask: list[int] = []
    shortcut: Any = app.wsgi_app.application
    assert isinstance(shortcut, Shortcut)

    def note(_: Flask) -> None:
        asked_flask.append(1)

    with request_started.connected_to(note, app):
        first = sent(shortcut, asked)
    return first, sent(shortcut.application, asked), asked_flask


def comparable(reply: TestResponse) -> tuple[object, ...]:
    """All of a reply but what differs from request to request."""
    data = gzip.decompress(reply.data) if reply.headers.get("Content-Encoding") == "gzip" else reply.data
    own = rb'"(took_ms|request_id)": ?("[^"]*"|[\d.]+)'
    headers = {name.lower(): value for name, value in reply.headers}
    if re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"]):
        del headers["x-request-id"]
    headers.pop("content-length", None)
    return reply.status, headers, re.sub(own, b"", data)


@pytest.mark.parametrize("asked", PLAIN, ids=lambda asked: str(asked)[:40])
@pytest.mark.parametrize("settings", [{}, {"cors_origins": "https://other.example"}], ids=lambda asked: str(asked)[:40])
def test_a_plain_question_is_answered_without_flask_as_flask_would(
    app: Apps, asked: Asked, settings: dict[str, object]
) -> None:
    made = app(**settings)
    first, second, asked_flask = both(made, asked)
    assert comparable(first) == comparable(second)
    assert len(first.headers) == len({name.lower() for name, _ in first.headers})
    assert len(asked_flask) == (bool(settings) and "Origin" in asked.get("headers", {}))
    if first.data:
        assert int(first.headers["Content-Length"]) == len(first.data)
        body = gzip.decompress(first.data) if "Content-Encoding" in first.headers else first.data
        assert json.loads(body)["request_id"] == first.headers["X-Request-ID"]


@pytest.mark.parametrize("asked", FOR_FLASK, ids=lambda asked: str(asked)[:40])
def test_what_is_not_plain_is_left_to_flask_with_every_byte(app: Apps, asked: Asked) -> None:
    first, second, asked_flask = both(app(), asked)
    assert comparable(first) == comparable(second)
    assert asked_flask == [1]


@pytest.mark.parametrize("settings", [{"require_key": True}, {"rate_limit": "9/hour"}])
def test_where_keys_or_rates_matter_flask_is_asked(app: Apps, settings: dict[str, object]) -> None:
    first, _, asked_flask = both(app(**settings), {"path": GET})
    assert first.status_code == (401 if "require_key" in settings else 200)
    assert asked_flask == [1]


def test_limits_hold_on_both_ways(app: Apps) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    asked = {"path": "/ask", "data": body.ljust(1100), "content_type": JSON}
    assert sent(app(max_body_bytes=1024), asked).status_code == 413
    assert sent(app(max_body_bytes=1100), asked).status_code == 200
    assert sent(app(max_question_chars=len(QUESTION) - 1), asked).status_code == 422
    deep = json.dumps({"question": QUESTION, "filters": {"tags": []}}).replace("[]", "[[[]]]").encode()
    reply = sent(app(max_json_depth=4), {"path": "/ask", "data": deep, "content_type": JSON})
    assert (reply.json or {})["code"] == "json_too_deep"


def test_the_tag_of_an_answer_is_good_for_304_on_both_ways(app: Apps) -> None:
    made = app()
    shortcut: Any = made.wsgi_app.application
    tag = sent(shortcut, {"path": GET}).headers["ETag"]
    assert tag == sent(shortcut.application, {"path": GET}).headers["ETag"]
    for way in (shortcut, shortcut.application):
        assert sent(way, {"path": GET, "headers": {"If-None-Match": f'"a", {tag}'}}).status_code == 304


def test_a_failure_ahead_of_flask_is_told_by_it_once(
    app: Apps, engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def broken() -> Engine:
        calls.append(1)
        raise ZeroDivisionError("broken")

    made = create_app(broken, load_settings({}, index=tmp_path / "index"))
    reply = sent(made, {"path": GET})
    assert (reply.status_code, reply.mimetype, calls) == (500, "application/problem+json", [1])
    assert reply.headers["X-Request-ID"] == (reply.json or {})["request_id"]
    assert reply.headers["X-Request-ID"] in caplog.text


def test_it_is_counted_and_logged_as_flask_would(app: Apps, caplog: pytest.LogCaptureFixture) -> None:
    made = app(log_requests=True)
    with caplog.at_level(logging.INFO):
        for number in range(3):
            sent(made, {"path": GET, "headers": {"X-Request-ID": f"r{number}"}})
        sent(made, {"path": GET, "headers": {"If-None-Match": "*"}})
    told = [getattr(each, "fields", {}) for each in caplog.records]
    assert [each["path"] for each in told if each.get("status") == 200] == ["/ask"] * 3
    counted = sent(made, {"path": "/metrics"}).text
    assert 'qa_service_requests_total{route="/ask",status="200"} 3.0' in counted
    assert 'qa_service_requests_total{route="/ask",status="304"} 1.0' in counted
    assert 'qa_service_kept_answers_total{found="yes"} 2.0' in counted
    assert (
        sent(
            made, {"path": "/feedback", "data": b'{"request_id": "r2", "vote": "up"}', "content_type": JSON}
        ).status_code
        == 201
    )


@pytest.mark.parametrize("before", [b"", b"{", b'{"x": "' + "سؤال".encode() * 30_000 + b'", '])
def test_gzip_around_what_differs_is_one_member_with_the_same_bytes(before: bytes) -> None:
    body = AnswerBody(before, b',"reason":"x"}\n')
    for took_ms, request_id in ((0.0, "a"), (12.345, "b" * 128)):
        unpacked = zlib.decompressobj(31)
        assert unpacked.decompress(body.packed(took_ms, request_id)) == body.plain(took_ms, request_id)
        assert unpacked.eof and not unpacked.unused_data

"""A fuzz of every route: odd methods, paths, parameters, headers and bodies get documented answers, no 500."""

import io
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from qa_service.engine import Engine
from qa_service.records.api_keys import SCOPES, make_key
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from tests.web.raw import Raw, send
from tests.web.real_server import Server, serving

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "BREW", "PROPFIND")
ODD = (
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "9" * 5000,
    "1.5",
    "true",
    "null",
    "NaN",
    "../../manage",
    "..",
    "/",
    "//",
    "a/" * 1500,
    "%",
    "%00",
    "\x00",
    "\x01\x1b[31m",
    "\u202e",
    "\ud800",
    "😀" * 300,
    "e\u0301" * 300,
    "ا" * 2000,
    "d'" * 400,
    "<script>",
    "' OR 1=1 --",
    "{}",
    "[" * 400,
    "{{7*7}}",
    "$(id)",
    "a.txt",
    "x" * 300 + ".txt",
    "..\\..\\x.txt",
    "a\r\nX: y",
    "forum",
    "2024-02-30",
    "٢٠٢٤",
    "fr",
    "ar-EG;q=2",
    "*/*;q=x",
    "text/html",
    "gzip;q=0,*",
    'W/"x',
    "bytes=0-1,5-",
    "null,null",
)
NAMES = (
    "q",
    "lang",
    "title",
    "start",
    "end",
    "cited",
    "limit",
    "cursor",
    "max_sentences",
    "min_confidence",
    "document_id",
    "publisher",
    "date_from",
    "date_to",
    "tags",
    "name",
    "id",
    "kept",
    "after",
    "x",
    "",
)
HEADERS = (
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Accept-Charset",
    "Authorization",
    "X-API-Key",
    "Cookie",
    "Content-Type",
    "Content-Encoding",
    "Content-Length",
    "If-None-Match",
    "If-Modified-Since",
    "If-Match",
    "Range",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "X-Request-ID",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Forwarded-Prefix",
    "Forwarded",
    "Host",
    "Expect",
    "Connection",
    "Upgrade",
    "Transfer-Encoding",
    "traceparent",
    "User-Agent",
    "SCRIPT_NAME",
    "Access-Control-Request-Method",
    "Access-Control-Request-Headers",
    "X-HTTP-Method-Override",
    "Trailer",
    "TE",
    "Cache-Control",
)
VALUES = (
    "Bearer x",
    "bearer",
    "Basic eDp5",
    "qa_manage=a.9.b.c",
    "application/json",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "identity",
    "5",
    "chunked",
    "gzip, chunked",
    "[::1]:5",
    "192.0.2.1:5, x",
    "same-origin",
    "http://localhost",
    "100-continue",
    "h2c",
    "close",
    "keep-alive, Upgrade",
    "00-" + "a" * 32 + "-" + "b" * 16 + "-01",
)
BODIES: tuple[Any, ...] = (
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 5000,
    b"key=" + b"x" * 9000,
    b"--x\r\nContent-Disposition: form-data; name=key\r\n\r\ny\r\n--x--",
    {},
    [],
    None,
    5,
    "x",
    {"question": 5},
    {"question": ["x"]},
    {"question": {"a": {"b": []}}},
    {"question": "x", "filters": 5},
    {"question": "متى؟", "history": [{"question": "", "document_ids": ["../.."]}] * 20},
    {"question": "x", "max_sentences": 10**30},
    {
        "question": "كندا",
        "min_confidence": 0,
        "filters": {"document_id": ["\x00", "a" * 5000], "date_from": "0000-00-00"},
    },
    {"questions": 5},
    {"questions": [{}, 5, None, {"question": "كندا"}]},
    {"questions": [{"question": "x"}] * 101},
    {"request_id": "x", "vote": "up"},
    {"request_id": [], "vote": {}},
    {"title": 5},
    {"title": "x\x00\n---"},
    {"id": "\u202e", "date": "x"},
)
DOCUMENTED = {503}
"""What the service may say of itself; whatever else is over 499 is a fault."""


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str  # quoted
    headers: tuple[tuple[str, str], ...]
    body: bytes


def drawn(paths: list[str], keys: list[str], seed: int) -> Sent:
    """A request that is odd in a few ways."""
    one = random.Random(seed)
    path = one.choice(paths)
    while "<" in path:
        before, _, after = path.partition("<")
        path = before + quoted(one.choice(ODD), one) + after.partition(">")[2]
    if one.random() < 0.1:
        path += quoted(one.choice(ODD), one)
    if one.random() < 0.7:
        pairs = [(one.choice(NAMES), one.choice((*ODD, "كندا"))) for _ in range(one.randint(1, 4))]
        path += "?" + "&".join(f"{name}={quoted(value, one)}" for name, value in pairs)
    headers = [(one.choice(HEADERS), one.choice((*ODD, *VALUES))) for _ in range(one.randint(0, 4))]
    if one.random() < 0.5:
        headers.append(("X-API-Key", one.choice(keys)))
    body = one.choice(BODIES)
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.append(("Content-Type", "application/json"))
    method = one.choice(METHODS) if one.random() < 0.3 else one.choice(("GET", "POST"))
    return Sent(method, path[:7000], tuple(headers), body if method != "GET" or one.random() < 0.1 else b"")


def quoted(text: str, one: random.Random) -> str:
    """Encoded as it should be, mostly."""
    found = quote(text, safe="/" if one.random() < 0.5 else "", errors="surrogatepass")
    return found if one.random() < 0.9 else found.replace("%", "%25" if one.random() < 0.5 else "")


def answered(app: Flask, sent: Sent) -> int:
    """The status that the application gives, by WSGI."""
    path, _, query = sent.path.partition("?")
    environ = EnvironBuilder(
        method=sent.method, path=path, query_string=query, input_stream=io.BytesIO(sent.body)
    ).get_environ()
    environ["CONTENT_LENGTH"] = str(len(sent.body))
    for name, value in sent.headers:
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = latin(value)
    body, status, _ = run_wsgi_app(app, environ, buffered=True)
    assert isinstance(b"".join(body), bytes)
    return int(status[:3])


def latin(value: str) -> str:
    """As WSGI has headers: bytes as characters, without line ends."""
    return value.encode("utf-8", "replace").decode("latin-1").replace("\r", "").replace("\n", "")[:8000]


def over_a_socket(port: int, sent: Sent) -> Raw:
    lines = [f"{sent.method} {sent.path} HTTP/1.1", "Host: x", f"Content-Length: {len(sent.body)}", "Connection: close"]
    lines += [f"{name}: {latin(value)}" for name, value in sent.headers if name not in ("Content-Length", "Host")]
    return send(port, "\r\n".join([*lines, "", ""]).encode("latin-1") + sent.body, patience_seconds=25, half_close=True)


@pytest.fixture(scope="module", params=["open", "closed"])
def application(
    request: pytest.FixtureRequest, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, list[str]]]:
    """The application with its keys, with all that may be required and trusted in the second."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("يبلغ طول نهر النيل 6650 كيلومترا.", encoding="utf-8")
    more: dict[str, object] = {}
    if request.param == "closed":
        more = {
            "require_key": True,
            "trusted_proxies": 1,
            "cors_origins": "https://example.org",
            "rate_limit": "50000/second",
        }
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index", max_question_chars=500, **more)
    keys = [make_key(folder / "data", scope, [scope])[1] for scope in SCOPES]
    logging.disable(logging.CRITICAL)
    yield create_app(lambda: engine, settings), [*keys, *keys, "qa_x"]
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    "seeds", [range(400), pytest.param(range(400, 20_000), marks=pytest.mark.nightly)], ids=["some", "many"]
)
def test_no_request_is_a_fault_of_the_application(application: tuple[Flask, list[str]], seeds: range) -> None:
    app, keys = application
    paths = sorted({rule.rule for rule in app.url_map.iter_rules()} | {"/nowhere"})
    statuses: Counter[int] = Counter()
    for seed in seeds:
        sent = drawn(paths, keys, seed)
        status = answered(app, sent)
        assert status < 500 or status in DOCUMENTED, sent
        statuses[status] += 1
    assert {200, 400, 401, 404, 405, 422} <= set(statuses)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, list[str]]]:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("يبلغ طول نهر النيل 6650 كيلومترا.", encoding="utf-8")
    keys = [make_key(folder / "data", scope, [scope])[1] for scope in SCOPES]
    with serving(folder / "corpus", folder / "index", QA_LOG_LEVEL="error", QA_WATCH="0") as server:
        yield server, [*keys, "qa_x"]


@pytest.mark.parametrize(
    "seeds", [range(250), pytest.param(range(250, 5_000), marks=pytest.mark.nightly)], ids=["some", "many"]
)
def test_no_request_is_a_fault_of_the_server(running: tuple[Server, list[str]], engine: Engine, seeds: range) -> None:
    server, keys = running
    app = create_app(lambda: engine, load_settings({}, index=Path("/nonexistent/index")))
    paths = sorted({rule.rule for rule in app.url_map.iter_rules()} | {"/nowhere"})
    requests = [drawn(paths, keys, seed) for seed in seeds]
    with ThreadPoolExecutor(4) as pool:
        for sent, raw in zip(requests, pool.map(lambda each: over_a_socket(server.port, each), requests), strict=True):
            assert raw.is_closed and len(raw.statuses) == 1, sent
            [status] = raw.statuses
            assert status < 500 or status in DOCUMENTED | {501, 505}, (
                sent
            )  # a transfer encoding, a version that is unknown
    assert server.get("/livez").status == 200

"""Rate limits: who is counted, what costs what, what the headers tell, and a store that comes and goes."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from limits import parse

from qa_service.engine import Engine
from qa_service.records.api_keys import make_key
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from qa_service.web.http.rate_counting import Rates
from tests.web.real_server import serving
from tests.web.redis_server import free_port, redis_serving

ASK = "/ask?q=%D9%83%D9%86%D8%AF%D8%A7"
Clients = Callable[..., FlaskClient]


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Clients:
    def make(**settings: object) -> FlaskClient:
        return create_app(lambda: engine, load_settings({}, index=tmp_path / "index", **settings)).test_client()

    return make


def from_address(address: str) -> dict[str, str]:
    return {"REMOTE_ADDR": address}


def test_without_the_setting_nothing_is_counted(client: Clients) -> None:
    reply = client().get(ASK)
    assert not [name for name, _ in reply.headers if "ratelimit" in name.lower()]


def test_every_answer_tells_what_is_left_in_both_forms(client: Clients) -> None:
    limited = client(rate_limit="3/hour")
    left = []
    for _ in range(3):
        reply = limited.get(ASK)
        assert reply.status_code == 200
        assert reply.headers["RateLimit-Policy"] == '"default";q=3;w=3600'
        told = re.fullmatch(r'"default";r=(\d+);t=(\d+)', reply.headers["RateLimit"])
        assert told and 1 <= int(told[2]) <= 3600
        assert (reply.headers["X-RateLimit-Limit"], reply.headers["X-RateLimit-Remaining"]) == ("3", told[1])
        assert abs(int(reply.headers["X-RateLimit-Reset"]) - time.time() - int(told[2])) < 3
        left.append(told[1])
    assert left == ["2", "1", "0"]


@pytest.mark.parametrize(("language", "said"), [("ar", "ثانية"), ("en", "Wait"), ("fr", "Patientez")])
def test_over_the_limit_it_is_429_with_the_time_to_wait(client: Clients, language: str, said: str) -> None:
    limited = client(rate_limit="1/hour")
    limited.get(ASK)
    reply = limited.get(ASK, headers={"Accept-Language": language})
    assert (reply.status_code, reply.mimetype) == (429, "application/problem+json")
    assert reply.json is not None and reply.json["code"] == "rate_limited"
    assert said in reply.json["detail"] and reply.headers["Retry-After"] in reply.json["detail"]
    assert 1 <= int(reply.headers["Retry-After"]) <= 3600
    assert reply.headers["X-RateLimit-Remaining"] == "0"


def test_who_waits_as_long_as_told_is_let_through(client: Clients) -> None:
    limited = client(rate_limit="2/second")
    while (reply := limited.get(ASK)).status_code == 200:
        pass
    time.sleep(int(reply.headers["Retry-After"]))
    assert limited.get(ASK).status_code == 200


def test_each_address_and_each_key_has_a_limit_of_its_own(client: Clients, tmp_path: Path) -> None:
    limited = client(rate_limit="1/hour")
    secrets = [make_key(tmp_path / "data", "one", ["feedback"])[1] for _ in range(2)]
    clients = [
        ({}, from_address("192.0.2.1")),
        ({}, from_address("192.0.2.2")),
        ({}, from_address("2001:db8::1")),
        ({}, from_address("2001:db8:0:1::1")),
        ({}, from_address("")),
        *(({"X-API-Key": secret}, from_address("192.0.2.1")) for secret in secrets),
    ]
    for status in (200, 429):
        for headers, environ in clients:
            assert limited.get(ASK, headers=headers, environ_overrides=environ).status_code == status
    for address in ("2001:db8::ffff:1", "::ffff:192.0.2.1"):
        assert limited.get(ASK, environ_overrides=from_address(address)).status_code == 429
    unknown = limited.get(ASK, headers={"X-API-Key": "qa_no"}, environ_overrides=from_address("192.0.2.2"))
    assert unknown.status_code == 429


def test_a_batch_costs_as_many_as_it_has_questions_and_at_most_the_limit(client: Clients) -> None:
    limited = client(rate_limit="5/hour")
    ask = {"questions": [{"question": "كندا"}] * 3}
    first = limited.post("/ask/batch", json=ask)
    assert (first.status_code, first.headers["X-RateLimit-Remaining"]) == (200, "2")
    assert limited.post("/ask/batch", json=ask).status_code == 429
    assert client(rate_limit="2/hour").post("/ask/batch", json={"questions": []}).status_code == 200


@pytest.mark.parametrize("count", [6, 100, 101, 5000])
def test_a_batch_larger_than_the_limit_is_refused_and_counted(client: Clients, count: int) -> None:
    limited = client(rate_limit="5/hour")
    refused = limited.post("/ask/batch", json={"questions": [{"question": "كندا"}] * count})
    assert refused.status_code == 422 and refused.json is not None
    [fault] = refused.json["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/questions", "too_long")
    assert "5" in fault["detail"]
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert limited.get(ASK).status_code == 429


def test_a_batch_over_its_own_limit_is_counted_by_its_questions(client: Clients) -> None:
    limited = client(rate_limit="500/hour", max_batch=10)
    refused = limited.post("/ask/batch", json={"questions": [{"question": "كندا"}] * 20})
    assert (refused.status_code, refused.headers["X-RateLimit-Remaining"]) == (422, "480")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/embed",
        "/livez",
        "/readyz",
        "/metrics",
        "/docs",
        "/openapi.json",
        "/static/icon.svg",
        "/manifest.webmanifest",
    ],
)
def test_pages_and_probes_count_nothing(client: Clients, path: str) -> None:
    limited = client(rate_limit="1/hour")
    assert limited.get(ASK).status_code == 200
    reply = limited.get(path)
    reply.close()
    assert reply.status_code == 200
    assert "RateLimit" not in reply.headers
    assert limited.options("/ask").status_code == 200


def test_documents_votes_refusals_and_questions_on_the_page_count(client: Clients) -> None:
    limited = client(rate_limit="7/hour")
    for path in ("/documents", "/documents/nile", "/?q=x", "/ask", "/embed?q=x", "/suggest?q=x"):
        assert "RateLimit" in limited.get(path).headers
    assert limited.post("/feedback", json={}).headers["X-RateLimit-Remaining"] == "0"
    page = limited.get("/?q=x", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (429, "text/html")


def test_workers_share_a_limit_in_redis(web_corpus: Path, tmp_path: Path) -> None:
    with redis_serving(tmp_path, free_port()) as store:
        limits = {"QA_RATE_LIMIT": "10/hour", "QA_RATE_LIMIT_STORE": store, "GUNICORN_CMD_ARGS": "--workers 2"}
        with serving(web_corpus, tmp_path / "index", **limits) as running:
            statuses = [running.get(ASK).status for _ in range(14)]
    assert statuses == [200] * 10 + [429] * 4


def test_while_redis_is_away_questions_are_answered_and_counted_by_each_worker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    rates = Rates("2/hour", f"redis://127.0.0.1:{port}/0")
    limit = parse("2/hour")
    assert [rates.spend(limit, "one", 1)[0] for _ in range(3)] == [True, True, False]
    assert len([each for each in caplog.records if "store fails" in each.getMessage()]) == 1
    with redis_serving(tmp_path, port):
        assert not rates.spend(limit, "one", 1)[0], "it is looked for again after a while, not at each request"
        rates._without_until = 0.0
        assert [rates.spend(limit, "one", 1)[0] for _ in range(3)] == [True, True, False]

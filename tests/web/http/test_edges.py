"""What stands between the service and the world: pages of other origins, and reverse proxies."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import request
from flask.testing import FlaskClient

from qa_service.engine import Engine
from qa_service.errors import SettingsError
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from tests.web.raw import send
from tests.web.real_server import Server, serving

ASK = "/ask?q=%D9%83%D9%86%D8%AF%D8%A7"
ORIGIN, OTHER = "https://example.org", "https://other.example:8443"
Clients = Callable[..., FlaskClient]


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> Clients:
    def make(**settings: object) -> FlaskClient:
        app = create_app(lambda: engine, load_settings({}, index=tmp_path / "index", **settings))
        app.add_url_rule("/who", view_func=lambda: [request.remote_addr, request.scheme, request.host])
        return app.test_client()

    return make


@pytest.mark.parametrize("path", [ASK, "/ask", "/documents", "/documents/none", "/nowhere", "/openapi.json"])
@pytest.mark.parametrize("origin", [ORIGIN, OTHER])
def test_a_page_of_a_named_origin_may_read_answers_and_failures(client: Clients, path: str, origin: str) -> None:
    reply = client(cors_origins=f"{ORIGIN}, {OTHER}").get(path, headers={"Origin": origin})
    assert reply.headers["Access-Control-Allow-Origin"] == origin
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org.evil.example",
        "http://example.org",
        "https://example.org:444",
        "null",
        "*",
        "",
        "https://EXAMPLE.org",
        "none",
    ],
)
def test_any_other_origin_reads_nothing(client: Clients, origin: str) -> None:
    reply = client(cors_origins=ORIGIN).get(ASK, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert "Origin" in reply.headers["Vary"]


def test_the_pages_stay_closed_and_without_the_setting_everything(client: Clients) -> None:
    assert "Access-Control-Allow-Origin" not in client(cors_origins=ORIGIN).get("/", headers={"Origin": ORIGIN}).headers
    reply = client().get(ASK, headers={"Origin": "none"})
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert "Origin" not in reply.headers.get("Vary", "")


@pytest.mark.parametrize("settings", [{}, {"require_key": True, "rate_limit": "1/hour"}])
def test_a_preflight_is_answered_without_key_or_count(client: Clients, settings: dict[str, object]) -> None:
    asked = client(cors_origins=ORIGIN, **settings)
    preflight = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    for _ in range(3):
        reply = asked.options("/ask", headers=preflight)
        assert reply.status_code == 200
        assert reply.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert {"POST", "GET"} <= set(reply.headers["Access-Control-Allow-Methods"].split(", "))
        assert {"Authorization", "X-API-Key", "Content-Type"} <= set(
            reply.headers["Access-Control-Allow-Headers"].split(", ")
        )


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "example.org",
        "https://example.org/",
        "https://a.example https://b.example/x",
        "https://*.example.org",
        "https://EXAMPLE.org",
        "null",
    ],
)
def test_an_origin_that_no_browser_sends_is_a_fault_of_the_settings(value: str) -> None:
    with pytest.raises(SettingsError, match="QA_CORS_ORIGINS must be"):
        load_settings({"QA_CORS_ORIGINS": value})


FORWARDED = {"X-Forwarded-For": "192.0.2.7, 198.51.100.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}


@pytest.mark.parametrize(
    ("trusted", "address", "scheme"),
    [(0, "127.0.0.1", "http"), (1, "198.51.100.1", "https"), (2, "192.0.2.7", "http"), (3, "127.0.0.1", "http")],
)
def test_as_many_proxies_are_believed_as_are_trusted(client: Clients, trusted: int, address: str, scheme: str) -> None:
    assert client(trusted_proxies=trusted).get("/who", headers=FORWARDED).json == [address, scheme, "localhost"]


def test_behind_a_proxy_each_reader_has_a_limit_of_its_own(client: Clients) -> None:
    limited = client(trusted_proxies=1, rate_limit="1/hour")
    statuses = [
        limited.get(ASK, headers={"X-Forwarded-For": each}).status_code
        for each in ("192.0.2.1", "192.0.2.2", "forged, 192.0.2.1", "192.0.2.2:443, not-an-address")
    ]
    assert statuses == [200, 200, 429, 200]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7:4711", "192.0.2.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("192.0.2.1,  192.0.2.7:1 ", "192.0.2.7"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
    ],
)
def test_ports_and_brackets_of_a_forwarded_address_are_no_part_of_it(
    client: Clients, forwarded: str, address: str
) -> None:
    assert client(trusted_proxies=1).get("/who", headers={"X-Forwarded-For": forwarded}).json[0] == address


def test_a_port_makes_no_new_reader(client: Clients) -> None:
    limited = client(trusted_proxies=1, rate_limit="1/hour")
    for form in ("192.0.2.7:{}", "[2001:db8::7]:{}"):
        statuses = [
            limited.get(ASK, headers={"X-Forwarded-For": form.format(port)}).status_code for port in range(4711, 4714)
        ]
        assert statuses == [200, 429, 429]


@pytest.mark.parametrize("scheme", ["javascript", "https://evil.example/x", "wss", "ftp,ftp"])
def test_a_forwarded_scheme_is_one_of_the_web(client: Clients, scheme: str) -> None:
    assert client(trusted_proxies=1).get("/who", headers={"X-Forwarded-Proto": scheme}).json[1] == "http"


GOOD_HOSTS = [
    "localhost",
    "x:8000",
    "a-b.example.org.",
    "127.0.0.1:1",
    "[::1]",
    "[::1]:65535",
    "my_service:80",
    "xn--mgbh.example",
]
BAD_HOSTS = [
    "",
    " ",
    "x/y",
    "x:y",
    "x:99999",
    "<script>",
    "[::1",
    "::1",
    "[x]",
    "a b",
    "a,b",
    "x@y",
    "a..b",
    "x" * 301,
    "[fe80::1%eth0]",
]


@pytest.mark.parametrize("path", [ASK, "/", "/livez", "/documents", "/static/icon.svg", "/nowhere"])
@pytest.mark.parametrize("host", [*GOOD_HOSTS, *BAD_HOSTS])
def test_a_host_that_is_none_is_refused_as_a_problem(client: Clients, host: str, path: str) -> None:
    reply = client().get(path, environ_overrides={"HTTP_HOST": host})
    assert (reply.status_code == 400) is (host in BAD_HOSTS)
    if host in BAD_HOSTS:
        assert reply.mimetype == "application/problem+json"
        assert reply.json is not None and reply.json["code"] == "bad_request"
    reply.close()


def test_a_browser_gets_the_refusal_of_its_host_as_a_page(client: Clients) -> None:
    reply = client().get("/", environ_overrides={"HTTP_HOST": "<script>"}, headers={"Accept": "text/html"})
    assert (reply.status_code, reply.mimetype) == (400, "text/html")
    assert "<script>" not in reply.text


@pytest.fixture(scope="module", params=["0", "1"])
def proxied(
    request: pytest.FixtureRequest, web_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, bool]]:
    index = tmp_path_factory.mktemp("proxied") / "index"
    with serving(web_corpus, index, QA_TRUSTED_PROXIES=request.param) as running:
        yield running, request.param == "1"


def test_the_server_itself_believes_a_scheme_of_trusted_proxies_only(proxied: tuple[Server, bool]) -> None:
    server, is_trusted = proxied
    page = server.get("/embed/demo", X_Forwarded_Proto="https", X_Forwarded_Ssl="on", X_Forwarded_Protocol="ssl").text
    assert (f"https://127.0.0.1:{server.port}" in page) is is_trusted


def test_the_server_itself_believes_a_path_of_trusted_proxies_only(proxied: tuple[Server, bool]) -> None:
    server, is_trusted = proxied
    head = b"GET /documents/forum HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /documents\r\nConnection: close\r\n\r\n"
    assert send(server.port, head).statuses == [404 if is_trusted else 200]
    assert send(server.port, head.replace(b"/documents\r", b"/else\r")).statuses == [200]

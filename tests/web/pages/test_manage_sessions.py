"""Sessions of the maintainer's page over HTTP: begun, ended on the server, and only by pages of our own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from qa_service.engine import Engine
from qa_service.records.api_keys import make_key
from qa_service.settings import load_settings
from qa_service.web.app import create_app

OURS = {"Origin": "http://localhost"}
SignIn = Callable[[], tuple[FlaskClient, str]]


@pytest.fixture
def sign_in(engine: Engine, tmp_path: Path) -> SignIn:
    """A client with a session, and the text of its cookie."""
    secret = make_key(tmp_path / "data", "m", ["operate"])[1]
    app = create_app(lambda: engine, load_settings({}, index=tmp_path / "index"))

    def begin() -> tuple[FlaskClient, str]:
        client = app.test_client()
        assert client.post("/manage/session", data={"key": secret}, headers=OURS).status_code == 303
        cookie: Any = client.get_cookie("qa_manage", path="/manage")
        return client, cookie.value

    return begin


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(sign_in: SignIn) -> None:
    client, cookie = sign_in()
    other, _ = sign_in()
    assert client.get("/manage/state").status_code == 200
    assert client.post("/manage/session/end", headers=OURS).status_code == 303
    client.set_cookie("qa_manage", cookie, path="/manage")
    assert client.get("/manage/state").status_code == 401
    assert other.get("/manage/state").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_page_signs_a_maintainer_out(sign_in: SignIn, headers: dict[str, str]) -> None:
    client, _ = sign_in()
    reply = client.post("/manage/session/end", headers=headers)
    assert reply.status_code == 403 and reply.json is not None
    assert reply.json["code"] == "foreign_page"
    assert client.get("/manage/state").status_code == 200


@pytest.mark.parametrize(
    "forge",
    [
        lambda cookie: cookie.replace(cookie.split(".")[1], "9" * 5000),
        lambda cookie: f"{cookie.split('.')[0]}.{'9' * 5000}.{cookie.rpartition('.')[2]}",
        lambda cookie: cookie[:-1] + ("0" if cookie[-1] != "0" else "1"),
        lambda cookie: "." * 7000,
        lambda cookie: "[" * 7000,
        lambda cookie: "{" * 3000 + "}" * 3000,
        lambda cookie: '"\\377\\000' + "\u0661" * 100 + '"',
        lambda cookie: "",
    ],
)
def test_a_cookie_that_is_no_session_is_401(sign_in: SignIn, forge: Callable[[str], str]) -> None:
    client, cookie = sign_in()
    header = f"qa_manage={forge(cookie)}".encode().decode("latin-1")
    reply = client.application.test_client().get("/manage/state", environ_overrides={"HTTP_COOKIE": header})
    assert reply.status_code == 401


@pytest.mark.parametrize(
    "credential",
    ["[" * 7000, "{" * 7000, "9" * 7000, '{"a":' * 1000, "\xff" * 7000, "\u0661", "a b c"],
    ids=len,
)
@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_credential_that_is_none_is_401(sign_in: SignIn, header: str, credential: str) -> None:
    client, _ = sign_in()
    value = f"Bearer {credential}" if header == "Authorization" else credential
    name = "HTTP_" + header.upper().replace("-", "_")
    fresh = client.application.test_client()
    latin = value.encode("utf-8", "replace").decode("latin-1")
    assert fresh.get("/manage/state", environ_overrides={name: latin}).status_code == 401
    assert fresh.post("/manage/session", data={"key": credential}, headers=OURS).status_code == 401


@pytest.mark.parametrize(
    "damaged",
    [
        '{"keys": %s}' % ("[" * 50000 + "]" * 50000),
        '{"keys": [[]]}',
        '{"keys": ["x"]}',
        '{"keys": [{"id": {"a": 1}, "scopes": [["ask"]], "name": "", "sha256": "", "made": ""}]}',
        '{"keys": 9%s}' % ("9" * 5000),
        '{"keys": [{"id": "a", "scopes": {"operate": 1}, "name": [], "sha256": {}, "made": ""}]}',
        "[" * 100000,
        "[]",
        "5",
    ],
    ids=len,
)
def test_a_file_of_keys_with_nested_or_huge_values_opens_nothing_and_fails_nothing(
    sign_in: SignIn, tmp_path: Path, damaged: str
) -> None:
    client, _ = sign_in()
    (tmp_path / "data" / "keys.json").write_text(damaged)
    assert client.get("/manage/state").status_code == 401
    assert client.get("/manage/state", headers={"X-API-Key": "qa_x"}).status_code == 401


def test_where_no_session_can_be_kept_it_is_503_with_its_code(engine: Engine, tmp_path: Path) -> None:
    secret = make_key(tmp_path / "data", "m", ["operate"])[1]
    (tmp_path / "data" / "sessions.lock").mkdir()
    client = create_app(lambda: engine, load_settings({}, index=tmp_path / "index")).test_client()
    reply = client.post("/manage/session", data={"key": secret}, headers=OURS)
    assert reply.status_code == 503 and reply.json is not None
    assert reply.json["code"] == "session_not_kept"
    assert client.get("/manage/state", headers={"X-API-Key": secret}).status_code == 200

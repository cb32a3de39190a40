"""Names and ids that are sent to the maintainer's routes: whatever they are, the answer is a documented one."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from qa_service.engine import Engine
from qa_service.records.api_keys import make_key
from qa_service.settings import load_settings
from qa_service.web.app import create_app

TEXT = "يبلغ طول نهر النيل 6650 كيلومترا.".encode()
LONG = [
    ("a/" * 1500 + "x.txt", "too_long"),
    ("a\\" * 1500 + "x.txt", "too_long"),
    ("x" * 513, "too_long"),
    ("a/" * 17 + "x.txt", "too_deep"),
    ("/" * 100 + "x.txt", "too_deep"),
]
STRANGE_IDS = [
    "../../manage",
    "..",
    "",
    "/",
    "\x00",
    "x" * 5000,
    "a/" * 1500,
    "%2e%2e/manage",
    "../a.txt",
    "#",
    "\u202e",
]


@pytest.fixture
def manager(corpus: Path, engine: Engine, tmp_path: Path) -> tuple[FlaskClient, dict[str, str]]:
    secret = make_key(tmp_path / "data", "m", ["operate"])[1]
    app = create_app(lambda: engine, load_settings({}, corpus=corpus, index=tmp_path / "index"))
    return app.test_client(), {"X-API-Key": secret}


@pytest.mark.parametrize("route", ["/manage/preview", "/manage/files"])
@pytest.mark.parametrize(("name", "code"), LONG, ids=range(len(LONG)))
def test_a_name_of_many_folders_or_letters_is_422_with_its_place(
    manager: tuple[FlaskClient, dict[str, str]], corpus: Path, route: str, name: str, code: str
) -> None:
    client, key = manager
    before = sorted(corpus.rglob("*"))
    reply = client.post(route, query_string={"name": name}, data=TEXT, headers=key)
    assert reply.status_code == 422 and reply.json is not None
    [fault] = reply.json["errors"]
    assert (fault["parameter"], fault["code"]) == ("name", code)
    assert sorted(corpus.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/x.txt", "..\\..\\x.txt", "a/../../x.txt", "C:\\x.txt", "a\x00/x.txt"]
)
def test_a_name_leads_nowhere_outside_of_the_corpus(
    manager: tuple[FlaskClient, dict[str, str]], corpus: Path, name: str
) -> None:
    client, key = manager
    reply = client.post("/manage/files", query_string={"name": name}, data=TEXT, headers=key)
    assert reply.status_code == 201 and reply.json is not None
    assert (corpus / reply.json["file"]).resolve().is_relative_to(corpus)
    assert [each.parent for each in corpus.parent.rglob("x.txt")] == [(corpus / reply.json["file"]).parent]


@pytest.mark.parametrize("document_id", STRANGE_IDS, ids=range(len(STRANGE_IDS)))
def test_an_id_that_is_a_path_is_404(manager: tuple[FlaskClient, dict[str, str]], document_id: str) -> None:
    client, key = manager
    for route, name in (("remove", "id"), ("metadata", "id"), ("restore", "kept")):
        body = {"title": "x"} if route == "metadata" else None
        reply = client.post(f"/manage/{route}", query_string={name: document_id}, json=body, headers=key)
        assert (reply.status_code, (reply.json or {})["code"]) == (404, "document_not_found")

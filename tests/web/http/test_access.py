"""API keys over HTTP: what needs one, how it is sent, and what is said when it doesn't open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.records.api_keys import Scope, make_key, revoke_keys
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from qa_service.web.http.access import require_scope
from tests.web.real_server import Server, serving

ASK = "/ask?q=%D9%83%D9%86%D8%AF%D8%A7"
GUARDED: list[tuple[str, str, Scope]] = [
    ("GET", ASK, "ask"),
    ("POST", "/ask", "ask"),
    ("POST", "/ask/batch", "ask"),
    ("POST", "/v1/chat/completions", "ask"),
    ("GET", "/v1/models", "ask"),
    ("GET", "/documents", "ask"),
    ("GET", "/documents/forum", "ask"),
    ("GET", "/?q=x", "ask"),
    ("POST", "/feedback", "feedback"),
    ("GET", "/metrics", "operate"),
]
OPEN = ["/", "/livez", "/readyz", "/docs", "/openapi.json", "/static/css/site.css", "/manifest.webmanifest"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def closed(web_corpus: Path, data: Path) -> Iterator[Server]:
    with serving(web_corpus, data / "index", QA_REQUIRE_KEY="1", QA_MIN_CONFIDENCE="0.01") as running:
        yield running


@pytest.fixture(scope="module")
def keys(data: Path) -> dict[str, str]:
    return {scope: make_key(data / "data", scope, [scope])[1] for scope in ("ask", "feedback", "operate")}


@pytest.mark.parametrize(("method", "path", "scope"), GUARDED)
def test_what_needs_a_key_says_so_and_opens_with_the_right_scope_only(
    closed: Server, keys: dict[str, str], method: str, path: str, scope: Scope
) -> None:
    missing = closed.call(method, path)
    assert missing.status == 401
    assert missing.headers["www-authenticate"].startswith("Bearer ")
    if path != "/?q=x":
        unknown = closed.call(method, path, X_API_Key="qa_no")
        codes = [reply.json.get("error", reply.json)["code"] for reply in (missing, unknown)]
        assert codes == ["key_required", "key_unknown"]
    other = closed.call(method, path, X_API_Key=next(keys[each] for each in keys if each != scope))
    assert other.status == 403
    assert f'scope="{scope}"' in other.headers["www-authenticate"]
    for header in ({"X_API_Key": keys[scope]}, {"Authorization": f"bearer  {keys[scope]}"}):
        assert closed.call(method, path, **header).status not in (401, 403, 500)


@pytest.mark.parametrize("path", OPEN)
def test_probes_descriptions_and_the_empty_page_need_no_key(closed: Server, path: str) -> None:
    assert closed.get(path).status == 200


def test_descriptions_that_are_open_hold_nothing_of_a_corpus_that_is_not(closed: Server, server: Server) -> None:
    for path in ("/openapi.json", "/docs"):
        assert "المنتدى العالمي" in server.get(path).text
        shown = closed.get(path).text.replace("من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟", "")
        assert "المنتدى" not in shown and "الهيئات" not in shown and "forum" not in shown


def test_a_key_that_is_made_or_revoked_counts_at_once_in_a_running_server(closed: Server, data: Path) -> None:
    key, secret = make_key(data / "data", "late", ["ask"])
    assert closed.get(ASK, X_API_Key=secret).status == 200
    revoke_keys(data / "data", [key.id])
    assert closed.get(ASK, X_API_Key=secret).json["code"] == "key_unknown"


@pytest.mark.parametrize("value", ["Bearer", "Bearer ", "Basic dTpw", "Bearer é", "Bearer x" * 500, "x", "\t"])
def test_other_authorizations_are_no_key(closed: Server, value: str) -> None:
    assert closed.get(ASK, Authorization=value).status == 401


def test_where_no_key_is_needed_none_is_looked_at(server: Server) -> None:
    assert server.get(ASK, Authorization="Bearer of-a-proxy", X_API_Key="x").status == 200


@pytest.mark.parametrize(("language", "said"), [("ar", "مفتاح"), ("en", "key"), ("fr", "clé")])
def test_a_missing_key_is_told_in_the_language_of_the_client(closed: Server, language: str, said: str) -> None:
    assert said in closed.get(ASK, Accept_Language=language).json["detail"]
    assert said in closed.get("/?q=x", Accept_Language=language, Accept="text/html").text


def test_operating_always_needs_a_key(engine: Engine, tmp_path: Path) -> None:
    app = create_app(lambda: engine, load_settings({}, index=tmp_path / "index"))
    app.add_url_rule("/operate", view_func=require_scope("operate")(lambda: "done"))
    client = app.test_client()
    assert client.get("/operate").status_code == 401
    for scope, status in (("ask", 403), ("operate", 200)):
        _, secret = make_key(tmp_path / "data", "one", [scope])  # type: ignore[list-item]
        assert client.get("/operate", headers={"X-API-Key": secret}).status_code == status


@pytest.mark.parametrize("required", [False, True])
def test_the_document_says_where_a_key_is_needed(engine: Engine, tmp_path: Path, required: bool) -> None:
    settings = load_settings({}, index=tmp_path / "index", require_key=required)
    app: Flask = create_app(lambda: engine, settings)
    api = app.test_client().get("/openapi.json").json
    assert api is not None
    assert set(api["components"]["securitySchemes"]) == {"bearer", "header"}
    security = api["paths"]["/ask"]["post"]["security"]
    assert ({} in security) is not required
    assert {"bearer": ["ask"]} in security and {"header": ["ask"]} in security
    assert "401" in api["paths"]["/ask"]["post"]["responses"]
    assert "security" not in api["paths"]["/livez"]["get"]


def test_where_a_key_is_required_nothing_of_the_corpus_is_shown_without_one(
    closed: Server, server: Server, keys: dict[str, str]
) -> None:
    golden = "متى بني سد محمد الخامس"
    for path in ("/", "/embed"):
        assert golden in server.get(path).text
        assert golden not in closed.get(path).text
        assert golden not in closed.get(path, X_API_Key=keys["feedback"]).text
        assert golden in closed.get(path, X_API_Key=keys["ask"]).text


def test_the_rejected_files_are_named_for_operators_only_where_a_key_is_required(
    closed: Server, server: Server, keys: dict[str, str]
) -> None:
    open_to_all = server.get("/readyz").json
    assert [each["file"] for each in open_to_all["rejected"]] == ["broken.txt"]
    assert open_to_all["rejected_count"] == 1
    for named, headers in ((0, {}), (0, {"X_API_Key": keys["ask"]}), (1, {"X_API_Key": keys["operate"]})):
        reply = closed.get("/readyz", **headers)
        assert reply.status == 200
        assert (len(reply.json["rejected"]), reply.json["rejected_count"]) == (named, 1)
        assert ("broken" in reply.text) is bool(named)


def test_the_probe_stays_short_however_many_files_are_rejected(engine: Engine, tmp_path: Path) -> None:
    problems = [
        Problem(file=f"{number}.txt", level="error", code="no_text", reason="empty", remedy="write")
        for number in range(500)
    ]
    app = create_app(lambda: engine, load_settings({}, index=tmp_path / "index"), lambda: problems)
    told = app.test_client().get("/readyz").json
    assert told is not None
    assert [each["file"] for each in told["rejected"]] == [f"{number}.txt" for number in range(20)]
    assert told["rejected_count"] == 500

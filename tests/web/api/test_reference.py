"""The API described by itself: the document is valid, complete and true, and the page stands alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from qa_service.answers.answer import Answer, Citation
from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.api.openapi import OPERATIONS
from qa_service.web.app import create_app
from qa_service.web.http.problem_texts import DETAILS, FAULTS
from tests.test_docs import page
from tests.web.real_server import Server

SUCCESSES = [
    ("POST", "/ask", {"question": "متى تأسس المنتدى؟"}),
    ("POST", "/ask", {"question": "بقلبقل"}),
    ("GET", "/ask?q=%D9%83%D9%86%D8%AF%D8%A7", None),
    ("GET", "/documents", None),
    ("GET", "/documents/forum", None),
    ("GET", "/readyz", None),
    ("GET", "/livez", None),
    ("POST", "/ask/batch", {"questions": [{"question": "كندا"}, {"question": 3}]}),
]
FAILURES = [
    ("POST", "/ask", {"question": "x", "top_k": 3}),
    ("POST", "/ask", b"{"),
    ("GET", "/documents/none", None),
    ("POST", "/feedback", {"request_id": "x", "vote": "up"}),
    ("GET", "/documents?limit=0", None),
]


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Flask:
    return create_app(lambda: engine, load_settings({}, index=tmp_path / "index", max_question_chars=77))


@pytest.fixture
def api(app: Flask) -> Any:
    return app.test_client().get("/openapi.json").json


def operation(api: Any, method: str, path: str) -> Any:
    plain = path.partition("?")[0]
    return api["paths"].get(plain, api["paths"]["/documents/{id}"])[method.lower()]


def test_the_document_is_valid_openapi_3_1(api: Any) -> None:
    assert api["openapi"].startswith("3.1")
    validate(api)


def test_every_route_and_method_is_in_the_document_and_in_the_docs(app: Flask, api: Any) -> None:
    served = {
        (re.sub(r"<\w+:document_id>", "{id}", rule.rule).replace("<model>", "{model}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert served == {(path, method) for path, methods in api["paths"].items() for method in methods}
    told = page("api.md")
    assert [
        each.path for each in OPERATIONS if f"`{each.method.upper()} {each.path.replace('{id}', 'ID')}" not in told
    ] == []


def test_every_error_code_is_in_the_document_at_a_route_that_gives_it(api: Any) -> None:
    schemas = api["components"]["schemas"]
    assert schemas["Problem"]["properties"]["code"]["enum"] == list(DETAILS)
    assert set(schemas["Fault"]["properties"]["code"]["enum"]) == {
        code for code in FAULTS if not code.endswith("_did_you_mean")
    }
    given = {
        code
        for methods in api["paths"].values()
        for each in methods.values()
        for response in each["responses"].values()
        for code in response["description"].split(", ")
    }
    assert set(DETAILS) - given == set()


def test_limits_are_those_of_the_settings_and_defaults_are_values_that_may_be_sent(api: Any) -> None:
    asked = api["components"]["schemas"]["AskBody"]["properties"]
    assert asked["question"]["maxLength"] == 77
    assert "default" not in asked["min_confidence"]
    assert {each["name"] for each in operation(api, "GET", "/ask")["parameters"]} >= {"q", "max_sentences", "date_to"}


def test_every_field_of_an_answer_is_in_the_document(api: Any) -> None:
    schemas = api["components"]["schemas"]
    assert set(schemas["Answer"]["properties"]) == set(Answer.__slots__)
    assert set(schemas["Citation"]["properties"]) == set(Citation.__slots__)


def test_every_field_and_parameter_of_the_document_is_in_the_docs(api: Any) -> None:
    told = page("api.md")
    fields = {name for schema in api["components"]["schemas"].values() for name in schema.get("properties", {})}
    parameters = {
        each["name"]
        for methods in api["paths"].values()
        for one in methods.values()
        for each in one["parameters"]
        if each["in"] == "query"
    }
    assert len(fields) > 60 and len(parameters) > 10
    assert sorted(name for name in fields | parameters if not re.search(rf'[`"?]{name}[`"=]', told)) == []


def follows(api: Any, schema: Any, value: Any) -> None:
    OAS31Validator({**schema, "components": api["components"]}).validate(value)


@pytest.mark.parametrize(("method", "path", "body"), SUCCESSES + FAILURES)
def test_answers_are_as_the_document_says(server: Server, method: str, path: str, body: object) -> None:
    api = server.get("/openapi.json").json
    reply = server.get(path) if method == "GET" else server.post(path, body)
    promised = operation(api, method, path)["responses"][str(reply.status)]
    assert {name.lower() for name in promised["headers"] if api["components"]["headers"][name].get("required")} <= set(
        reply.headers
    )
    [(media, content)] = [each for each in promised["content"].items() if each[0] != "text/html"]
    assert reply.headers["content-type"] == media
    follows(api, content["schema"], reply.json)


def test_the_examples_follow_the_schemas_and_the_answer_is_the_one_that_is_given(app: Flask, api: Any) -> None:
    examples = [
        content
        for methods in api["paths"].values()
        for each in methods.values()
        for part in (each.get("requestBody", {}), *each["responses"].values())
        for content in part.get("content", {}).values()
        if "example" in content
    ]
    assert len(examples) >= 12
    for content in examples:
        follows(api, content["schema"], content["example"])
    post = api["paths"]["/ask"]["post"]
    sent = post["requestBody"]["content"]["application/json"]["example"]
    told = post["responses"]["200"]["content"]["application/json"]["example"]
    given = app.test_client().post("/ask", json=sent).json
    assert {**given, "took_ms": 0, "request_id": ""} == {**told, "took_ms": 0, "request_id": ""}
    assert "كندا" in told["sentences"][0]["text"]
    problem = post["responses"]["422"]["content"]["application/problem+json"]["example"]
    refused = app.test_client().post("/ask", json={"question": "x", "top_k": 3}).json
    assert {**refused, "request_id": ""} == {**problem, "request_id": ""}


def test_both_are_kept_by_clients_until_they_change(server: Server) -> None:
    for path in ("/openapi.json", "/docs"):
        assert server.get(path, If_None_Match=server.get(path).headers["etag"]).status == 304


def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(server: Server) -> None:
    text = server.get("/docs").text
    for each in OPERATIONS:
        assert f"<code>{each.method.upper()} {each.path}</code>" in text
    assert not re.search(r'(?:src|href)="(?!/|#)', text)
    assert not re.search(r'<script(?! src="/static/)|style=', text)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
        assert server.get(path).status == 200

"""OpenAI's shape: asked by OpenAI's own client over a real server, and what it can't show by hand."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator

from qa_service.engine import Engine
from qa_service.records.api_keys import make_key
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from tests.available import import_or_skip
from tests.test_docs import page
from tests.web.real_server import Server, serving

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
ABSENT = "ما عملة البرازيل؟"


@pytest.fixture(scope="module")
def openai() -> Any:
    return import_or_skip("openai", "pip install -e '.[dev]'")


@pytest.fixture
def client(openai: Any, server: Server) -> Iterator[Any]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none", max_retries=0) as made:
        yield made


@pytest.fixture
def plain(engine: Engine, tmp_path: Path) -> FlaskClient:
    settings = load_settings({}, index=tmp_path / "index", min_confidence=0.0, house_refusal="لا أعلم.")
    return create_app(lambda: engine, settings).test_client()


def said(*turns: str) -> list[dict[str, str]]:
    """The turns of a conversation; every other one is the assistant's."""
    return [{"role": "assistant" if place % 2 else "user", "content": turn} for place, turn in enumerate(turns)]


def completed(plain: FlaskClient, *turns: str, **more: object) -> Any:
    reply = plain.post("/v1/chat/completions", json={"model": "qa-service", "messages": said(*turns), **more})
    assert reply.status_code == 200, reply.text
    return reply.json


def outside_quotes(content: str) -> str:
    """What a text says outside «»."""
    return "".join(part.partition("»")[2] for part in content.split("«"))


def test_openais_client_gets_quoted_sentences_with_citations(client: Any, server: Server) -> None:
    completion = client.chat.completions.create(model="qa-service", messages=said(QUESTION), temperature=0)
    choice = completion.choices[0]
    answer = server.ask(QUESTION)
    quotes = [each["text"] for each in answer["sentences"] if each["role"] == "answer"]
    assert (choice.finish_reason, choice.message.role, choice.message.refusal) == ("stop", "assistant", None)
    places = [each.url_citation for each in choice.message.annotations]
    assert [choice.message.content[each.start_index : each.end_index] for each in places] == quotes
    assert places[0].url.startswith("https://example.org/articles/forum#:~:text=")
    assert (places[0].title, completion.model) == ("المغرب في الهيئات الدولية", "qa-service")
    assert completion.usage.total_tokens == 0


def test_a_stream_says_the_same_as_the_whole(client: Any) -> None:
    whole = client.chat.completions.create(model="qa-service", messages=said(QUESTION), max_tokens=9)
    chunks = list(
        client.chat.completions.create(
            model="qa-service", messages=said(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    *told, last, usage = chunks
    message = whole.choices[0].message
    assert "".join(each.choices[0].delta.content or "" for each in told) == message.content
    annotations = [one for each in told for one in getattr(each.choices[0].delta, "annotations", None) or []]
    assert annotations == [each.model_dump() for each in message.annotations]
    assert [each.choices[0].finish_reason for each in (*told, last)] == [None] * len(told) + ["stop"]
    assert (usage.choices, usage.usage.total_tokens) == ([], 0)
    assert len({each.id for each in chunks}) == 1


def test_what_the_client_is_told_when_it_is_wrong(client: Any, openai: Any) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-5", messages=said(QUESTION))
    assert unknown.value.code == "model_not_found"
    for body, place in (
        ({"messages": []}, "messages"),
        ({"messages": said(QUESTION, "نعم")}, "messages"),
        ({"messages": said(" ")}, "messages"),
        ({"messages": said("س" * 301)}, "messages"),
        ({"messages": said(QUESTION), "n": 2}, "n"),
        ({"messages": said(QUESTION), "extra_body": {"max_sentences": 11}}, "max_sentences"),
        ({"messages": said(QUESTION), "extra_body": {"filters": {"tag": []}}}, "filters.tag"),
    ):
        with pytest.raises(openai.BadRequestError) as wrong:
            client.chat.completions.create(model="qa-service", **body)
        assert (wrong.value.code, wrong.value.param, wrong.value.type) == (
            "invalid_request",
            place,
            "invalid_request_error",
        )
        assert wrong.value.request_id == wrong.value.body["request_id"]


def test_models_are_listed(client: Any, openai: Any) -> None:
    assert [each.id for each in client.models.list()] == ["qa-service"]
    assert client.models.retrieve("qa-service").owned_by == "qa-service"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-5")


def test_keys_and_limits_are_those_of_the_service(openai: Any, web_corpus: Path, tmp_path: Path) -> None:
    _, secret = make_key(tmp_path / "data", "one", ["ask"])
    _, votes = make_key(tmp_path / "data", "two", ["feedback"])
    with serving(web_corpus, tmp_path / "index", QA_REQUIRE_KEY="1", QA_RATE_LIMIT="2/hour") as closed:

        def ask(key: str) -> Any:
            with openai.OpenAI(base_url=f"{closed.url}/v1", api_key=key, max_retries=0) as client:
                return client.chat.completions.create(model="qa-service", messages=said(QUESTION))

        with pytest.raises(openai.AuthenticationError) as unknown:
            ask("qa_unknown")
        assert unknown.value.code == "key_unknown"
        ask(secret), ask(secret)
        with pytest.raises(openai.RateLimitError) as over:
            ask(secret)
        assert (over.value.code, over.value.type) == ("rate_limited", "rate_limit_error")
        assert int(over.value.response.headers["retry-after"]) >= 1
        with pytest.raises(openai.PermissionDeniedError) as without:
            ask(votes)
        assert without.value.code == "scope_missing"


def test_nothing_is_said_of_the_world_outside_quotes(plain: FlaskClient) -> None:
    found = completed(plain, "كم يبلغ طول نهر النيل؟", max_sentences=10)
    assert found["answer"]["status"] in ("answered", "uncertain")
    content = found["choices"][0]["message"]["content"]
    caution = "ربما تجد الجواب هنا، ولستُ متأكدًا منه. اقرأ الجملة في موضعها قبل أن تعتمد عليها."
    assert outside_quotes(content.removeprefix(caution)).translate(str.maketrans("", "", " \n[]0123456789")) == ""
    texts = {each["quote"] for each in found["answer"]["citations"]}
    for each in found["choices"][0]["message"]["annotations"]:
        cited = each["url_citation"]
        assert content[cited["start_index"] - 1] + content[cited["end_index"]] == "«»"
        assert content[cited["start_index"] : cited["end_index"]] in texts
        assert cited["url"].startswith("http://localhost/documents/nile?start=")


def test_a_refusal_is_its_text_and_a_greeting_is_replied_to(plain: FlaskClient) -> None:
    refused = completed(plain, "بقلبقل")
    assert refused["answer"]["status"] == "no_answer"
    message = refused["choices"][0]["message"]
    assert (message["content"], message["refusal"], message["annotations"]) == ("لا أعلم.", "لا أعلم.", [])
    greeted = completed(plain, "مرحبا")
    message = greeted["choices"][0]["message"]
    assert (message["content"], message["refusal"]) == (greeted["answer"]["reply"], None)


def test_earlier_turns_become_the_history_and_parts_of_text_are_joined(plain: FlaskClient) -> None:
    followed = completed(plain, "كم يبلغ طول نهر النيل؟", "«6650»", "وأين ينبع؟")
    asked = plain.post("/ask", json={"question": "وأين ينبع؟", "history": [{"question": "كم يبلغ طول نهر النيل؟"}]})
    assert asked.json is not None
    assert followed["answer"]["interpreted_as"] == asked.json["interpreted_as"] is not None
    assert followed["answer"]["sentences"] == asked.json["sentences"]
    parts = [{"type": "text", "text": "كم يبلغ طول"}, {"type": "image_url"}, {"type": "text", "text": "نهر النيل؟"}]
    body = {"model": "qa-service", "messages": [{"role": "user", "content": parts}], "stream": None, "tools": []}
    reply = plain.post("/v1/chat/completions", json=body)
    assert reply.json is not None and reply.json["answer"]["question"] == "كم يبلغ طول\nنهر النيل؟"


def test_a_long_conversation_goes_on(plain: FlaskClient) -> None:
    """What a history may not hold is left out, oldest first."""
    turns = [f"سؤال {number} {'طويل ' * 900}" for number in range(61)]
    assert completed(plain, *turns, "«نعم»", "كم يبلغ طول نهر النيل؟")["answer"]["question"] == "كم يبلغ طول نهر النيل؟"


def test_every_failure_below_v1_has_openais_shape(plain: FlaskClient) -> None:
    wrong = {"Content-Type": "application/json", "Accept": "text/html"}
    for reply, status, code in (
        (plain.get("/v1/none"), 404, "not_found"),
        (plain.get("/v1/chat/completions"), 405, "method_not_allowed"),
        (plain.post("/v1/chat/completions", data=b"{", headers=wrong), 400, "invalid_json"),
        (plain.post("/v1/chat/completions", data=b"{}"), 415, "unsupported_media_type"),
        (plain.post("/v1/chat/completions", json={"messages": "x"}), 400, "invalid_request"),
        (plain.post("/v1/chat/completions", json=[]), 400, "invalid_request"),
    ):
        assert (reply.status_code, reply.mimetype) == (status, "application/json")
        assert reply.json is not None
        assert (reply.json["error"]["code"], reply.json["error"]["request_id"]) == (code, reply.headers["X-Request-ID"])


def test_what_is_sent_is_as_the_openapi_document_says(plain: FlaskClient) -> None:
    api: Any = plain.get("/openapi.json").json
    responses = api["paths"]["/v1/chat/completions"]["post"]["responses"]
    for body, status in (({"model": "qa-service", "messages": said("كندا")}, "200"), ({"model": 3}, "400")):
        reply = plain.post("/v1/chat/completions", json=body)
        assert str(reply.status_code) == status
        schema = responses[status]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": api["components"]}).validate(reply.json)


def test_a_stream_is_made_of_events(plain: FlaskClient) -> None:
    body = {"model": "qa-service", "messages": said("كندا"), "stream": True}
    reply = plain.post("/v1/chat/completions", json=body)
    assert (reply.mimetype, reply.headers["Cache-Control"]) == ("text/event-stream", "no-store")
    *events, done, rest = reply.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    chunks = [json.loads(each.removeprefix("data: ")) for each in events]
    assert {each["object"] for each in chunks} == {"chat.completion.chunk"}
    assert chunks[-1]["answer"]["status"] in ("answered", "uncertain")


def test_the_example_of_the_documentation_prints_the_sentence_and_its_source(openai: Any, server: Server) -> None:
    code = page("api.md").partition("## In OpenAI's shape")[2].partition("```python\n")[2].partition("```")[0]
    assert "http://127.0.0.1:8000" in code
    here = code.replace("http://127.0.0.1:8000", server.url)
    run = subprocess.run([sys.executable, "-c", here], capture_output=True, text=True, timeout=60, check=True)
    assert "كندا" in run.stdout and "https://example.org/articles/forum" in run.stdout

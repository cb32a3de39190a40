"""The OpenAPI 3.1 document: every route with its parameters, responses and problems."""

from dataclasses import dataclass
from typing import Any

from qa_service import __version__
from qa_service.records.api_keys import Scope
from qa_service.settings import Settings
from qa_service.web.api.openapi_problems import problem_responses
from qa_service.web.api.schemas import Schema, query_parameters, question_limits, ref, schemas
from qa_service.web.http.openai_errors import is_of_openai

# Tables, best read in rows.
# fmt: off
_OF_BODIES = ("invalid_utf8", "truncated_body", "invalid_json", "not_a_json_number", "lone_surrogate", "duplicate_key",
              "json_too_deep", "body_too_large", "unsupported_media_type", "invalid_request")
_OF_QUESTIONS = (*_OF_BODIES, "question_timeout", "index_damaged", "cluster_unavailable")
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer KEY"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the same for other clients"},
}
_REQUEST_ID = {"name": "X-Request-ID", "in": "header", "required": False,
               "schema": {"type": "string"},
               "description": "Taken over into the answer when it is 1 to 128 of A-Z a-z 0-9 . _ -, else replaced."}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 512},
       "description": "Percent-encoded; a slash may stand plain or as %2F."}
_MODEL = {"name": "model", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_TEXT: Schema = {"type": "string"}
_HEADERS: dict[str, Schema] = {
    "X-Request-ID": {"required": True, "schema": _TEXT, "description": "the one that was sent, if it is well formed"},
    "ETag": {"required": True, "schema": _TEXT, "description": "for If-None-Match; weak"},
    "Retry-After": {"schema": {"type": "integer"}, "description": "seconds after which it is worth asking again"},
    "WWW-Authenticate": {"required": True, "schema": _TEXT, "description": "how a key is sent (RFC 6750)"},
    "Allow": {"required": True, "schema": _TEXT, "description": "the methods that there are"},
    "RateLimit-Policy": {"schema": _TEXT, "description": "where QA_RATE_LIMIT is set: the limit"},
    "RateLimit": {"schema": _TEXT, "description": "and what is left of it"},
}
_HEADERS_BY_STATUS = {"304": ("ETag",), "401": ("WWW-Authenticate",), "405": ("Allow",), "429": ("Retry-After",),
                      "503": ("Retry-After",)}
_JSON = "application/json"
_FORM, _FILE = "application/x-www-form-urlencoded", "application/octet-stream"
_OF_MEDIA: dict[str, Schema] = {
    _FORM: {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
    _FILE: {"type": "string", "format": "binary"},
    _JSON: {"type": "object"},
}
"""Schemas of media types that are not JSON and not text."""
# fmt: on


def _text_parameter(name: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route with one method."""

    path: str
    method: str = "get"
    summary: str
    answers: str  # the schema of a success, or a media type other than JSON
    status: int = 200
    takes: str = ""  # the schema of the body, or a media type other than JSON
    parameters: tuple[Schema, ...] = ()
    problems: tuple[str, ...] = ()
    scope: Scope | None = None  # of the key, where keys are required
    is_kept: bool = False  # cacheable by clients, with If-None-Match


@dataclass(frozen=True, slots=True)
class Examples:
    """Example requests and responses by `METHOD /path`."""

    sent: dict[str, Any]
    answered: dict[str, Any]
    problem: dict[str, Any]


# fmt: off
OPERATIONS = (
    Operation(path="/ask", method="post", summary="Answer a question with cited sentences", takes="AskBody",
              answers="Answer", problems=_OF_QUESTIONS, scope="ask"),
    Operation(path="/ask", summary="Answer a question in the address", answers="Answer", is_kept=True,
              parameters=tuple(query_parameters(asks=True)),
              problems=("invalid_request", "question_timeout", "index_damaged", "cluster_unavailable"), scope="ask"),
    Operation(path="/ask/batch", method="post", summary="Answer many questions; one that is wrong gets a problem in "
              "its place and fails no other", takes="BatchBody", answers="BatchAnswers", problems=_OF_QUESTIONS,
              scope="ask"),
    Operation(path="/v1/chat/completions", method="post", summary="Answer the last message in OpenAI's shape, with "
              "citations as annotations; `stream` sends it as events", takes="CompletionBody", answers="Completion",
              problems=(*_OF_QUESTIONS, "model_not_found"), scope="ask"),
    Operation(path="/v1/models", summary="The models, in OpenAI's shape: there is one, the service itself",
              answers="ModelList", scope="ask"),
    Operation(path="/v1/models/{model}", summary="That model", answers="Model", parameters=(_MODEL,),
              problems=("model_not_found",), scope="ask"),
    Operation(path="/documents", summary="List the documents by id, without their texts", answers="DocumentList",
              parameters=tuple(query_parameters(pages=True)), problems=("invalid_request",), is_kept=True,
              scope="ask"),
    Operation(path="/documents/{id}", summary="One document with its text; a page where HTML is preferred",
              answers="Document", parameters=(_ID,), problems=("document_not_found",), is_kept=True, scope="ask"),
    Operation(path="/suggest", summary="Whole questions for what has been typed so far", answers="Suggestions",
              parameters=({"name": "q", "in": "query", "required": False, "schema": {"type": "string"}},),
              is_kept=True, scope="ask"),
    Operation(path="/feedback", method="post", summary="Vote on an answer that was given lately", status=201,
              takes="FeedbackBody", answers="FeedbackKept", scope="feedback",
              problems=(*_OF_BODIES, "answer_not_found", "feedback_not_kept")),
    Operation(path="/", summary="The chat page", answers="text/html"),
    Operation(path="/manifest.webmanifest", summary="What makes the chat installable",
              answers="application/manifest+json"),
    Operation(path="/embed", summary="The chat as a panel for a frame", answers="text/html"),
    Operation(path="/embed.js", summary="The script that puts the panel into a page", answers="text/javascript"),
    Operation(path="/embed/demo", summary="A page that holds the panel, with the tag to copy", answers="text/html"),
    Operation(path="/manage", summary="The maintainer's page", answers="text/html"),
    Operation(path="/manage/session", method="post", summary="Begin a session with the key of a form", status=303,
              answers="text/html", takes=_FORM, problems=("foreign_page", "key_unknown", "session_not_kept")),
    Operation(path="/manage/session/end", method="post", summary="End the session", status=303,
              answers="text/html", problems=("foreign_page", "session_not_kept")),
    Operation(path="/manage/state", summary="What is served, what is wrong with the corpus, what can be put back",
              answers="Corpus", scope="operate", parameters=(_text_parameter("after"),)),
    Operation(path="/manage/documents", summary="The articles page by page, searched and sorted",
              answers="DocumentPage", scope="operate",
              parameters=tuple(map(_text_parameter, ("search", "sort", "page")))),
    Operation(path="/manage/golden", summary="How the golden questions of the corpus go", answers="Golden",
              scope="operate"),
    Operation(path="/manage/unanswered", summary="What readers asked in vain, those that ask alike together",
              answers="Unanswered", scope="operate"),
    Operation(path="/manage/preview", method="post", summary="What would become of the file in the body",
              answers="Filing", takes=_FILE, scope="operate", parameters=(_text_parameter("name"),),
              problems=("foreign_page", "body_too_large", "invalid_request")),
    Operation(path="/manage/files", method="post", summary="Put the file in the body into the corpus", status=201,
              answers="Filed", takes=_FILE, scope="operate", parameters=(_text_parameter("name"),),
              problems=("foreign_page", "body_too_large", "invalid_request", "file_rejected", "corpus_not_writable")),
    Operation(path="/manage/remove", method="post", summary="Take the file of a document out of the corpus",
              answers="Removal", scope="operate", parameters=(_text_parameter("id"),),
              problems=("foreign_page", "document_not_found", "corpus_not_writable")),
    Operation(path="/manage/metadata", method="post", summary="Change the metadata in a document's front matter",
              answers="Edited", takes="MetadataBody", scope="operate", parameters=(_text_parameter("id"),),
              problems=(*_OF_BODIES, "foreign_page", "document_not_found", "metadata_rejected", "corpus_not_writable")),
    Operation(path="/manage/restore", method="post", summary="Put back a file that was removed", answers="Restored",
              scope="operate", parameters=(_text_parameter("kept"),),
              problems=("foreign_page", "document_not_found", "corpus_not_writable")),
    Operation(path="/docs", summary="This document as a page", answers="text/html"),
    Operation(path="/openapi.json", summary="This document", answers=_JSON, is_kept=True),
    Operation(path="/livez", summary="Whether requests are answered at all", answers="Alive"),
    Operation(path="/metrics", summary="Counters and gauges for Prometheus, or OpenMetrics by Accept",
              answers="text/plain", scope="operate"),
    Operation(path="/readyz", summary="What is served, and which files were left out and why", answers="Ready",
              problems=("not_ready", "cluster_unavailable")),
)
# fmt: on


def document(settings: Settings, examples: Examples) -> dict[str, Any]:
    """Return the whole document as JSON-ready values, with the limits of these settings."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        told = _operation(each, examples, settings.require_key)
        limits = question_limits(settings)
        asks = [one["name"] == "q" and one["required"] for one in told["parameters"]]
        told["parameters"] = [
            {**one, "schema": one["schema"] | limits} if is_question else one
            for one, is_question in zip(told["parameters"], asks, strict=True)
        ]
        paths.setdefault(each.path, {})[each.method] = told
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "qa-service",
            "version": __version__,
            "description": "Answers questions over Arabic articles with the very sentences that answer, cited by "
            "exact offsets, or honestly says no. HEAD works wherever GET does; unknown query "
            "parameters are ignored, unknown keys of a body refused.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas(settings), "headers": _HEADERS, "securitySchemes": _SCHEMES},
    }


def _operation(each: Operation, examples: Examples, needs_keys: bool) -> dict[str, Any]:
    name = f"{each.method.upper()} {each.path}"
    found: dict[str, Any] = {
        "operationId": _operation_id(each),
        "summary": each.summary,
        "parameters": [*each.parameters, _REQUEST_ID],
    }
    if each.scope:
        free: list[dict[str, list[str]]] = [] if needs_keys else [{}]
        found["security"] = [*free, *({scheme: [each.scope]} for scheme in _SCHEMES)]
    if each.takes:
        found["requestBody"] = {"required": each.takes != _FILE, "content": _body(each.takes, examples.sent, name)}
    content = _body(each.answers, examples.answered, name)
    if each.path == "/documents/{id}":
        content["text/html"] = {"schema": {"type": "string"}}
    if each.takes == "CompletionBody":
        content["text/event-stream"] = {"schema": {"type": "string"}}
    found["responses"] = {
        str(each.status): {"description": "success", "content": content},
        **({"304": {"description": "as If-None-Match has it"}} if each.is_kept else {}),
        **problem_responses(
            each.problems, examples.problem, needs_key=bool(each.scope), is_openai=is_of_openai(each.path)
        ),
    }
    counted = ("RateLimit-Policy", "RateLimit") if each.scope in ("ask", "feedback") else ()
    for status, response in found["responses"].items():
        tagged = ("ETag",) if each.is_kept and status == str(each.status) else ()
        named = ("X-Request-ID", *tagged, *_HEADERS_BY_STATUS.get(status, ()), *counted)
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in named}
    return found


def _body(shape: str, examples: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the content by media type; `shape` is the name of a schema, or a media type."""
    if "/" not in shape:
        return {_JSON: _content(ref(shape), examples, name)}
    is_json = shape.endswith("json")
    return {shape: {"schema": _OF_MEDIA[_JSON] if is_json else _OF_MEDIA.get(shape, {"type": "string"})}}


def _operation_id(each: Operation) -> str:
    path = each.path if each.path != "/" else "/chat"
    return f"{each.method}{path}".translate(str.maketrans("/.", "__", "{}"))


def _content(schema: Schema, examples: dict[str, Any], name: str) -> dict[str, Any]:
    return {"schema": schema, **({"example": examples[name]} if name in examples else {})}

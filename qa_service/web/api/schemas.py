"""JSON Schemas of requests and responses, generated from the pydantic models and the dataclasses of answers."""

from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from qa_service.answers.answer import Answer
from qa_service.corpus.document import Document
from qa_service.records.journal import Vote
from qa_service.settings import Settings
from qa_service.web.api.completion_bodies import CompletionBody
from qa_service.web.api.completion_schemas import completion_schemas
from qa_service.web.api.manage_schemas import manage_schemas
from qa_service.web.http.problem_texts import DETAILS, FAULTS
from qa_service.web.http.requests import AskBody, BatchBody, FeedbackBody, FiltersBody, ListQuery

Schema = dict[str, Any]

_REF = "#/components/schemas/{model}"
_NOT_BLANK = r"[^\s\u001c-\u001f\u0085]"  # what Python's strip leaves; ECMA-262 has fewer kinds of space
_NOT_SERVED = "boilerplate"
_UNSAID = (-1.0, "")  # defaults that mean "not given": no client sends them


def ref(name: str) -> Schema:
    """Return a reference to one of `schemas`."""
    return {"$ref": _REF.format(model=name)}


def schemas(settings: Settings) -> dict[str, Schema]:
    """Return every schema by name, with the limits of these settings."""
    _, found = models_json_schema(
        [(model, "validation") for model in (AskBody, BatchBody, FeedbackBody, CompletionBody)], ref_template=_REF
    )
    named: dict[str, Schema] = found["$defs"]
    answer = TypeAdapter(Answer).json_schema(mode="serialization", ref_template=_REF)
    named |= answer.pop("$defs")
    named["Answer"] = answer
    for schema in named.values():
        for shape in schema.get("properties", {}).values():
            if shape.get("default") in _UNSAID:
                del shape["default"]
    for asking in ("AskBody", "CompletionBody"):
        named[asking]["properties"]["filters"]["default"] = {}
    named["CompletionBody"]["properties"]["messages"] |= {"minItems": 1, "description": "the last is the user's"}
    for name, schema in named.items():
        schema["description"] = schema.get("description", name).partition(" Validated")[0].split("\n")[0]
    named["AskBody"]["properties"]["question"] |= question_limits(settings)
    named["BatchBody"]["properties"]["questions"] |= {
        "items": {"anyOf": [ref("AskBody"), {"description": "anything else: a problem stands in its place"}]},
        "maxItems": settings.max_batch,
    }
    return named | _documents() | _problems() | _others() | manage_schemas(_REF) | completion_schemas(_REF)


def question_limits(settings: Settings) -> Schema:
    """Return the limits of a question: not blank, and not too long."""
    return {"minLength": 1, "maxLength": settings.max_question_chars, "pattern": _NOT_BLANK}


def query_parameters(*, asks: bool = False, pages: bool = False) -> list[Schema]:
    """Return the filters as parameters of a query string, after those of a question or of a list."""
    found = []
    if asks:
        found += _parameters(AskBody.model_json_schema(), {"question": "q"}, leave={"history", "filters", "verbatim"})
    if pages:
        found += _parameters(ListQuery.model_json_schema())
    return found + _parameters(FiltersBody.model_json_schema())


def _parameters(
    schema: Schema,
    names: dict[str, str] | None = None,
    leave: frozenset[str] | set[str] = frozenset(),
) -> list[Schema]:
    required = schema.get("required", ())
    return [
        {
            "name": (names or {}).get(key, key),
            "in": "query",
            "required": key in required,
            "schema": _or_empty(
                {
                    name: value
                    for name, value in shape.items()
                    if name != "title" and not (name == "default" and value in _UNSAID)
                }
            ),
        }
        for key, shape in schema["properties"].items()
        if key not in leave
    ]


def _or_empty(shape: Schema) -> Schema:
    """Allow a number or a date to be empty, as forms send it, which means not given."""
    if shape.get("type") in ("integer", "number") or shape.get("format") == "date":
        kept = {"default": shape.pop("default")} if "default" in shape else {}
        return {"anyOf": [shape, {"const": ""}], **kept}
    return shape


def _documents() -> dict[str, Schema]:
    whole = TypeAdapter(Document).json_schema(mode="serialization")
    properties = {key: shape for key, shape in whole["properties"].items() if key != _NOT_SERVED}
    order = ["id", "title", "date", "author", "source_url", "publisher", "language", "tags", "found"]
    metadata = {key: properties[key] for key in order}
    return {
        "DocumentMetadata": _object(metadata),
        "Document": _object({**metadata, "text": properties["text"]}),
        "DocumentList": _object(
            {
                "documents": {"type": "array", "items": ref("DocumentMetadata")},
                "next_cursor": {"type": ["string", "null"]},
            }
        ),
    }


def _problems() -> dict[str, Schema]:
    text = {"type": "string"}
    faults = sorted(code for code in FAULTS if not code.endswith("_did_you_mean"))
    fault = {
        "type": "object",
        "required": ["code", "detail"],
        "properties": {
            "pointer": {**text, "description": "where in the body (RFC 6901, as a fragment)"},
            "parameter": {**text, "description": "which parameter of the query string"},
            "code": {"enum": faults},
            "detail": text,
            "suggestion": text,
        },
    }
    problem = _object(
        {
            "type": {**text, "format": "uri"},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "code": {"enum": list(DETAILS)},
            "request_id": text,
        }
    )
    problem["properties"]["errors"] = {"type": "array", "items": ref("Fault")}
    problem["description"] = "RFC 9457. `code` is stable; the texts are Arabic, English or French by Accept-Language."
    return {"Fault": fault, "Problem": problem}


def _others() -> dict[str, Schema]:
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    rejected = _object({"file": text, "line": {"type": ["integer", "null"]}, "code": text, "reason": text})
    return {
        "BatchAnswers": _object({"answers": {"type": "array", "items": {"anyOf": [ref("Answer"), ref("Problem")]}}}),
        "FeedbackKept": _object(
            {
                "about": {**text, "description": "the request_id of the answer"},
                "vote": {"enum": list(get_args(Vote))},
                "request_id": text,
            }
        ),
        "Suggestions": _object({"suggestions": {"type": "array", "items": text, "maxItems": 5}}),
        "Alive": _object({"status": {"const": "alive"}}),
        "Ready": _object(
            {
                "status": {"const": "ready"},
                "documents": count,
                "rejected": {"type": "array", "items": rejected, "maxItems": 20},
                "rejected_count": count,
                "index": _object(
                    {"version": text, "passages": count, "age_seconds": {"type": ["integer", "null"], "minimum": 0}}
                ),
                "archive": _archive(),
                "reader": _object(
                    {
                        "state": {"enum": ["on", "off", "loading", "unusable"]},
                        "vectors": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                        "fault": {"type": ["string", "null"]},
                    }
                ),
                "release": text,
            }
        ),
    }


def _archive() -> Schema:
    day = {"type": ["string", "null"], "format": "date"}
    return _object({"date_from": day, "date_to": day, "updated": {"type": ["string", "null"], "format": "date-time"}})


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}

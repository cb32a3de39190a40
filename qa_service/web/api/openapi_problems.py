"""The failures of a route in the OpenAPI document: problems (RFC 9457), or errors in OpenAI's shape."""

from collections.abc import Sequence
from typing import Any

from qa_service.web.api.schemas import Schema, ref
from qa_service.web.http.openai_errors import status_of
from qa_service.web.http.problem_texts import DETAILS

_EVERYWHERE = ("bad_request", "method_not_allowed", "internal_error", "http_error", "not_found")
_OF_KEYS = ("key_required", "key_unknown", "scope_missing")
_PROBLEM, _ERROR = "application/problem+json", "application/json"


def problem_responses(
    problems: Sequence[str], example: dict[str, Any], *, needs_key: bool, is_openai: bool
) -> dict[str, Any]:
    """Return the responses by status, with the codes of each; `default` is any other HTTP error."""
    by_status: dict[str, list[str]] = {}
    for code in (*problems, *(_OF_KEYS if needs_key else ()), *_EVERYWHERE):
        by_status.setdefault(_status(code, is_openai), []).append(code)
    by_status["429"] = ["rate_limited"]
    found = {}
    for status, codes in sorted(by_status.items()):
        content = _error(codes) if is_openai else _problem(codes, example)
        found[status] = {"description": ", ".join(codes), "content": content}
    return found


def _status(code: str, is_openai: bool) -> str:
    if code == "http_error":
        return "default"
    return str(status_of(DETAILS[code][0]) if is_openai else DETAILS[code][0])


def _problem(codes: Sequence[str], example: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"allOf": [ref("Problem"), _one_of(codes)]}}
    return {_PROBLEM: {**content, "example": example} if example["code"] in codes else content}


def _error(codes: Sequence[str]) -> dict[str, Any]:
    return {_ERROR: {"schema": {"allOf": [ref("CompletionError"), {"properties": {"error": _one_of(codes)}}]}}}


def _one_of(codes: Sequence[str]) -> Schema:
    return {"properties": {"code": {"enum": list(codes)}}}

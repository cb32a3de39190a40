"""Validates values with the models of requests and reports faults with their locations."""

import difflib
import re
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from qa_service.web.http.problems import Fault, ProblemError
from qa_service.web.http.requests import AskBody

_MOST_FAULTS = 20  # reported at once
_LONGEST_NAME_CHARS = 64  # of a client's key, in messages
_OTHER_NAMES = {
    "q": "question",
    "query": "question",
    "text": "question",
    "top_k": "max_sentences",
    "k": "max_sentences",
    "n": "max_sentences",
    "limit": "max_sentences",
    "threshold": "min_confidence",
    "context": "history",
    "messages": "history",
    "where": "filters",
    "ids": "document_ids",
    "id": "document_id",
    "since": "date_from",
    "until": "date_to",
    "from": "date_from",
    "to": "date_to",
    "items": "questions",
    "batch": "questions",
}
"""Names of the same keys in other APIs, for suggestions that can't be found by spelling."""
_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_key",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "too_long": "too_long",
    "too_many_bytes": "too_many_bytes",
    "string_too_long": "too_long",
    "literal_error": "no_choice",
    "blank": "blank",
    "bad_date": "bad_date",
    "date_order": "date_order",
}
_WANTED = {"int_type": "integer", "float_type": "number", "string_type": "string", "list_type": "array"}
_QUERY_NAMES = {"question": "q", "filters": "date_from"}  # the order of dates is a fault of the filters as a whole

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], value: Any, *, in_query: bool = False, **limits: int) -> Model:
    """Return `value` as `model`, validated with `limits` as context; raises ProblemError `invalid_request`."""
    try:
        return model.model_validate(value, context=limits)
    except ValidationError as found:
        details = found.errors(include_url=False, include_input=False)[:_MOST_FAULTS]
        faults = [_fault(model, detail, in_query) for detail in details]
    raise ProblemError("invalid_request", faults=faults)


LISTS, DATES = ("document_id", "publisher", "tags", "language"), ("date_from", "date_to")
"""The filters of a query string: those that may be repeated, and those that may not."""


def filters_in_query(query: MultiDict[str, str]) -> dict[str, Any]:
    """Return the filters of a query string in the form of a body; empty values, which forms send, are ignored."""
    found: dict[str, Any] = {}
    for key in LISTS:
        found[key] = [value for value in query.getlist(key) if value]
    return found | {key: query[key] for key in DATES if query.get(key)}


def numbers_in_query(query: MultiDict[str, str], *keys: str) -> dict[str, int | float | str]:
    """Return the given ones of `keys` as numbers; if they aren't numbers as text, which the models reject."""
    found: dict[str, int | float | str] = {}
    for key in keys:
        text = query.get(key, "")
        if re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
            found[key] = int(text)
        elif re.fullmatch(r"-?\d{1,18}(\.\d{1,350})?([eE][+-]?\d{1,3})?", text, re.ASCII):
            found[key] = float(text)
        elif text:
            found[key] = text
    return found


def asked_in_query(query: MultiDict[str, str], max_question_chars: int) -> AskBody:
    """Return the question of a query string: `q`, `max_sentences`, `min_confidence`, filters. Raises ProblemError."""
    value: dict[str, Any] = {"filters": filters_in_query(query)}
    value |= numbers_in_query(query, "max_sentences", "min_confidence")
    if "q" in query:
        value["question"] = query["q"]
    return validated(AskBody, value, in_query=True, max_question_chars=max_question_chars)


def _fault(model: type[BaseModel], detail: ErrorDetails, in_query: bool) -> Fault:
    place = detail["loc"]
    names = [step for step in place if isinstance(step, str)]
    name = _shortened(names[-1]) if names else "JSON"
    code = _CODES.get(detail["type"], "wrong_type")
    if in_query:
        name = _QUERY_NAMES.get(name, name)
        source = ("parameter", name)
    else:
        source = ("pointer", "#" + "".join(f"/{_escaped(str(step))}" for step in place))
    values: dict[str, Any] = {
        "name": name,
        "wanted": _WANTED.get(detail["type"], "object"),
        "limit": detail.get("ctx", {}).get("max_length"),
        "choices": detail.get("ctx", {}).get("expected"),
    }
    owner = _model_at(model, place)
    if code == "unknown_key":
        values["suggestion"] = _likely(name, list(owner.model_fields))
    elif code == "out_of_range":
        values |= _range(owner, str(place[-1]))
    return Fault(source=source, code=code, values=values)


def _escaped(step: str) -> str:
    """Return one escaped token of a JSON pointer (RFC 6901, section 3)."""
    return _shortened(step).replace("~", "~0").replace("/", "~1")


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME_CHARS else name[:_LONGEST_NAME_CHARS] + "…"


def _model_at(model: type[BaseModel], place: tuple[int | str, ...]) -> type[BaseModel]:
    """Return the innermost model on the path of a location."""
    for step in place[:-1]:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            inner = (get_args(annotation) or (annotation,))[0]
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                model = inner
    return model


def _likely(key: str, known: list[str]) -> str | None:
    plain = re.sub(r"[^a-z]", "", key.lower())  # topK, top-k and top_k are one
    near = difflib.get_close_matches(key.lower(), known, n=1)
    other = next((right for name, right in _OTHER_NAMES.items() if name.replace("_", "") == plain), None)
    return near[0] if near else other if other in known else None


def _range(owner: type[BaseModel], field: str) -> dict[str, Any]:
    limits = owner.model_fields[field].metadata
    return {
        "low": next(each.ge for each in limits if hasattr(each, "ge")),
        "high": next(each.le for each in limits if hasattr(each, "le")),
    }

"""English texts of problems, translated by the catalogues: titles by status, details by code, faults of fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from qa_service.web.rendering.catalogues import N_, catalogue
from qa_service.web.rendering.negotiation import Language


class Counted(NamedTuple):
    """A text with a number that selects its plural form."""

    one: str
    many: str
    by: str  # the key of the number


TITLES: dict[int, str] = {
    400: N_("The request can't be read"),
    401: N_("A key is needed"),
    403: N_("The key does not allow this"),
    404: N_("Page not found"),
    405: N_("Method not allowed"),
    408: N_("The request came too slowly"),
    413: N_("The request is too large"),
    414: N_("The address is too long"),
    415: N_("Unsupported content type"),
    422: N_("The request has a fault"),
    429: N_("Too many requests"),
    431: N_("The headers are too large"),
    500: N_("The server failed"),
    503: N_("The service is not ready"),
}
"""By HTTP status; other statuses show the English phrase of RFC 9110."""

DETAILS: dict[str, tuple[int, str | Counted]] = {
    "bad_request": (400, N_("The server could not understand the request.")),
    "invalid_utf8": (400, N_("The body is not valid UTF-8 at byte {byte}.")),
    "truncated_body": (400, N_("The body ended before its announced length.")),
    "invalid_json": (400, N_("The body is not valid JSON at line {line}, column {column}.")),
    "not_a_json_number": (400, N_("{name} is no number in JSON.")),
    "lone_surrogate": (400, N_("A string holds half of a surrogate pair, which is no character.")),
    "duplicate_key": (400, N_("The key “{key}” stands twice.")),
    "json_too_deep": (400, N_("The JSON is nested deeper than {limit} levels.")),
    "key_required": (401, N_("Send a key as Authorization: Bearer or as X-API-Key.")),
    "key_unknown": (401, N_("This key is not known; it may have been revoked.")),
    "scope_missing": (403, N_("A key with the scope {scope} is needed here.")),
    "not_found": (404, N_("There is no page at this address.")),
    "document_not_found": (404, N_("There is no document with this id; it may have been removed.")),
    "model_not_found": (404, N_("There is no such model; the only one is {model}.")),
    "answer_not_found": (404, N_("No answer was given lately with this request id.")),
    "method_not_allowed": (405, N_("This address does not take {method}.")),
    "body_too_large": (413, N_("A request may have at most {limit} bytes.")),
    "unsupported_media_type": (415, N_("Send the request as application/json, not compressed.")),
    "foreign_page": (403, N_("This is taken from pages of this service alone.")),
    "file_rejected": (422, N_("The file can't be read; `problems` says why.")),
    "metadata_rejected": (422, N_("The metadata were not changed: {reason}.")),
    "corpus_not_writable": (503, N_("The corpus folder can't be written: {reason}.")),
    "invalid_request": (422, N_("The request can be read, but is wrong.")),
    "rate_limited": (
        429,
        Counted("Wait {seconds} second, then try again.", "Wait {seconds} seconds, then try again.", by="seconds"),
    ),
    "internal_error": (500, N_("The fault is ours and has been logged. Try again in a while.")),
    "not_ready": (503, N_("There are no documents to answer from yet.")),
    "index_damaged": (503, N_("The index is damaged and being replaced. Try again in a moment.")),
    "cluster_unavailable": (503, N_("The index can't be reached at the moment. Try again in a while.")),
    "question_timeout": (503, N_("The question took longer than is allowed. Try a shorter one.")),
    "feedback_not_kept": (503, N_("The feedback can't be kept at the moment. Try again in a while.")),
    "session_not_kept": (503, N_("Sessions can't be kept at the moment. Try again in a while.")),
    "http_error": (500, N_("The server could not fulfil the request.")),
}
"""By code: the usual status, and the detail. `http_error` is for any status without a code of its own."""

FAULTS: dict[str, str] = {
    "required": N_("“{name}” is required."),
    "unknown_key": N_("The key “{name}” is unknown."),
    "unknown_key_did_you_mean": N_("The key “{name}” is unknown; did you mean “{suggestion}”?"),
    "wrong_type": N_("“{name}” must be of type {wanted}."),
    "out_of_range": N_("“{name}” must be from {low} to {high}."),
    "too_long": N_("“{name}” is too long; the limit is {limit}."),
    "too_many_bytes": N_("“{name}” is too long; the limit is {limit} bytes."),
    "too_deep": N_("“{name}” may have at most {limit} folders."),
    "no_choice": N_("“{name}” must be one of {choices}."),
    "blank": N_("“{name}” is blank."),
    "bad_date": N_("“{name}” is no date of the form YYYY-MM-DD."),
    "date_order": N_("“date_from” is after “date_to”."),
    "bad_cursor": N_("“cursor” does not come from an earlier list."),
}
"""Texts of the faults of one field, by code."""


def said(text: str | Counted, lang: Language, values: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Return a text of these tables in a language, formatted with its values."""
    if isinstance(text, Counted):
        return catalogue(lang).ngettext(text.one, text.many, values[text.by]).format(**values)
    return catalogue(lang).gettext(text).format(**values)

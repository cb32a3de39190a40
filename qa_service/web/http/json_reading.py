"""Strict parsing of JSON bodies: valid UTF-8, no duplicate key, no NaN, bounded nesting (RFC 8259, RFC 7493)."""

import json
from typing import Any, NoReturn

from qa_service.web.http.problems import ProblemError

_LONGEST_NUMBER_DIGITS = 400  # Python's int() refuses a few thousand digits, and takes quadratic time before


def read_json(body: bytes, max_depth: int) -> Any:
    """Return the value of `body`; a byte order mark is skipped.

    Raises ProblemError, always status 400: `invalid_utf8`, `invalid_json`, `duplicate_key`, `json_too_deep`.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ProblemError("invalid_utf8", byte=fault.start) from None
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=_whole_number)
    except json.JSONDecodeError as fault:
        raise ProblemError("invalid_json", line=fault.lineno, column=fault.colno) from None
    except RecursionError:
        raise ProblemError("json_too_deep", limit=max_depth) from None
    _check(value, max_depth)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ProblemError("duplicate_key", key=key[:64])
            seen.add(key)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ProblemError("not_a_json_number", name=name)


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER_DIGITS else float(digits)


def _check(value: Any, max_depth: int) -> None:
    """Reject nesting over the limit, and lone surrogates (`"\\ud800"`), which can't be encoded in UTF-8."""
    level, depth = [value], 0
    while level:
        inside: list[Any] = []
        for each in level:
            if isinstance(each, str):
                if not each.isascii():
                    _refuse_lone_surrogates(each)
            elif isinstance(each, dict):
                inside.extend(each)
                inside.extend(each.values())
            elif isinstance(each, list):
                inside.extend(each)
        depth += any(isinstance(each, dict | list) for each in level)
        if depth > max_depth:
            raise ProblemError("json_too_deep", limit=max_depth)
        level = inside


def _refuse_lone_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ProblemError("lone_surrogate") from None

"""Problems in the shape that clients of OpenAI's API read, for the routes that have its shape."""

from typing import Any

MEDIA_TYPE = "application/json"
_PREFIX = "/v1/"
_PARAMETERS = {"question": "messages", "history": "messages"}
"""Where a question stands that was found in `messages`."""


def is_of_openai(path: str) -> bool:
    """Return whether the routes of this path have OpenAI's shape."""
    return path.startswith(_PREFIX)


def status_of(status: int) -> int:
    """Return the status as OpenAI has it: a body with a fault is 400 there, not 422."""
    return 400 if status == 422 else status


def openai_error(problem: dict[str, Any]) -> dict[str, Any]:
    """Return the members of a problem as OpenAI's object, with our stable `code` and the `request_id`."""
    status = problem["status"]
    kind = "server_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
    fault = problem.get("errors", [{}])[0]
    place = fault.get("pointer", "").removeprefix("#/").replace("/", ".")
    return {
        "error": {
            "message": problem["detail"],
            "type": kind,
            "param": _PARAMETERS.get(place, place) or None,
            "code": problem["code"],
            "request_id": problem["request_id"],
        }
    }

"""The id of a request: taken over from `X-Request-ID` when it is well formed, else made here."""

import re
import uuid

from flask import g, request

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


def request_id() -> str:
    """The id of the current request, the same however often it is asked for."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    return str(g.request_id)

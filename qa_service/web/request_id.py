"""The id of a request: taken over from `X-Request-ID` when it is well formed, else made here."""

import re
import uuid

from flask import g, request

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


def id_in_batch(number: int) -> str:
    """The id of one question of a batch, from 1: that of the request and its number, so that each can be voted on."""
    end = f".{number}"
    return request_id()[:128 - len(end)] + end


def request_id() -> str:
    """The id of the current request, the same however often it is asked for."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    return str(g.request_id)

"""The id of a request: a valid `X-Request-ID`, else a new one."""

import os
import re

from flask import g, request

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


def id_in_batch(number: int) -> str:
    """Return the id of one question of a batch: that of the request and its number, from 1; votes refer to it."""
    end = f".{number}"
    return request_id()[: 128 - len(end)] + end


def request_id() -> str:
    """Return the id of the current request; always the same within a request."""
    if "request_id" not in g:
        g.request_id = given_or_new(request.headers.get(HEADER, ""))
    return str(g.request_id)


def given_or_new(given: str) -> str:
    """Return the id given by the client, if it is valid, else a random one."""
    return given if given and _WELL_FORMED.fullmatch(given) else os.urandom(16).hex()

"""The id of a request: taken over from `X-Request-ID` when it is well formed, else made here."""

import os
import re

from flask import g, request

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


def id_in_batch(number: int) -> str:
    """The id of one question of a batch, from 1: that of the request and its number, so that each can be voted on."""
    end = f".{number}"
    return request_id()[: 128 - len(end)] + end


def request_id() -> str:
    """The id of the current request, the same however often it is asked for."""
    if "request_id" not in g:
        g.request_id = given_or_new(request.headers.get(HEADER, ""))
    return str(g.request_id)


def given_or_new(given: str) -> str:
    """The id that a client gave, if it is well formed, else one that nobody can guess."""
    return given if given and _WELL_FORMED.fullmatch(given) else os.urandom(16).hex()

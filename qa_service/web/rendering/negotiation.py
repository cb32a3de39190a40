"""What the client would rather have: a page or JSON, and in which language."""

import re
from typing import Literal

from flask import request

Language = Literal["ar", "en", "fr"]
LANGUAGES: tuple[Language, ...] = ("ar", "en", "fr")  # the first is what a client gets that asks for none of them


def prefers_html() -> bool:
    """Whether `Accept` puts HTML above JSON, as browsers do; `*/*` and no header at all mean JSON."""
    accept = request.accept_mimetypes
    return accept.quality("text/html") > max(
        accept.quality("application/json"), accept.quality("application/problem+json")
    )


def language() -> Language:
    """The language of messages, by `?lang=`, else by `Accept-Language`; never the language of content."""
    asked = [request.args.get("lang", "")]
    wanted = asked + [re.split("[-_]", tag)[0].lower() for tag, quality in request.accept_languages if quality > 0]
    return next((each for tag in wanted for each in LANGUAGES if each == tag), LANGUAGES[0])

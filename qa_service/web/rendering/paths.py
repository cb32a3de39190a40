"""Paths: where the templates and the static files stand, in a checkout and in an installed package."""

import hashlib
from functools import cache
from pathlib import Path

from qa_service.settings import shipped

STATIC = Path(__file__).resolve().parents[2] / "static"


def templates() -> Path:
    """The folder of Jinja templates: `templates` of the checkout, or the copy that the wheel carries."""
    return shipped("templates")


@cache
def templates_version() -> str:
    """Changes with any template, so that no browser keeps a page that was made from another."""
    digest = hashlib.sha256()
    for path in sorted(templates().glob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()

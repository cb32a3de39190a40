"""What the templates call: marking, direction, links that are safe to follow."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from flask import Flask, request
from markupsafe import Markup

from qa_service.web.rendering import interface
from qa_service.web.rendering.bidi import direction, isolated
from qa_service.web.rendering.typesetting import pieces, shown

_EMPTY, _ARABIC, _OTHER = Markup('dir="rtl"'), Markup('dir="rtl" lang="ar"'), Markup('dir="auto"')


def web_address(address: str | None) -> str | None:
    """The address if it leads to the web; None for `javascript:` and everything else that a link must not hold."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def document_path(document_id: str) -> str:
    """The address of a document's reader page."""
    return "/documents/" + quote(document_id, safe="/")


def directed(text: str | None) -> Markup:
    """The attributes of an element that holds the text: its direction and, in Arabic letters, its language, so that a
    screen reader in a French page doesn't spell it in French. Without a text: those of an empty form, for scripts.
    """
    if not text:
        return _EMPTY
    return _ARABIC if direction(text) == "rtl" else _OTHER


def absolute(link: str) -> str:
    """A link of ours as an address that can be printed."""
    return urljoin(request.host_url, link)


def at_sentence(citation: dict[str, Any], beside: Iterable[dict[str, Any]] = ()) -> str:
    """The link to the reader page at a citation's sentence; `beside`: all citations of its answer, for `cited`, which
    lets the page lead on to the others in the same document.
    """
    spans = [f"{each['start']}-{each['end']}" for each in beside if each["document_id"] == citation["document_id"]]
    others = f"&cited={','.join(spans)}" if len(spans) > 1 else ""
    return f"{citation['link']}{others}#cited"


def by_document(citations: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Citations as groups that stand in one document, in the order of their first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for citation in citations:
        groups.setdefault(citation["document_id"], []).append(citation)
    return list(groups.values())


def register(app: Flask) -> None:
    """Make them known to the templates, with the texts of the interface."""
    interface.register(app)
    for each in (
        absolute,
        at_sentence,
        directed,
        by_document,
        web_address,
        document_path,
        direction,
        isolated,
        pieces,
        shown,
    ):
        app.add_template_filter(each)

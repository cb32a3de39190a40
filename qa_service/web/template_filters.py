"""What the templates call: marking, direction, dates in words, links that are safe to follow."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask

from qa_service.web.typesetting import direction, pieces, shown

MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")


def date_in_words(iso: str) -> str:
    """`2023-05-16` as «16 مايو 2023»."""
    date = datetime.date.fromisoformat(iso)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


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


def articles(count: int) -> str:
    """«19 مقالًا»: the number with its noun after a preposition, by the Arabic rules of counted nouns."""
    if count in (0, 1, 2):
        return ("المقالات", "مقال واحد", "مقالين")[count]
    rest = count % 100
    return f"{count} " + ("مقالات" if 3 <= rest <= 10 else "مقالًا" if rest >= 11 else "مقال")


def by_document(citations: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Citations as groups that stand in one document, in the order of their first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for citation in citations:
        groups.setdefault(citation["document_id"], []).append(citation)
    return list(groups.values())


def register(app: Flask) -> None:
    """Make them known to the templates."""
    for each in (articles, by_document, date_in_words, web_address, document_path, direction, pieces, shown):
        app.add_template_filter(each)

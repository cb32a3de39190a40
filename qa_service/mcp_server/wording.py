"""Wording: an answer as a text for a language model, every sentence of the world quoted and numbered."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_CAUTION = "Uncertain: these sentences may not answer the question; say so if you use them."
_NONE = "No article answers this question. Don't answer it from memory as if the articles did."


def document_uri(document_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of a document, or of a span of it, as a resource."""
    address = f"qa-service://documents/{quote(document_id, safe='')}"
    return address if start is None else f"{address}?start={start}&end={end}"


def answer_in_words(answer: Mapping[str, Any]) -> str:
    """Return an answer as text: the quoted sentences, each with the number of its source, then the sources."""
    if answer["status"] == "conversation":
        return str(answer["reply"])
    if answer["status"] == "no_answer":
        near = [f"- {each['title']} ({document_uri(each['document_id'])})" for each in answer["nearest"]]
        return "\n".join([_NONE, *(["Nearest articles:", *near] if near else [])])
    lines = [_CAUTION] if answer["status"] == "uncertain" else []
    for sentence in answer["sentences"]:
        beside = " (near the question, no answer)" if sentence.get("role") == "context" else ""
        lines.append(f"«{sentence['text']}» [{sentence['citation']}]{beside}")
    if answer.get("agreement") == "differ":
        given = "; ".join(f"{each['value']} ({each['date'] or 'no date'})" for each in answer["values"])
        lines.append(f"The articles differ: {given}")
    lines += [_source(citation) for citation in answer["citations"]]
    return "\n".join([*lines, f"Confidence: {answer['confidence']:.2f}"])


def articles_in_words(articles: list[dict[str, Any]]) -> str:
    """Return the articles that were found as text, each with its quoted sentences."""
    if not articles:
        return "No article has a word of this."
    lines = []
    for number, article in enumerate(articles, 1):
        lines.append(f"{number}. {article['title']}, {article['date'] or 'no date'} ({article['uri']})")
        lines += [f"   «{passage['quote']}»" for passage in article["passages"]]
    return "\n".join(lines)


def _source(citation: Mapping[str, Any]) -> str:
    about = [citation["title"], citation.get("publisher"), citation["date"], citation["source_url"]]
    uri = document_uri(citation["document_id"], citation["start"], citation["end"])
    return f"[{citation['id']}] {', '.join(str(each) for each in about if each)} ({uri})"

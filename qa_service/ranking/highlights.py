"""Highlights: the spans of a sentence that answer or match the question."""

from qa_service.arabic.analyzer import content_tokens, light_stem, root
from qa_service.question import Query

Highlights = tuple[tuple[int, int], ...]


def highlight(text: str, query: Query) -> Highlights:
    """Spans of code points within `text`: the words that match the question."""
    stems = {light_stem(term.word) for term in query.terms}
    roots = {root(term.word) for term in query.terms}
    return tuple(
        (token.start, token.end)
        for token in content_tokens(text)
        if light_stem(token.text) in stems or root(token.text) in roots
    )

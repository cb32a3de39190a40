"""Highlights: the spans of a sentence that answer or match the question."""

from functools import cache
from pathlib import Path

import numpy as np

from qa_service.arabic.analyzer import content_tokens, light_stem, root
from qa_service.question import Query
from qa_service.ranking.spans import phrases
from qa_service.ranking.trees import Trees

Highlights = tuple[tuple[int, int], ...]

_WEIGHTS = Path(__file__).parent / "weights" / "spans.npz"


@cache
def _chooser() -> Trees:
    return Trees.load(_WEIGHTS)


def short_answer(text: str, query: Query) -> tuple[int, int] | None:
    """The phrase of the sentence `text` that likeliest answers, in code points; None if it has no phrase to offer."""
    candidates = phrases(text, query)
    if candidates is None:
        return None
    best = int(np.argmax(_chooser().fit_for(candidates.names).score(candidates.rows)))
    return int(candidates.starts[best]), int(candidates.ends[best])


def matches(text: str, query: Query) -> Highlights:
    """The words of `text` that match the question, in code points."""
    stems = {term.stem for term in query.terms}
    roots = {root(term.word) for term in query.terms}
    return tuple(
        (token.start, token.end)
        for token in content_tokens(text)
        if light_stem(token.text) in stems or root(token.text) in roots
    )


def highlight(text: str, query: Query) -> Highlights:
    """The short answer first, then the words that match the question outside it; no two overlap."""
    answer = short_answer(text, query)
    matching = matches(text, query)
    if answer is None:
        return matching
    return (answer, *(span for span in matching if span[1] <= answer[0] or span[0] >= answer[1]))

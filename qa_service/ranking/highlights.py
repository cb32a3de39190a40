"""Highlights: the spans of a sentence that answer or match the question."""

from functools import cache
from pathlib import Path

import numpy as np

from qa_service.arabic.analyzer import tokenize
from qa_service.question import Query
from qa_service.ranking.spans import matching, phrases, read_sentence, word_of
from qa_service.ranking.trees import Trees

Highlights = tuple[tuple[int, int], ...]

_WEIGHTS = Path(__file__).parent / "weights" / "spans.npz"


@cache
def _chooser() -> Trees:
    return Trees.load(_WEIGHTS)


def highlight(text: str, query: Query) -> Highlights:
    """The short answer of a sentence first, then the words that match the question outside it; no two overlap."""
    answer, matching = _short_answer(text, query), matches(text, query)
    if answer is None:
        return matching
    return (answer, *(span for span in matching if span[1] <= answer[0] or span[0] >= answer[1]))


def matches(text: str, query: Query) -> Highlights:
    """The words of `text` that match the question, in code points."""
    is_match = matching(query)
    words = ((token, word_of(token.text)) for token in tokenize(text))
    return tuple((token.start, token.end) for token, word in words if not word.is_stop and is_match(word))


def _short_answer(text: str, query: Query) -> tuple[int, int] | None:
    """The phrase of a sentence that likeliest answers, in code points; None if it has no phrase to offer."""
    candidates = phrases(read_sentence(text, query), query)
    if candidates is None:
        return None
    best = int(np.argmax(_chooser().fit_for(candidates.names).score(candidates.rows)))
    return int(candidates.starts[best]), int(candidates.ends[best])

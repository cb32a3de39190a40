"""Highlights: the spans of a cited sentence that answer or match the question."""

from typing import NamedTuple

from qa_service.answers.read_phrase import checked_phrase
from qa_service.answers.sentence_words import words_of
from qa_service.answers.spans import Span, short_answer
from qa_service.index.index import Index
from qa_service.index.wording import MATCHED
from qa_service.query.query import Query
from qa_service.ranking.reranker import Ranking


class Marks(NamedTuple):
    """What is marked in a cited sentence, in code points of it."""

    answer: Span | None  # the short answer
    spans: tuple[Span, ...]  # it first, then the words outside it that match the question; no two overlap


def marks_of(index: Index, sentence: int, text: str, query: Query, ranking: Ranking | None = None) -> Marks:
    """What is to be marked in a sentence, whose text is given.

    `ranking`: the one that it is the first of, so that it has a short answer: the reader's, where one has read.
    """
    terms = query.terms
    wording = index.wording(sentence, text, [term.stem_number for term in terms], [term.root_number for term in terms])
    spans = [(start, end) for start, end, mark in zip(*wording, strict=True) if mark & MATCHED]
    if ranking is None:
        answer = None
    elif ranking.is_read:
        answer = ranking.phrase and checked_phrase(text, wording, query, ranking.phrase)
    else:
        answer = short_answer(words_of(text, wording, query), query)
    if answer is None:
        return Marks(None, tuple(spans))
    return Marks(answer, (answer, *(span for span in spans if span[1] <= answer[0] or span[0] >= answer[1])))

"""Highlights: the spans of a cited sentence that answer or match the question."""

from qa_service.answers.sentence_words import words_of
from qa_service.answers.spans import Span, short_answer
from qa_service.index.index import Index
from qa_service.index.wording import MATCHED
from qa_service.query.query import Query


def highlights(index: Index, sentence: int, text: str, query: Query, *, with_answer: bool) -> tuple[Span, ...]:
    """The words of a sentence, whose text is given, that match the question, in code points; no two spans overlap.

    `with_answer`: the short answer first, and the words outside it.
    """
    terms = query.terms
    wording = index.wording(sentence, text, [term.stem_number for term in terms], [term.root_number for term in terms])
    spans = [(start, end) for start, end, mark in zip(*wording, strict=True) if mark & MATCHED]
    answer = short_answer(words_of(text, wording, query), query) if with_answer else None
    if answer is None:
        return tuple(spans)
    return (answer, *(span for span in spans if span[1] <= answer[0] or span[0] >= answer[1]))

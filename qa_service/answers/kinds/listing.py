"""Listing: the articles about something, newest first, each with its first sentence."""

from qa_service.arabic.analysis.analyzer import light_stem, tokenize
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import RankedSentence, Ranking

_PASSAGES = 50  # looked into
_CONFIDENCE = 0.75  # by rule, not learned: all words stand in the title or in several passages
_SEVERAL = 2


def articles_about(index: Index, query: Query, filters: Filters) -> Ranking:
    """The first sentences of the articles about a topic, newest first: all its words stand in the title, or in several
    passages.
    """
    if not query.terms:
        return Ranking((), 0.0)
    asked = {"stem": [term.stem_number for term in query.terms], "root": [term.root_number for term in query.terms]}
    hits = index.retrieve(asked, _PASSAGES, filters)
    best: dict[int, float] = {}
    times: dict[int, int] = {}
    for passage, score in zip(hits.passages.tolist(), hits.scores.tolist(), strict=True):
        document, title = index.document_of(passage), index.metadata_of(passage).title or ""
        if _has_all(query, title):
            times[document] = _SEVERAL
        elif _has_all(query, index.passage_text(passage)[0]):
            times[document] = times.get(document, 0) + 1
        best.setdefault(document, score)
    about = [number for number, count in times.items() if count >= _SEVERAL]
    ordered = sorted(about, key=lambda number: index.metadata(number).date or "", reverse=True)
    found = tuple(lead for number in ordered if (lead := _lead(index, number, best[number])) is not None)
    return Ranking(found, _CONFIDENCE if found else 0.0, is_read=True)  # so that no phrase is marked as the answer


def _has_all(query: Query, text: str) -> bool:
    stems = {light_stem(token.text) for token in tokenize(text)}
    return all(term.stem in stems for term in query.terms)


def _lead(index: Index, number: int, score: float) -> RankedSentence | None:
    """The first sentence of a document that is no heading."""
    first = index.first_sentence(number)
    return None if first is None else RankedSentence(*first, score, 0.0)

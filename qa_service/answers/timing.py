"""Timing: of sentences that answer about equally well that of the newest article first, where the present is asked."""

from collections.abc import Callable
from dataclasses import replace

from qa_service.arabic.analysis.analyzer import light_stem, root, tokenize
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import RankedSentence, Ranking

_AS_GOOD = 1.0
"""By how much less than the first a sentence may score and still stand before it for its date."""
_CORRECTED = 2.5  # the same for a correction, which says more than what it corrects
_COVERED = 0.9  # share of the weight of the first's matched terms that another must match as well
_LOOKED_AT = 10  # sentences
_CORRECTIONS = ("تصحيح", "تصويب", "استدراك", "Correction", "Corrigendum", "Rectificatif")


def timely(index: Index, query: Query, ranking: Ranking, *, is_present: bool) -> Ranking:
    """The ranking with a correction before what it corrects and, where the present is asked, the newest first."""
    ordered = newest_first(index, ranking) if is_present else ranking
    return corrections_first(index, query, ordered)


def newest_first(index: Index, ranking: Ranking) -> Ranking:
    """The ranking with the sentences that are about as good as the first by date, newest first."""
    return _reordered(ranking, lambda ranked: index.metadata_of(ranked.passage).date or "")


def corrections_first(index: Index, query: Query, ranking: Ranking) -> Ranking:
    """The ranking with the sentence of a correction first that has the first's matched words as well."""
    for ranked in ranking.sentences[1:_LOOKED_AT]:
        if ranked.rerank_score < ranking.sentences[0].rerank_score - _CORRECTED:
            break
        if is_correction(index, ranked) and covers(index, query, ranked, ranking.sentences[0]):
            others = tuple(each for each in ranking.sentences if each is not ranked)
            return replace(ranking, sentences=(ranked, *others), phrase=None, is_read=False)
    return ranking


def covers(index: Index, query: Query, ranked: RankedSentence, first: RankedSentence) -> bool:
    """Whether a sentence has nearly all that the first has of the question."""
    return matched(query, index, ranked) >= _COVERED * matched(query, index, first)


def covers_question(index: Index, query: Query, ranked: RankedSentence) -> bool:
    """Whether a sentence has nearly all of the question, so that it says something of the same thing."""
    return matched(query, index, ranked) >= _COVERED * sum(term.weight for term in query.terms)


def matched(query: Query, index: Index, ranked: RankedSentence) -> float:
    """The weight of the terms that a sentence has."""
    words = {token.text for token in tokenize(index.sentence_text(ranked.sentence))}
    stems, roots = {light_stem(word) for word in words}, {root(word) for word in words}
    return sum(term.weight for term in query.terms if term.stem in stems or term.root in roots)


def is_correction(index: Index, ranked: RankedSentence) -> bool:
    """Whether a sentence stands in an article that corrects another, by its title or its own first word."""
    title = index.metadata_of(ranked.passage).title or ""
    return title.startswith(_CORRECTIONS) or index.sentence_text(ranked.sentence).lstrip().startswith(_CORRECTIONS)


def _reordered(ranking: Ranking, key: Callable[[RankedSentence], str]) -> Ranking:
    """The ranking with the sentences about as good as the first in descending order of a key, equal ones as before; a
    phrase that was read in the first is dropped with it.
    """
    if not ranking.sentences:
        return ranking
    least = ranking.sentences[0].rerank_score - _AS_GOOD
    count = next((n for n, each in enumerate(ranking.sentences) if each.rerank_score < least), len(ranking.sentences))
    best = sorted(ranking.sentences[:count], key=key, reverse=True)
    if best[0] == ranking.sentences[0]:
        return ranking
    return replace(ranking, sentences=(*best, *ranking.sentences[count:]), phrase=None, is_read=False)

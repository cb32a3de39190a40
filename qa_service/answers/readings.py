"""Readings: a question ranked as it is read first and, in doubt, an unknown word read otherwise; the surest counts."""

from dataclasses import dataclass
from math import exp, log

from qa_service.answers.answer import Form
from qa_service.deadline import NEVER, Deadline
from qa_service.index.filters import Filters
from qa_service.query.query import Query, read_otherwise
from qa_service.ranking.reranker import Ranking, Reranker

# Chosen on 1,786 questions with slips and without, by rankers that didn't learn from their documents: docs/quality.md.
_MOST = 2  # other readings that are tried; four gain nothing more
_SURE = 0.8  # confidence, from which on the first reading isn't doubted
_LEAD = 1.3  # log-odds by which another must be surer, and which it loses: the best of several is sure too easily
_LEAST, _GREATEST = 1e-6, 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is read, and what answers it so."""

    query: Query
    ranking: Ranking
    form: Form | None = None  # what was requested in the place of sentences that answer


def rank_readings(
    reranker: Reranker, query: Query, filters: Filters, deadline: Deadline = NEVER
) -> tuple[Reading, Reading]:
    """The question as it was read first, and the reading that is answered most surely; mostly they are one.

    Raises TimeoutError where the deadline passes before one of them is ranked.
    """
    deadline.check()
    first = best = Reading(query, reranker.rank(query, filters))
    if first.ranking.confidence >= _SURE:
        return first, first
    least = _log_odds(first.ranking.confidence)
    deadline.check()
    for other in reranker.expect(read_otherwise(query, reranker.index.vocabulary, _MOST), filters):
        deadline.check()
        ranking = reranker.rank(other, filters)
        log_odds = _log_odds(ranking.confidence) - _LEAD
        if log_odds > least:
            best, least = Reading(other, Ranking(ranking.sentences, 1 / (1 + exp(-log_odds)))), log_odds
    return first, best


def _log_odds(confidence: float) -> float:
    bounded = min(max(confidence, _LEAST), _GREATEST)
    return log(bounded / (1 - bounded))

"""Comparing: one sentence for each of two things, the one that says what it is."""

from collections.abc import Sequence

from qa_service.answers.kinds.definition import definition_of
from qa_service.answers.readings import rank_readings
from qa_service.deadline import Deadline
from qa_service.index.filters import Filters
from qa_service.query.query import Query
from qa_service.ranking.reranker import RankedSentence, Ranking, Reranker

_LEAST = 0.41  # confidence of words in a sentence about one side; docs/quality.md


def compared(reranker: Reranker, sides: Sequence[Query], filters: Filters, deadline: Deadline) -> Ranking | None:
    """A sentence on each side, in the order asked; raises TimeoutError where the deadline passes first.

    Args:
        reranker: of the index.
        sides: the two things, as questions.
        filters: which documents may answer.
        deadline: checked between the sides.

    Returns:
        None where one of them isn't found: half a comparison is none.
    """
    chosen: list[RankedSentence] = []
    least = 1.0
    for side in sides:
        first, surest = rank_readings(reranker, side, filters, deadline)
        defined = definition_of(reranker.index, first.query, first.ranking)
        ranking = surest.ranking if defined is None else defined
        fresh = [each for each in ranking.sentences if each.sentence not in {one.sentence for one in chosen}]
        if not fresh or ranking.confidence < _LEAST:
            return None
        chosen.append(fresh[0])
        least = min(least, ranking.confidence)
    best = max(each.rerank_score for each in chosen)  # each side answers as much as the other
    return Ranking(tuple(each._replace(rerank_score=best) for each in chosen), least, is_read=True)

"""Outcome: whether a confidence makes an answer, and what is told where it makes none."""

from qa_service.answers.answer import NearestDocument, Status
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import Ranking

ANSWERED_FROM = 0.6  # at least; between the threshold and this an answer is uncertain
_NEAREST = 3


def status_of(confidence: float, threshold: float, *, is_cited: bool) -> Status:
    """The status of an answer."""
    if not is_cited:
        return "no_answer"
    return "answered" if confidence >= max(threshold, ANSWERED_FROM) else "uncertain"


def reason_for(query: Query, ranking: Ranking) -> str:
    """Why there is no answer; a stable code."""
    if not query.terms:
        return "no_content_words"
    return "low_confidence" if ranking.sentences else "nothing_in_common"


def nearest_documents(index: Index, ranking: Ranking) -> tuple[NearestDocument, ...]:
    """The documents of the best sentences, each once."""
    found: dict[str, NearestDocument] = {}
    for ranked in ranking.sentences:
        document = index.metadata_of(ranked.passage)
        found.setdefault(document.id, NearestDocument(document_id=document.id, title=document.title))
        if len(found) == _NEAREST:
            break
    return tuple(found.values())

"""Questions: what is asked of the cluster for a question, and what it answers, by one search or several at once."""

from collections.abc import Mapping, Sequence
from math import log1p
from typing import Any

from qa_service.cluster.stored.layout import label, term
from qa_service.cluster.stored.packing import PackedPassage, unpacked
from qa_service.index.filters import Filters

SEARCHED = 100  # passages, whose scores are then worked out exactly, and the best of them ranked
MOST_CLAUSES = 400  # terms of a question that are searched for, the heaviest: a cluster takes 1,024
_LEAST_IDF = 1e-3  # boosts are positive
_FIELDS = {"stem": "stems", "root": "roots"}


def filter_clauses(filters: Filters) -> list[dict[str, Any]]:
    """The clauses that let through what the filters do."""
    clauses: list[dict[str, Any]] = []
    for name in ("document_id", "publisher", "tags", "language"):
        values = getattr(filters, name)
        if values:
            clauses.append({"terms": {name: sorted({label(value) for value in values})}})
    bounds = {"gte": filters.date_from, "lte": filters.date_to}
    if any(bounds.values()):
        clauses.append({"range": {"date": {side: value for side, value in bounds.items() if value}}})
    return clauses


def boost_of(idf: float, containing: int, passages: int) -> float:
    """What a term is multiplied by so that it weighs its own idf: Lucene's is ln(1 + (N - n + 0.5) / (n + 0.5)).

    rank_bm25 has no 1 in it, and a floor for what stands in more than half of the passages.
    """
    lucene = log1p((max(passages - containing, 0) + 0.5) / (containing + 0.5))
    return max(idf, _LEAST_IDF) / lucene


def passages_search(weights: Mapping[tuple[str, str], float], filters: Filters, size: int = SEARCHED) -> dict[str, Any]:
    """The search for the passages that have the most of a question. `weights`: boosts by view and word."""
    heaviest = sorted(weights.items(), key=lambda each: -each[1])[:MOST_CLAUSES]
    should = [{"term": {_FIELDS[view]: {"value": term(word), "boost": boost}}} for (view, word), boost in heaviest]
    return {
        "query": {"bool": {"should": should, "minimum_should_match": 1, "filter": filter_clauses(filters)}},
        "sort": ["_score", {"order": "asc"}, {"document": "asc"}],
        "size": size,
        "_source": ["packed"],
        "track_total_hits": False,
        "track_scores": True,
    }


def named_search(names: Sequence[str]) -> dict[str, Any]:
    """The search for passages by their names."""
    return {"query": {"ids": {"values": list(names)}}, "size": len(names), "_source": ["packed"], "sort": ["order"]}


def both_search(one: str, other: str) -> dict[str, Any]:
    """The search for a passage in which two stems stand."""
    clauses = [{"term": {"stems": term(word)}} for word in (one, other)]
    return {"query": {"bool": {"filter": clauses}}, "size": 0, "terminate_after": 1, "track_total_hits": 1}


def holding_search(stem: str, size: int) -> dict[str, Any]:
    """The search for the first passages in which a stem stands."""
    return {
        "query": {"bool": {"filter": [{"term": {"stems": term(stem)}}]}}, "sort": ["order"], "size": size,
        "_source": ["packed"], "track_total_hits": False,
    }  # fmt: skip


def passages_in(found: Mapping[str, Any]) -> list[PackedPassage]:
    """The passages of a search, in its order."""
    return [unpacked(hit["_id"], hit["_source"]["packed"]) for hit in found["hits"]["hits"]]

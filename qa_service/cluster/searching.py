"""Searching: what one question asks of a generation in the cluster, each call within its deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_service.cluster import questions
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.candidates import document_of
from qa_service.cluster.generation import Generation
from qa_service.cluster.overlay import Overlay
from qa_service.cluster.stored.documents import unpacked_document
from qa_service.cluster.stored.layout import key_of, passage_name
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.corpus.document import Document
from qa_service.deadline import Deadline
from qa_service.errors import ClusterUnavailableError
from qa_service.index.filters import Filters
from qa_service.index.vocabulary.lexicon import Lexicon

_OPENING = 3  # passages of a document in which its first sentence is looked for
_HOLDING = 4  # passages in which it is looked for how a word is written
_WHOLE = {"allow_partial_search_results": "false"}
_SEARCH = {"search_type": "dfs_query_then_fetch", **_WHOLE}


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found, and its place among all of the generation, by which ties are settled."""

    passage: PackedPassage
    order: int


class Searching:
    """Of one question."""

    def __init__(
        self, cluster: Cluster, generation: Generation, overlay: Overlay, lexicon: Lexicon, *, until: Deadline
    ) -> None:
        self._cluster, self._generation, self._overlay, self._lexicon = cluster, generation, overlay, lexicon
        self._until = until

    def passages(self, asked: Sequence[Sequence[tuple[str, int]]], filters: Filters) -> list[list[Found]]:
        """The passages of several questions, by the view and number of their terms, best first."""
        bodies = [questions.passages_search(self._weights(terms), filters) for terms in asked]
        return [
            [Found(passage, hit["sort"][1]) for passage, hit in zip(
                self._met(answer), answer["hits"]["hits"], strict=True)]
            for answer in self._all(bodies)
        ]  # fmt: skip

    def _weights(self, terms: Sequence[tuple[str, int]]) -> dict[tuple[str, str], float]:
        columns, count = self._overlay.columns, self._generation.facts.passages
        weights: dict[tuple[str, str], float] = {}
        for view, number in terms:
            boost = questions.boost_of(columns.okapi(view, number), columns.passages_with(view, number), count)
            word = self._lexicon[number]
            weights[view, word] = weights.get((view, word), 0.0) + boost
        return weights

    def _met(self, found: Mapping[str, Any]) -> list[PackedPassage]:
        return [self._overlay.resolved(passage) for passage in questions.passages_in(found)]

    def named(self, names: Sequence[str]) -> list[PackedPassage]:
        """The passages of these names that there are."""
        [found] = self._all([questions.named_search(names)])
        return self._met(found)

    def opening(self, document_id: str) -> list[PackedPassage]:
        """The first passages of a document."""
        key = key_of(document_id)
        return self.named([passage_name(key, place) for place in range(_OPENING)])

    def meeting(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Of pairs of stems whether they stand in one passage."""
        bodies = [questions.both_search(*pair) for pair in pairs]
        return [found["hits"]["total"]["value"] > 0 for found in self._all(bodies, _WHOLE)]

    def holding(self, stem: str) -> list[PackedPassage]:
        """The first few passages in which a stem stands."""
        [found] = self._all([questions.holding_search(stem, _HOLDING)])
        return self._met(found)

    def count(self, filters: Filters) -> int:
        """How many documents the filters let through."""
        body = {"query": {"bool": {"filter": questions.filter_clauses(filters)}}}
        index = self._generation.indices["documents"]
        found = self._cluster.ask(
            lambda client, seconds: client.count(index=index, body=body, request_timeout=seconds), self._until
        )
        return int(found["count"])

    def newest(self, filters: Filters, most: int) -> list[Document]:
        """The documents with the latest dates, without their texts."""
        clauses = [*questions.filter_clauses(filters), {"exists": {"field": "date"}}]
        body = {
            "query": {"bool": {"filter": clauses}}, "sort": [{"date": "desc"}, {"order": "asc"}], "size": most,
            "_source": ["packed"], "track_total_hits": False,
        }  # fmt: skip
        return [document_of(each) for each, _ in self.documents(body)]

    def period(self) -> tuple[str | None, str | None]:
        """The dates of the oldest and the newest document; None without any date."""
        dated = {"query": {"exists": {"field": "date"}}, "size": 1, "_source": ["packed"], "track_total_hits": False}
        ends = [self.documents({**dated, "sort": [{"date": order}]}) for order in ("asc", "desc")]
        first, last = (document_of(*each[0]).date if each else None for each in ends)
        return first, last

    def values_of(self, name: str, most: int) -> list[str]:
        """The values of a filter that the most documents have, those with more first."""
        body = {"size": 0, "aggs": {"values": {"terms": {"field": name, "size": most}}}}
        index = self._generation.indices["documents"]
        found = self._cluster.ask(
            lambda client, seconds: client.search(index=index, body=body, request_timeout=seconds), self._until
        )
        return [str(each["key"]) for each in found["aggregations"]["values"]["buckets"]]

    def documents(self, body: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
        """The metadata and texts of the documents of a search, in its order."""
        index = self._generation.indices["documents"]
        found = self._cluster.ask(
            lambda client, seconds: client.search(index=index, body=body, params=dict(_WHOLE), request_timeout=seconds),
            self._until,
        )
        return [unpacked_document(hit["_id"], hit["_source"]["packed"]) for hit in found["hits"]["hits"]]

    def _all(self, bodies: Sequence[Mapping[str, Any]], how: Mapping[str, str] = _SEARCH) -> list[Mapping[str, Any]]:
        """The answers of several searches of the passages, asked for in one call; whole ones, or none."""
        index = self._generation.indices["passages"]
        if len(bodies) == 1:
            return [self._cluster.ask(
                lambda client, seconds: client.search(index=index, body=bodies[0], params=dict(how),
                                                      request_timeout=seconds), self._until)]  # fmt: skip
        lines = [line for body in bodies for line in ({"index": index, **how}, body)]
        found = self._cluster.ask(
            lambda client, seconds: _sound(client.msearch(body=lines, request_timeout=seconds)), self._until
        )
        return list(found)


def _sound(answered: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The answers of an `_msearch`, each of which may have failed alone."""
    for each in answered["responses"]:
        if "error" in each:
            raise ClusterUnavailableError(f"A search of the cluster failed ({each['error'].get('type')}).")
    return list(answered["responses"])

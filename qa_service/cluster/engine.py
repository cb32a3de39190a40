"""Cluster engine: answers from the passages that a cluster finds, read, ranked, judged and cited as those on disk."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from qa_service.answers.answer import Answer, Citation, IndexInfo
from qa_service.answers.related import RelatedQuestions, Suggestion
from qa_service.answers.sentence_reader import ReaderOf
from qa_service.cluster.calls.connection import ASK_SECONDS, Cluster
from qa_service.cluster.candidates import document_of
from qa_service.cluster.changes import Changes
from qa_service.cluster.generation import Generation
from qa_service.cluster.index import CandidateIndex
from qa_service.cluster.lexicon import ClusterLexicon
from qa_service.cluster.overlay import Overlay
from qa_service.cluster.questions import filter_clauses
from qa_service.cluster.searching import Searching
from qa_service.cluster.stored.layout import key_of, label
from qa_service.corpus.document import Document
from qa_service.deadline import NEVER, Deadline
from qa_service.engine import Engine
from qa_service.index.documents.copies import Copy
from qa_service.index.documents.recurring import Recurring
from qa_service.index.filters import Filters
from qa_service.index.postings.columns import VIEWS
from qa_service.query.query import Query
from qa_service.ranking.reranker import Ranking, Reranker

_ALL = Filters()
_LONGEST_SECONDS = 30.0  # for a question without a deadline


class CandidateReranker(Reranker):
    """Ranks what is met, whose arrays grow with every search."""

    def __init__(self, index: CandidateIndex) -> None:
        self.index = index
        self._met = index

    def rank(self, query: Query, filters: Filters) -> Ranking:
        """The sentences that answer a question, best first."""
        hits = self.retrieve(query, filters)
        return Reranker(self.index).rank_hits(query, hits, filters)

    def expect(self, queries: Sequence[Query], filters: Filters) -> Sequence[Query]:
        """Search for all of the queries at once."""
        self._met.expect([{view: [getattr(term, f"{view}_number") for term in query.terms] for view in VIEWS}
                          for query in queries], filters)  # fmt: skip
        return queries


class _NoRelated(RelatedQuestions):
    """Related questions are drafted from whole documents, each asked again: not over a cluster."""

    def __init__(self) -> None:
        pass

    def beside(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        return ()


class _Question(Engine):
    """The engine of one question, over the passages that it meets."""

    def __init__(self, index: CandidateIndex, generation: Generation, reader: ReaderOf | None) -> None:
        self._join(CandidateReranker(index), generation.glossary, reader)
        self._related = _NoRelated()


class ClusterEngine(Engine):
    """The engine over one generation of a cluster. Safe to share between threads."""

    waits = True

    def __init__(
        self, cluster: Cluster, generation: Generation, reader: ReaderOf | None = None, changes: Changes | None = None
    ) -> None:
        """`changes`: what was changed of the generation since it was built."""
        self._cluster, self._generation, self._reader_of = cluster, generation, reader
        facts = generation.facts
        self.changes = changes or Changes(0, facts.documents, facts.passages)
        version = f"{facts.name}.{self.changes.number}" if self.changes.number else facts.name
        self.info = IndexInfo(version=version, documents=self.changes.documents, passages=self.changes.passages)
        self._overlay = Overlay(generation, self.changes.words)
        self._now = threading.local()
        self._lexicon = ClusterLexicon(
            generation.arrays, self._overlay, lambda pairs: self._searching().meeting(pairs),
            lambda stem: self._searching().holding(stem),
        )  # fmt: skip
        idle = self._question(Deadline.after(0))
        self._reader = idle._reader
        self._now.until = None

    def _searching(self) -> Searching:
        """What the question of this thread asks by."""
        until = getattr(self._now, "until", None) or Deadline.after(ASK_SECONDS)
        return Searching(self._cluster, self._generation, self._overlay, self._lexicon, until=until)

    def _question(self, until: Deadline) -> _Question:
        self._now.until = until
        return _Question(self._met(), self._generation, self._reader_of)

    def _met(self) -> CandidateIndex:
        length, searching = self._generation.facts.mean_length, self._searching()
        return CandidateIndex(self.info, self._overlay, self._lexicon, searching, mean_length=length)

    def ask(self, question: str, **how: Any) -> Answer:
        """As `Engine.ask`; raises ClusterUnavailableError too."""
        until = min(how.get("deadline", NEVER), Deadline.after(_LONGEST_SECONDS))
        try:
            return self._question(until).ask(question, **{**how, "deadline": until})
        finally:
            self._now.until = None

    @property
    def index(self) -> CandidateIndex:
        """What a question of this moment would be asked of."""
        return self._met()

    def cluster_state(self) -> Mapping[str, object] | None:
        """What the cluster says of itself; raises ClusterUnavailableError. `candidates`: how passages are found."""
        health = self._cluster.ask(
            lambda client, seconds: client.cluster.health(
                index=",".join(self._generation.indices.values()), request_timeout=seconds
            )
        )
        return {
            "status": health["status"],
            "nodes": health["number_of_nodes"],
            "candidates": "words",
            "changes": self.changes.number,
        }

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        key = key_of(document_id)
        found = self._searching().documents({"query": {"ids": {"values": [key]}}, "size": 1, "_source": ["packed"]})
        return document_of(*found[0]) if found and found[0][0]["id"] == document_id else None

    def documents(self, *, filters: Filters = _ALL, after: str | None = None, limit: int = 20) -> list[Document]:
        """The documents that the filters let through, with their texts, by id, from the first after `after`."""
        body: dict[str, Any] = {
            "query": {"bool": {"filter": filter_clauses(filters)}}, "sort": ["document_id"], "size": limit,
            "_source": ["packed"], "track_total_hits": False,
        }  # fmt: skip
        if after is not None:
            body["search_after"] = [label(after)]
        return [document_of(*found) for found in self._searching().documents(body)]

    def questions_about(self, typed: str, most: int = 5) -> tuple[str, ...]:
        """None: see `_NoRelated`."""
        return ()

    def suggest(self, document_id: str, most: int = 10) -> list[Suggestion]:
        """None: see `_NoRelated`."""
        return []

    def recurring(self) -> list[Recurring]:
        """None: `qa-service check` tells them, which reads the folder."""
        return []

    def copies(self) -> list[Copy]:
        """None: `qa-service check` tells them."""
        return []

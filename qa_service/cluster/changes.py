"""Changes: what was changed of a generation since it was built, as the cluster tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa_service.cluster.calls.connection import WRITE_SECONDS, Cluster
from qa_service.cluster.generation import Facts
from qa_service.cluster.overlay import AddedWord
from qa_service.cluster.stored.layout import indices_of

MOST_WORDS = 10_000  # that are added before a new generation is built; one search gives as many


@dataclass(frozen=True, slots=True)
class Changes:
    """How many there were, how many documents and passages there are now, and the words that were added."""

    number: int
    documents: int
    passages: int
    words: tuple[AddedWord, ...] = ()

    @classmethod
    def of(cls, cluster: Cluster, facts: Facts, serving: Mapping[str, Any]) -> "Changes":
        """Those of a generation. `serving`: the fact of that name, which says how many there are."""
        number = int(serving.get("changes", 0)) if serving.get("name") == facts.name else 0
        if not number:
            return cls(0, facts.documents, facts.passages)
        return cls(number, int(serving["documents"]), int(serving["passages"]), added_words(cluster, facts.name))


def added_words(cluster: Cluster, name: str) -> tuple[AddedWord, ...]:
    """The words that were added to a generation, in the order of their letters."""
    body = {
        "query": {"exists": {"field": "word"}},
        "sort": ["word"],
        "size": MOST_WORDS,
        "_source": ["word", "stem", "root"],
    }
    found = cluster.do(lambda client, seconds: client.search(
        index=indices_of(name)["vocabulary"], body=body, params={"allow_partial_search_results": "false"},
        request_timeout=seconds), WRITE_SECONDS)  # fmt: skip
    return tuple(AddedWord(**hit["_source"]) for hit in found["hits"]["hits"])

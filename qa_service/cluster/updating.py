"""Updating: the documents that have changed, written into the generation that serves, their new words beside it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from qa_service.arabic.analysis.analyzer import light_stem, root
from qa_service.cluster.bulk import Bulk
from qa_service.cluster.calls import faults
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.changes import MOST_WORDS, added_words
from qa_service.cluster.extracting import Extractor, Stored
from qa_service.cluster.generation import Generation, serving_name
from qa_service.cluster.overlay import AddedWord
from qa_service.cluster.state import State
from qa_service.cluster.stored import layout
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.index.index import Index
from qa_service.index.postings.columns import Columns
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.native.arrays import Ints

_AT_ONCE = 5000  # documents whose state is asked for
_MOST_SHARE, _ALWAYS = 0.1, 100  # of the documents: of more a new generation is made
_NO_POSTINGS = {"column_passages": np.zeros(0, np.int32), "column_weights": np.zeros(0, np.float32)}


class GenerationNumbers:
    """Tells words in the numbers of a generation; those that it doesn't read so are collected."""

    def __init__(self, generation: Generation, index: Index) -> None:
        arrays = generation.arrays
        self._columns = Columns({**arrays, **_NO_POSTINGS}, generation.facts.passages)
        self._base = Lexicon(arrays, self._columns, lambda _: "")
        self._words = index.vocabulary
        self._known: dict[int, int | str] = {}
        self.added: dict[str, AddedWord] = {}

    def renumbered(self, passage: PackedPassage) -> PackedPassage:
        """The passage with the numbers of the generation, and behind them places in its own added words."""
        words: dict[str, int] = {}

        def numbers(tokens: Ints) -> Ints:
            found = (self._number(token) for token in tokens.tolist())
            return np.array([len(self._base) + words.setdefault(each, len(words)) if isinstance(each, str) else each
                             for each in found], np.int32)  # fmt: skip

        arrays = {**passage.arrays, **{name: numbers(passage.arrays[name]) for name in ("tokens", "title_tokens")}}
        return replace(passage, arrays=arrays, words=tuple(words))

    def _number(self, token: int) -> int | str:
        found = self._known.get(token)
        if found is None:
            word = self._words[token]
            own = AddedWord(word, light_stem(word), root(word))
            number = self._base.find(word)
            found = number if number >= 0 and self._reads(number, own) else word
            if isinstance(found, str):
                self.added[word] = own
            self._known[token] = found
        return found

    def _reads(self, number: int, own: AddedWord) -> bool:
        """Whether the generation has the same stem and root for a word, and both stand in a passage of it."""
        views = self._base.views_of(number) or (number, number)
        stands = self._columns.of("stem", views[0]) >= 0 and self._columns.of("root", views[1]) >= 0
        return stands and (self._base[views[0]], self._base[views[1]]) == (own.stem, own.root)


class Updater:
    """Keeps one generation of one cluster current. For one thread."""

    def __init__(self, cluster: Cluster, generation: Generation) -> None:
        self._cluster, self._generation = cluster, generation
        self._bulk, self._state = Bulk(cluster), State(cluster)
        self._names = generation.indices
        self._held = self._read_held()
        self._is_open = False

    def is_current(self) -> bool:
        """Whether this generation is still the one that serves."""
        return self._state.read("serving").get("name") == self._generation.facts.name

    def _read_held(self) -> dict[str, tuple[int, int]]:
        """Of each document in the cluster, by its key, its checksum and how many passages it has."""
        held: dict[str, tuple[int, int]] = {}
        body: dict[str, Any] = {"size": _AT_ONCE, "sort": ["document_id"], "_source": ["check", "passages"],
                                "track_total_hits": False}  # fmt: skip
        while True:
            found = self._cluster.do(lambda client, seconds: client.search(
                index=self._names["documents"], body=body, params={"allow_partial_search_results": "false"},
                request_timeout=seconds))["hits"]["hits"]  # fmt: skip
            for hit in found:
                held[hit["_id"]] = hit["_source"]["check"], hit["_source"]["passages"]
            if len(found) < _AT_ONCE:
                return held
            body["search_after"] = found[-1]["sort"]

    def update(self, index: Index) -> bool | None:
        """Make the generation hold what the index does: whether anything was written; None where so much has changed
        that a new generation should be made.
        """
        ids = list(index.texts.ids())
        now = {layout.key_of(each): place for place, each in enumerate(ids)}
        checks = index.arrays["text_checks"]
        changed = [place for key, place in now.items() if self._held.get(key, (-1, 0))[0] != int(checks[place])]
        gone = self._held.keys() - now.keys()
        if not changed and not gone:
            return False
        if len(changed) + len(gone) > max(_ALWAYS, _MOST_SHARE * len(self._held)):
            return None
        numbers = GenerationNumbers(self._generation, index)
        extractor = Extractor(index, numbers)
        found = [extractor.document(place) for place in changed]
        there = added_words(self._cluster, self._generation.facts.name)
        if len(there) + len(numbers.added) > MOST_WORDS:
            return None
        self._open()
        self._write(found, numbers.added, gone)
        self._tell(index)
        return True

    def _open(self) -> None:
        """Let the indices be written to, which are closed once they are built."""
        if not self._is_open:
            self._cluster.do(lambda client, seconds: client.indices.put_settings(
                index=",".join(self._names.values()), body={"index": {"blocks.write": False}},
                request_timeout=seconds))  # fmt: skip
            body = {"_meta": {**layout.marked(), **self._generation.facts.as_meta(), "changed": True}}
            for index in self._names.values():
                self._cluster.do(lambda client, seconds, index=index: client.indices.put_mapping(
                    index=index, body=body, request_timeout=seconds))  # type: ignore[misc]  # fmt: skip
            self._is_open = True

    def _write(self, found: list[tuple[Stored, list[Stored]]], added: dict[str, AddedWord], gone: set[str]) -> None:
        """The words first, then passages before their documents: what is told of was written before."""

        def items() -> Iterator[tuple[str, Stored]]:
            for word in added.values():
                yield self._names["vocabulary"], Stored(f"word-{layout.key_of(word.word)}", word._asdict())
            for document, passages in found:
                yield from ((self._names["passages"], passage) for passage in passages)
                yield self._names["documents"], document

        for _ in self._bulk.write(items()):
            pass
        self._refresh("vocabulary")
        left = {document.id: len(passages) for document, passages in found} | dict.fromkeys(gone, 0)
        surplus = [layout.passage_name(key, place) for key, kept in left.items()
                   for place in range(kept, self._held.get(key, (0, 0))[1])]  # fmt: skip
        self._bulk.delete(self._names["passages"], surplus)
        self._bulk.delete(self._names["documents"], sorted(gone))
        self._refresh("passages", "documents")
        self._held |= {document.id: (document.source["check"], len(passages)) for document, passages in found}
        for key in gone:
            del self._held[key]

    def _refresh(self, *kinds: str) -> None:
        index = ",".join(self._names[kind] for kind in kinds)
        self._cluster.do(lambda client, seconds: client.indices.refresh(index=index, request_timeout=seconds))

    def _tell(self, index: Index) -> None:
        """Say that there was a change, for serving nodes to see."""
        serving = self._state.read("serving")
        count = int(serving.get("changes", 0)) + 1
        told = {"changes": count, "documents": index.document_count, "passages": index.passage_count}
        self._state.write(f"changes-{self._generation.facts.name}", told)
        self._state.write("serving", {**serving, **told})


def updater_of(cluster: Cluster, folder: Path) -> Updater:
    """The updater of the generation that serves; `folder`: where vocabularies are kept. Raises ClusterError."""
    name = serving_name(cluster, seconds=10)
    if name is None:
        raise faults.missing()
    return Updater(cluster, Generation.open(cluster, name, folder))

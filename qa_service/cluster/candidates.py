"""Candidates: the passages that one question has met, as an index that the kernel ranks and that is cited from.

A question meets its passages in the cluster, once for each way in which it is read. Each time those that were met are
set behind the others, so that the numbers of sentences that were ranked before stay what they were. The vocabulary,
with the weights of its terms, is that of the whole generation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from qa_service.cluster.stored.packing import SENTENCE_ARRAYS, PackedPassage
from qa_service.corpus.document import Document
from qa_service.native.arrays import Array, Ints, offsets

_TUPLES = ("tags", "found")
_LENGTHS = ("sentence_tokens", "document_titles")


def document_of(metadata: Mapping[str, Any], text: str = "") -> Document:
    """The document of the fields that a passage or a document of the cluster has."""
    fields: dict[str, Any] = {name: tuple(value) if name in _TUPLES else value for name, value in metadata.items()}
    if "boilerplate" in fields:
        fields["boilerplate"] = tuple(map(tuple, fields["boilerplate"]))
    return Document(**fields, text=text)


@dataclass(slots=True)
class _Document:
    """A document, and those of its passages that were met, by their places."""

    passages: dict[int, PackedPassage] = field(default_factory=dict)

    def with_sentences_before(self) -> list[PackedPassage]:
        """The passages by their places, and before each the sentence that stands before it in the document."""
        found = dict(self.passages)
        for place, passage in self.passages.items():
            if passage.before is not None and place > 0 and place - 1 not in found:
                found[place - 1] = _only(passage, *passage.before)
        return [found[place] for place in sorted(found)]


def _only(passage: PackedPassage, start: int, end: int, text: str) -> PackedPassage:
    """What is known of the passage before one: its last sentence, of which words are never asked."""
    arrays: dict[str, Array] = {name: np.zeros(1, kind) for name, kind in SENTENCE_ARRAYS.items()}
    arrays |= {name: np.zeros(0, np.int32) for name in ("tokens", "title_tokens")}
    arrays["sentence_start"][0], arrays["sentence_end"][0] = start, end
    return replace(passage, place=passage.place - 1, text=text,
                   before=None, twins=(), arrays=arrays, words=())  # fmt: skip


class Candidates:
    """The arrays of all passages that were met; grows, and renumbers nothing."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.passages: list[PackedPassage | None] = []  # by number; None for one that was not met
        self._parts: dict[str, list[Array]] = {}
        self._twins: list[tuple[int, int]] = []
        self._sentences = 0

    def take(self, met: Sequence[PackedPassage]) -> Mapping[str, int]:
        """Set passages behind those that are there; the number of each by its name."""
        groups: dict[str, _Document] = {}
        for passage in met:
            groups.setdefault(passage.document, _Document()).passages[passage.place] = passage
        numbers: dict[str, int] = {}
        first_sentences: dict[str, int] = {}
        for group in groups.values():
            self._take_document(group, numbers, first_sentences)
        for passage in met:
            for twin in passage.twins:
                if twin.passage in first_sentences:
                    own = first_sentences[passage.name] + twin.sentence
                    self._twins.append((own, first_sentences[twin.passage] + twin.original))
        self.__dict__.pop("arrays", None)
        return numbers

    def _take_document(self, group: _Document, numbers: dict[str, int], first_sentences: dict[str, int]) -> None:
        ordered = group.with_sentences_before()
        any_passage = next(iter(group.passages.values()))
        base, number = len(self.passages), len(self.documents)
        held = {each.place: each for each in ordered}
        count = max(held) + 1
        self.documents.append(document_of(any_passage.metadata))
        sentences = np.zeros(count, np.int32)
        for place in range(count):
            passage = held.get(place)
            self.passages.append(passage)
            if passage is None:
                continue
            sentences[place] = len(passage.arrays["sentence_start"])
            if place in group.passages:
                numbers[passage.name] = base + place
                first_sentences[passage.name] = self._sentences
            self._sentences += int(sentences[place])
            for name in (*SENTENCE_ARRAYS, "tokens"):
                self._parts.setdefault(name, []).append(passage.arrays[name])
        self._add("passage_sentences", sentences)
        self._add("passage_document", np.full(count, number, np.int32))
        self._add("document_base", np.array([base], np.int32))
        self._add("title_tokens", any_passage.arrays["title_tokens"])
        self._add("document_titles", np.array([len(any_passage.arrays["title_tokens"])], np.int32))

    def _add(self, name: str, array: Array) -> None:
        self._parts.setdefault(name, []).append(array)

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """What an index holds of its passages."""
        found = {name: self._joined(name, kind) for name, kind in SENTENCE_ARRAYS.items()}
        for name in ("tokens", "title_tokens", "passage_sentences", "passage_document", "document_base",
                     "document_titles"):  # fmt: skip
            found[name] = self._joined(name, np.dtype(np.int32))
        found["passage_sentences"] = offsets(found["passage_sentences"]).astype(np.int32)
        found["document_passages"] = np.append(found.pop("document_base"), len(self.passages)).astype(np.int32)
        for name in _LENGTHS:
            found[name] = offsets(found[name]).astype(np.int32)
        twins = np.array(sorted(dict(self._twins).items()), np.int32).reshape(-1, 2)
        return found | {"twin_sentences": twins[:, 0].copy(), "twin_originals": twins[:, 1].copy()}

    def _joined(self, name: str, kind: np.dtype[Any]) -> Array:
        parts = self._parts.get(name)
        return np.zeros(0, kind) if not parts else np.concatenate(parts).astype(kind, copy=False)

    def lengths(self, numbers: Ints) -> Ints:
        """How many terms each of these passages has, its title counted."""
        arrays = self.arrays
        reach = arrays["sentence_tokens"][arrays["passage_sentences"]]
        return np.asarray(
            (reach[numbers + 1] - reach[numbers])
            + np.diff(arrays["document_titles"])[arrays["passage_document"][numbers]]
        )

"""Extracting: the passages, documents and vocabulary of an embedded index in the form that the cluster stores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from qa_service.cluster.generation import VOCABULARY
from qa_service.cluster.stored.documents import packed_document
from qa_service.cluster.stored.layout import key_of, label, passage_name, term
from qa_service.cluster.stored.packing import SENTENCE_ARRAYS, PackedPassage, Twin, packed
from qa_service.index.index import Index
from qa_service.index.postings.columns import VIEWS
from qa_service.indexing.bm25 import okapi_idf
from qa_service.native.arrays import Array, Arrays, Floats


class Numbering(Protocol):
    """Tells the words of a passage in other numbers."""

    def renumbered(self, passage: PackedPassage) -> PackedPassage:
        """The same passage."""


_NOT_WITH_A_PASSAGE = ("found", "boilerplate")
_MOST_TERMS = 200_000  # that are remembered as they are stored


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands under one `_id`."""

    id: str
    source: Mapping[str, Any]


class Extractor:
    """Reads an index passage by passage; what it holds beside that doesn't grow with the index."""

    def __init__(self, index: Index, numbering: Numbering | None = None) -> None:
        """`numbering`: tells words in the numbers of another generation; None: in those of the index itself."""
        self._numbering = numbering
        self._index, self._arrays = index, index.arrays
        self._columns = {view: index.arrays["terms"][view] for view in VIEWS}
        self.mean_length = mean_length(index.arrays)
        self._token_of = lru_cache(maxsize=_MOST_TERMS)(lambda number: term(index.vocabulary[number]))

    def documents(self, first: int = 0) -> Iterator[tuple[Stored, list[Stored]]]:
        """Every document from one on, in their order, with its passages."""
        return map(self.document, range(first, self._index.document_count))

    def document(self, number: int) -> tuple[Stored, list[Stored]]:
        """One document, with its passages."""
        bounds = self._arrays["document_passages"]
        fields = dict(self._index.texts.fields(number))
        key, text = key_of(fields["id"]), self._index.texts.whole(number)
        begin, end = int(bounds[number]), int(bounds[number + 1])
        labels = _labels(fields)
        passages = [self._passage(passage, key, fields, labels, text) for passage in range(begin, end)]
        source = {
            **labels, "order": begin, "check": int(self._arrays["text_checks"][number]), "passages": end - begin,
            "packed": packed_document(key, fields, text),
        }  # fmt: skip
        return Stored(key, source), passages

    def _passage(
        self, passage: int, key: str, fields: Mapping[str, Any], labels: Mapping[str, Any], text: str
    ) -> Stored:
        made = self._made(passage, key, fields, text)
        tokens = np.concatenate((made.arrays["tokens"], made.arrays["title_tokens"]))
        views = {view: " ".join(map(self._token_of, self._columns[view][tokens].tolist())) for view in VIEWS}
        return Stored(made.name, {
            "stems": views["stem"], "roots": views["root"], **labels, "document": key, "place": made.place,
            "order": passage, "packed": packed(made if self._numbering is None else self._numbering.renumbered(made)),
        })  # fmt: skip

    def _made(self, passage: int, key: str, fields: Mapping[str, Any], text: str) -> PackedPassage:
        arrays, document = self._arrays, self._index.document_of(passage)
        place = self._index.place_in_document(passage)
        sentences = slice(*arrays["passage_sentences"][passage : passage + 2].tolist())
        own = {name: arrays[name][sentences] for name in SENTENCE_ARRAYS if name != "sentence_tokens"}
        reach = arrays["sentence_tokens"][sentences.start : sentences.stop + 1]
        own |= {
            "sentence_tokens": np.diff(reach), "tokens": arrays["tokens"][reach[0] : reach[-1]],
            "title_tokens": arrays["title_tokens"][slice(*arrays["document_titles"][document : document + 2].tolist())],
        }  # fmt: skip
        starts, ends = own["sentence_start"], own["sentence_end"]
        before = None
        if place > 0:
            start, end = (int(arrays[f"sentence_{side}"][sentences.start - 1]) for side in ("start", "end"))
            before = start, end, text[start:end]
        return PackedPassage(
            passage_name(key, place), key, place,
            {name: value for name, value in fields.items() if name not in _NOT_WITH_A_PASSAGE},
            text[int(starts[0]) : int(ends[-1])], self._index.utf16_before(passage, int(starts[0])), before,
            self._twins(sentences), own,
        )  # fmt: skip

    def _twins(self, sentences: slice) -> tuple[Twin, ...]:
        twins, originals = self._arrays["twin_sentences"], self._arrays["twin_originals"]
        first, last = np.searchsorted(twins, (sentences.start, sentences.stop)).tolist()
        return tuple(
            Twin(int(twins[place]) - sentences.start, *self._named(int(originals[place])))
            for place in range(first, last)
        )

    def _named(self, sentence: int) -> tuple[str, int]:
        passage = self._index.passage_of(sentence)
        name = passage_name(key_of(self._index.metadata_of(passage).id), self._index.place_in_document(passage))
        return name, sentence - self._index.sentences_of(passage).start


def _labels(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What filters look at."""
    labels: dict[str, Any] = {"document_id": label(fields["id"])}
    for name in ("publisher", "language", "date"):
        if fields.get(name) is not None:
            labels[name] = label(fields[name])
    if fields.get("tags"):
        labels["tags"] = sorted({label(tag) for tag in fields["tags"]})
    return labels


def mean_length(arrays: Arrays) -> float:
    """How many terms a passage has on average, its title counted; as `indexing.bm25` takes it."""
    reach = arrays["sentence_tokens"][arrays["passage_sentences"]]
    lengths = np.diff(reach) + np.diff(arrays["document_titles"])[arrays["passage_document"]]
    return float(lengths.astype(np.float32).mean()) if len(lengths) else 0.0


def vocabulary_arrays(index: Index) -> dict[str, Array]:
    """The arrays of a generation's vocabulary."""
    arrays = {**index.arrays, "column_okapi": _okapi(index.arrays, index.passage_count)}
    return {name: arrays[name] for name in VOCABULARY}


def _okapi(arrays: Arrays, passages: int) -> Floats:
    """rank_bm25's idf of each column: its floor is a share of the mean of the view that the column is of."""
    containing, roots = np.diff(arrays["column_starts"]), arrays["root_columns"]
    stems = int(arrays["stem_before"][-1]) + int(arrays["stem_bits"][-1]).bit_count() if len(arrays["stem_bits"]) else 0
    idf = np.zeros(len(containing))
    idf[roots] = okapi_idf(containing[roots], passages)
    idf[:stems] = okapi_idf(containing[:stems], passages)
    return idf

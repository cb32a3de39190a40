"""Recurring: sentences that stand at the edges of many documents, which belong to the page and not to the article.

Share lines, calls to subscribe, names of columns. They are never cited; a maintainer overrules it in `boilerplate.txt`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qa_service.corpus.boilerplate import LinePattern, is_kept
from qa_service.index.storage.texts import Texts
from qa_service.native.arrays import Array, Arrays, Bools, Ints, spans

_FIRST, _LAST = 3, 5  # sentences of a document that are its edges
_LEAST_DOCUMENTS, _SHARE, _ENOUGH_DOCUMENTS = 5, 0.01, 50  # that have the same sentence: a hundredth, within bounds
_MOST_TERMS = 30  # of a sentence; a longer one is a paragraph of the article
_MOST_OF_A_DOCUMENT = 0.6  # of its edges; a document of more is a copy of others and keeps its sentences,
_ALWAYS = 3  # but so many may always be
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd: 2^64 divided by the golden ratio, as Knuth hashes


@dataclass(frozen=True, slots=True)
class Recurring:
    """A sentence that is not cited since so many documents have it."""

    text: str
    documents: int


def recurring_array(arrays: Arrays) -> dict[str, Array]:
    """`sentence_recurring`: for each sentence whether it recurs."""
    found = np.zeros(len(arrays["sentence_start"]), np.bool_)
    edges, document = _edges(arrays)
    lengths = arrays["sentence_tokens"][edges + 1] - arrays["sentence_tokens"][edges]
    is_short = (lengths > 0) & (lengths <= _MOST_TERMS)
    short = edges[is_short]
    if len(short):
        _, number = np.unique(_keys(arrays, short), return_inverse=True)
        of_all = int(document.max()) + 1
        documents = np.bincount(np.unique(number * of_all + document[is_short]) // of_all)
        recurs = np.zeros(len(edges), np.bool_)
        recurs[is_short] = documents[number] >= _least_documents(of_all)
        found[edges[recurs & ~_is_copy(recurs, document)[document]]] = True
    return {"sentence_recurring": found}


def spared(arrays: Arrays, additions: tuple[LinePattern, ...]) -> dict[str, Array]:
    """`sentence_recurring` without the sentences that a maintainer keeps by these patterns; nothing if none keeps."""
    if not any(each.keeps for each in additions):
        return {}
    found = arrays["sentence_recurring"].copy()
    for text, sentence in _texts(arrays):
        found[sentence] = not is_kept(text, additions)
    return {"sentence_recurring": found}


def recurring_of(arrays: Arrays) -> list[Recurring]:
    """The sentences that recur, each once, with how many have it; the most frequent first."""
    counts: dict[str, int] = {}
    for text, _ in _texts(arrays):
        counts[text] = counts.get(text, 0) + 1
    return [Recurring(text, count) for text, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _texts(arrays: Arrays) -> Iterator[tuple[str, int]]:
    """The wording of every recurring sentence, and its number."""
    texts, last, whole = Texts(arrays), -1, ""
    for sentence in np.flatnonzero(arrays["sentence_recurring"]).tolist():
        passage = int(np.searchsorted(arrays["passage_sentences"], sentence, side="right")) - 1
        document = int(arrays["passage_document"][passage])
        if document != last:
            last, whole = document, texts.whole(document)
        yield whole[int(arrays["sentence_start"][sentence]) : int(arrays["sentence_end"][sentence])], sentence


def _edges(arrays: Arrays) -> tuple[Ints, Ints]:
    """The sentences at the edges of the documents, ascending, and the document of each."""
    bounds = arrays["passage_sentences"][arrays["document_passages"]].astype(np.int64)
    first, end = bounds[:-1], bounds[1:]
    head = np.minimum(first + _FIRST, end)
    tail = np.maximum(end - _LAST, head)
    starts, ends = np.stack((first, tail), 1).ravel(), np.stack((head, end), 1).ravel()
    return spans(starts, ends), np.repeat(np.repeat(np.arange(len(first)), 2), ends - starts)


def _keys(arrays: Arrays, sentences: Ints) -> Array:
    """A hash of the terms of each sentence, in their order."""
    starts, ends = (arrays["sentence_tokens"][sentences + by].astype(np.int64) for by in (0, 1))
    lengths = ends - starts
    begins = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(begins, lengths)
    tokens = arrays["tokens"][spans(starts, ends)].astype(np.uint64)
    mixed = (tokens + np.uint64(1)) * _MULTIPLIER
    mixed = (mixed ^ (mixed >> np.uint64(29))) * (_MULTIPLIER + np.uint64(2) * place.astype(np.uint64))
    return np.asarray(np.add.reduceat(mixed ^ (mixed >> np.uint64(32)), begins))


def _least_documents(documents: int) -> int:
    return max(_LEAST_DOCUMENTS, min(_ENOUGH_DOCUMENTS, round(_SHARE * documents)))


def _is_copy(recurs: Bools, document: Ints) -> Bools:
    """Which documents have nearly all of their edges from others."""
    edges, recurring = np.bincount(document), np.bincount(document, recurs)
    return np.asarray((recurring > np.maximum(_ALWAYS, _MOST_OF_A_DOCUMENT * edges)) | (recurring == edges))

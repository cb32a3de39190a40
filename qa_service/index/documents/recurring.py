"""Recurring: sentences that stand in many documents of a site, which belong to the page and not to the article.

Share lines, calls to subscribe, names of columns, wherever they stand; how many documents it takes hangs on the form of
the sentence (`furniture.py`). They are never cited; a maintainer overrules it in `boilerplate.txt`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qa_service.corpus.boilerplate import LinePattern, is_kept
from qa_service.index.documents.furniture import LEAST_DOCUMENTS, least_documents
from qa_service.index.documents.sites import site_numbers
from qa_service.index.storage.texts import Texts
from qa_service.native.arrays import Array, Arrays, Bools, Ints, spans

_FIRST, _LAST = 3, 5  # sentences of a document that are its edges, as is a longer run of what recurs
_MOST_TERMS = 30  # of a sentence; a longer one is a paragraph of the article
_MOST_OF_A_DOCUMENT = 0.85  # of its terms; a document of more is a copy of others and keeps its sentences,
_ALWAYS = 3  # but so many may always be
_EDGE_SHARE = 0.5  # of the places of a sentence, for it to be one of the edges
_AT_ONCE = 200_000  # sentences that are hashed; bounds the memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd: 2^64 divided by the golden ratio, as Knuth hashes


@dataclass(frozen=True, slots=True)
class Recurring:
    """A sentence that is not cited since so many documents have it."""

    text: str
    documents: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """Sentences whose wording many documents have. All but `first` have one place a sentence."""

    sentences: Ints  # ascending
    wording: Ints  # its number
    documents: Ints
    counts: Bools  # whether it counts for its wording: not in a copy of another document
    at_edge: Bools
    first: Ints  # sentence of each wording


def recurring_array(arrays: Arrays) -> dict[str, Array]:
    """`sentence_recurring`: for each sentence whether it recurs."""
    found = np.zeros(len(arrays["sentence_start"]), np.bool_)
    lines = _lines(arrays)
    if len(lines.sentences):
        texts = Texts(arrays)
        sites = site_numbers(texts.all_fields())
        recurs = np.zeros(len(lines.first), np.bool_)
        for site_of in (np.zeros_like(sites), sites):
            _judge(arrays, texts, lines, site_of, recurs)
        found[lines.sentences[recurs[lines.wording]]] = True
    return {"sentence_recurring": found}


def _judge(arrays: Arrays, texts: Texts, lines: _Lines, site_of: Ints, recurs: Bools) -> None:
    """Mark in `recurs` which wordings belong to the page of a site; `site_of`: the site of each document."""
    sizes, all_documents = np.bincount(site_of), len(site_of)
    pair = (lines.wording * len(sizes) + site_of[lines.documents])[lines.counts]
    within, documents = np.unique(np.unique(pair * all_documents + lines.documents[lines.counts]) // all_documents,
                                  return_counts=True)  # fmt: skip
    at_edge = np.bincount(np.searchsorted(within, pair), lines.at_edge[lines.counts], len(within))
    occurrences = np.bincount(np.searchsorted(within, pair), minlength=len(within))
    is_edge = at_edge >= _EDGE_SHARE * occurrences
    for place in np.flatnonzero(documents >= LEAST_DOCUMENTS).tolist():
        wording, site = divmod(int(within[place]), len(sizes))
        if not recurs[wording]:
            text, terms = _wording_of(arrays, texts, lines, int(lines.first[wording]))
            least = least_documents(text, terms, bool(is_edge[place]), int(sizes[site]))
            recurs[wording] = documents[place] >= least


def _wording_of(arrays: Arrays, texts: Texts, lines: _Lines, sentence: int) -> tuple[str, int]:
    """The text of a sentence, and how many terms it has."""
    document = int(lines.documents[np.searchsorted(lines.sentences, sentence)])
    text = texts.whole(document)[int(arrays["sentence_start"][sentence]) : int(arrays["sentence_end"][sentence])]
    return text, int(arrays["sentence_tokens"][sentence + 1] - arrays["sentence_tokens"][sentence])


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


def _lines(arrays: Arrays) -> _Lines:
    """The sentences whose wording `LEAST_DOCUMENTS` or more documents have."""
    lengths = np.diff(arrays["sentence_tokens"])
    bounds = arrays["passage_sentences"][arrays["document_passages"]].astype(np.int64)
    document = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    short = np.flatnonzero((lengths > 0) & (lengths <= _MOST_TERMS))
    keys = [_keys(arrays, short[begin : begin + _AT_ONCE]) for begin in range(0, len(short), _AT_ONCE)]
    _, wording, counts = np.unique(np.concatenate([np.zeros(0, np.uint64), *keys]), return_inverse=True,
                                   return_counts=True)  # fmt: skip
    short, wording = (each[counts[wording] >= LEAST_DOCUMENTS] for each in (short, wording))
    pairs = np.unique(wording * len(bounds) + document[short])
    widely = np.bincount(pairs // len(bounds), minlength=len(counts))[wording] >= LEAST_DOCUMENTS
    sentences, (_, first, wording) = short[widely], np.unique(wording[widely], return_index=True, return_inverse=True)
    is_line = np.zeros(len(document), np.bool_)
    is_line[sentences] = True
    documents = document[sentences]
    counted = ~_is_copy(is_line, lengths, document)[documents]
    return _Lines(
        sentences, wording, documents, counted, _at_edge(is_line, document, bounds)[sentences], sentences[first]
    )


def _at_edge(is_line: Bools, document: Ints, bounds: Ints) -> Bools:
    """Which sentences are the first or last of their document, or stand in a run of lines that reaches there."""
    place, others = np.arange(len(document)), np.flatnonzero(~is_line)
    first_other, last_other = bounds[1:].copy(), bounds[:-1] - 1
    first_other[document[others[::-1]]] = others[::-1]
    last_other[document[others]] = others
    first, end = bounds[document], bounds[document + 1]
    near = (place < first + _FIRST) | (place >= end - _LAST)
    return np.asarray(near | (place < first_other[document]) | (place > last_other[document]))


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


def _is_copy(is_line: Bools, lengths: Ints, document: Ints) -> Bools:
    """Which documents have nearly all of their terms from others."""
    sentences, lines = np.bincount(document), np.bincount(document, is_line)
    terms, of_lines = np.bincount(document, lengths), np.bincount(document, lengths * is_line)
    return np.asarray(((of_lines > _MOST_OF_A_DOCUMENT * terms) & (lines > _ALWAYS)) | (lines == sentences))

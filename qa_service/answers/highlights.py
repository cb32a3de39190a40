"""Highlights: the spans of a cited sentence that answer or match the question."""

import ctypes
from functools import cache
from typing import NamedTuple

import numpy as np

from qa_service.answers.read_phrase import checked_phrase
from qa_service.answers.sentence_words import SentenceWords, words_of
from qa_service.answers.spans import NAMES, phrases
from qa_service.arabic.conversation.asking import KINDS, kind_of_question
from qa_service.arabic.conversation.cues import WANTED_TERM_CUES
from qa_service.index.index import Index
from qa_service.index.wording import MATCHED
from qa_service.native.arrays import Floats
from qa_service.native.library import KERNEL, Number, address
from qa_service.query.query import Query
from qa_service.ranking.reranker import WEIGHTS, Ranking
from qa_service.ranking.trees import Trees

Span = tuple[int, int]

_WEIGHTS = WEIGHTS / "spans.npz"


@cache
def chooser() -> Trees:
    """The learned weights that come with the package."""
    return Trees.load(_WEIGHTS)


@cache
def _fitting() -> Trees:
    """The same for the kernel's features."""
    return chooser().fit_for(NAMES)


class Marks(NamedTuple):
    """What is marked in a cited sentence, in code points of it."""

    answer: Span | None  # the short answer
    spans: tuple[Span, ...]  # it first, then the words outside it that match the question; no two overlap


def marks_of(index: Index, sentence: int, text: str, query: Query, ranking: Ranking | None = None) -> Marks:
    """What is to be marked in a sentence, whose text is given.

    `ranking`: the one that it is the first of, so that it has a short answer: the reader's, where one has read.
    """
    terms = query.terms
    wording = index.wording(sentence, text, [term.stem_number for term in terms], [term.root_number for term in terms])
    spans = [(start, end) for start, end, mark in zip(*wording, strict=True) if mark & MATCHED]
    if ranking is None:
        answer = None
    elif ranking.is_read:
        answer = ranking.phrase and checked_phrase(text, wording, query, ranking.phrase)
    else:
        answer = short_answer(words_of(text, wording, query), query)
    if answer is None:
        return Marks(None, tuple(spans))
    return Marks(answer, (answer, *(span for span in spans if span[1] <= answer[0] or span[0] >= answer[1])))


def short_answer(words: SentenceWords, query: Query, kernel: ctypes.PyDLL | None = KERNEL) -> Span | None:
    """The phrase of a sentence that likeliest answers, in code points; None if it has no phrase to offer.

    `kernel`: None for numpy alone.
    """
    if kernel is not None:
        found = in_kernel(kernel, words, query, _fitting())[1]
        return None if found is None else (words.starts[found[0]], words.ends[found[1]])
    candidates = phrases(words, query)
    if candidates is None:
        return None
    best = int(np.argmax(chooser().fit_for(candidates.names).score(candidates.rows)))
    return int(candidates.starts[best]), int(candidates.ends[best])


class _Words(ctypes.Structure):
    """The words of a sentence, as phrase.c knows them."""

    _fields_ = (
        ("traits", ctypes.c_char_p), ("matched", ctypes.c_char_p), ("first_term", ctypes.c_char_p),
        ("rarest_term", ctypes.c_char_p), ("gap", ctypes.c_char_p), ("count", Number), ("wanted", Number),
        ("kind", Number),
    )  # fmt: skip


class _Phrase(ctypes.Structure):
    """A phrase by its first and last token, as phrase.c knows it."""

    _fields_ = (("first", ctypes.c_int32), ("last", ctypes.c_int32))


def in_kernel(
    kernel: ctypes.PyDLL, words: SentenceWords, query: Query, trees: Trees, rows: Floats | None = None
) -> tuple[int, tuple[int, int] | None]:
    """How many candidates a sentence has, and the first and last token of the likeliest.

    `rows`: room for the features of all, which are written there.
    """
    kind, best = kind_of_question(query.text), _Phrase()
    read = _Words(words.traits, words.matched, words.first_term, words.rarest_term, words.gap, len(words.starts),
                  WANTED_TERM_CUES.get(kind, 0), KINDS.index(kind))  # fmt: skip
    count = kernel.kernel_phrase(ctypes.byref(read), ctypes.byref(trees.for_kernel), ctypes.byref(best),
                                 None if rows is None else address(rows))  # fmt: skip
    if count < 0:
        raise MemoryError
    return count, (best.first, best.last) if count else None

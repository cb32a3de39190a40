"""Spans: the short answer inside a sentence, chosen among its phrases by learned trees, in the kernel.

What a candidate is, native/phrase.c says, and what its features are, native/phrase_list.h.
"""

import ctypes
from dataclasses import dataclass
from functools import cache

import numpy as np

from qa_service.answers.sentence_words import SentenceWords
from qa_service.arabic.conversation.asking import KINDS
from qa_service.arabic.conversation.cues import WANTED_TERM_CUES
from qa_service.native.arrays import Floats, Ints
from qa_service.native.library import KERNEL, Number, address, names_of, of_kernel
from qa_service.query.query import Query
from qa_service.ranking.reranker import WEIGHTS
from qa_service.ranking.trees import Trees

Span = tuple[int, int]

NAMES = names_of("kernel_phrase_names")
"""All features in their order."""
LONGEST_TOKENS = 9  # of a candidate; as in phrase.c
_WEIGHTS = WEIGHTS / "spans.npz"


@cache
def chooser() -> Trees:
    """The learned weights that come with the package."""
    return Trees.load(_WEIGHTS)


@cache
def _fitting() -> Trees:
    """The same for the kernel's features."""
    return chooser().fit_for(NAMES)


@of_kernel("SentenceWords")
class _Words(ctypes.Structure):
    """The words of a sentence, as phrase.c knows them."""

    _fields_ = (
        ("traits", ctypes.c_char_p), ("to", ctypes.c_char_p * 3), ("gap", ctypes.c_char_p), ("count", Number),
        ("wanted", Number), ("kind", Number),
    )  # fmt: skip

    @classmethod
    def of(cls, words: SentenceWords, query: Query) -> "_Words":
        """The words beside a question; they have to be held."""
        to = (ctypes.c_char_p * 3)(words.matched, words.first_term, words.rarest_term)
        return cls(words.traits, to, words.gap, len(words.starts), WANTED_TERM_CUES.get(query.kind, 0),
                   KINDS.index(query.kind))  # fmt: skip


@of_kernel("Phrase")
class _Phrase(ctypes.Structure):
    """A phrase by its first and last token, as phrase.c knows it."""

    _fields_ = (("first", ctypes.c_int32), ("last", ctypes.c_int32))


def short_answer(words: SentenceWords, query: Query) -> Span | None:
    """The phrase of a sentence that likeliest answers, in code points; None if it has no phrase to offer."""
    best = _Phrase()
    count = KERNEL.kernel_phrase(
        ctypes.byref(_Words.of(words, query)), ctypes.byref(_fitting().for_kernel), ctypes.byref(best)
    )
    if count < 0:
        raise MemoryError
    return (words.starts[best.first], words.ends[best.last]) if count else None


@dataclass(frozen=True, slots=True)
class Phrases:
    """N candidate phrases of one sentence: `starts[i]` to `ends[i]` in code points of the sentence, with features."""

    starts: Ints
    ends: Ints
    rows: Floats  # N by NAMES


def phrases(words: SentenceWords, query: Query) -> Phrases | None:
    """The candidate phrases of a sentence, for those who learn from them; None if it has none."""
    most = LONGEST_TOKENS * len(words.starts)
    tokens, rows = np.empty((most, 2), np.int32), np.empty(most * len(NAMES), np.float32)
    count = KERNEL.kernel_phrases(ctypes.byref(_Words.of(words, query)), address(tokens), address(rows))
    if count < 0:
        raise MemoryError
    if not count:
        return None
    first, last = tokens[:count].T
    found = rows[: count * len(NAMES)].reshape(len(NAMES), count).T
    return Phrases(np.array(words.starts)[first], np.array(words.ends)[last], found)

"""Kernel ranker: the sentences of the passages retrieved, read, weighed and ordered by the kernel in one call.

`evidence.py`, `features.py` and those below them say in numpy what each number is, and are what the weights are learned
from; the kernel gives the same to the last bit, some ten times quicker, for it makes no call for each of them.
"""

import ctypes
from array import array
from itertools import chain

import numpy as np

from qa_service.arabic.analysis.analyzer import gram_codes
from qa_service.arabic.analysis.grams import ARTICLES
from qa_service.arabic.conversation.asking import kind_of_question
from qa_service.arabic.conversation.cues import TITLE, WANTED_TERM_CUES
from qa_service.errors import IndexUnusableError
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.index.vocabulary.byte_alphabet import encoded
from qa_service.index.wording import CorpusWords
from qa_service.native.arrays import Arrays, Floats
from qa_service.native.library import Address, Number, address
from qa_service.query.query import Query
from qa_service.ranking.coverage import may_be_name
from qa_service.ranking.evidence import term_weights
from qa_service.ranking.features import LOG_RANKS, same_for_all
from qa_service.ranking.offers import WANTED_SENTENCE_CUES
from qa_service.ranking.trees import Trees

MOST_TERMS = 64  # of a question; as in kernel.h
_KEPT = 30  # as in rank.c
_NUMBERS = (
    "passage_sentences", "passage_document", "document_passages", "document_titles", "title_tokens", "sentence_tokens",
    "sentence_start", "sentence_end", "sentence_heading", "sentence_cues", "sentence_recurring", "twin_sentences",
    "twin_originals",
)  # fmt: skip
_OF_KIND = {"norm_stem": "f", "norm_root": "f", "norm_gram": "f",
            "gram_codes": "L", "idf_gram": "f"}  # fmt: skip


_ARTICLES = np.array([(0xFF_FF_FF >> 8 * (3 - len(article)), int.from_bytes(encoded(article), "little"), len(article))
                      for article in ARTICLES], np.int32)  # fmt: skip
"""The articles that the grams of a term leave out: which bits of its first four bytes they are, what these are then,
and how many letters."""


class _Numbers(ctypes.Structure):
    """Whole numbers of an index, as features.h knows them."""

    _fields_ = (("at", Address), ("count", Number), ("kind", Number))


class _Corpus(ctypes.Structure):
    """What is read of an index, as features.h knows it."""

    _fields_ = (
        ("words", Address), *((name, _Numbers) for name in _NUMBERS), ("norm_stem", Address), ("norm_root", Address),
        ("norm_gram", Address), ("gram_codes", Address), ("idf_gram", Address), ("gram_codes_count", Number),
    )  # fmt: skip


class _Question(ctypes.Structure):
    """A question, as features.h knows it."""

    _fields_ = (
        ("words", Address), ("stems", Address), ("roots", Address), ("count", Number), ("codes", Address),
        ("code_count", Number), ("weights", Address), ("idf_stem", Address), ("idf_root", Address),
        ("may_be_name", ctypes.c_char_p), ("same_for_all", Address), ("term_cues", Number), ("second_cues", Number),
        ("sentence_cues", Number),
    )  # fmt: skip


class Ranked(ctypes.Structure):
    """The best sentences, best first, as rank.c tells of them; places beyond those that were found hold nothing."""

    _fields_ = (
        ("sentences", Number * _KEPT), ("passages", ctypes.c_int32 * _KEPT),
        ("retrieval_scores", ctypes.c_float * _KEPT), ("rerank_scores", ctypes.c_float * _KEPT),
        ("log_odds", ctypes.c_float),
    )  # fmt: skip


class Compiled:
    """The kernel over one index. Immutable; safe to share between threads."""

    def __init__(self, index: Index, kernel: ctypes.PyDLL) -> None:
        arrays = index.arrays
        self._index, self._rank = index, kernel.kernel_rank
        self._held = arrays  # for the kernel reads where they stand
        read = [arrays[name] for name in _NUMBERS]
        numbers = [_Numbers(address(each), len(each), ord(each.dtype.char)) for each in read]
        others = [address(arrays[name]) for name in _OF_KIND]
        self._words = CorpusWords.of(arrays)
        self._words.articles, self._words.article_count = address(_ARTICLES), len(_ARTICLES)
        self._corpus = _Corpus(ctypes.addressof(self._words), *numbers, *others, len(arrays["gram_codes"]))

    @staticmethod
    def can_read(arrays: Arrays) -> bool:
        """Whether the arrays are of the kinds that the kernel knows, and of one length where they have to be."""
        sentences, grams = len(arrays["sentence_tokens"]) - 1, len(arrays["gram_codes"])
        return (
            all(arrays[name].dtype.char == kind for name, kind in _OF_KIND.items())
            and all(len(arrays[f"norm_{view}"]) == sentences for view in ("stem", "root", "gram"))
            and len(arrays["idf_gram"]) > grams
            and CorpusWords.can_read(arrays)
        )

    def rank(
        self, query: Query, hits: Hits, ranker: Trees, calibrator: Trees, rows: Floats | None = None
    ) -> tuple[int, Ranked]:
        """How many sentences were scored, and the best of them; raises IndexUnusableError where the index is damaged.

        `hits`: 1 to 128, best first. `rows`: room for the features of the shortlist, which are written there.
        """
        terms, kind = query.terms, kind_of_question(query.text)
        count = len(terms)
        if not 0 < count <= MOST_TERMS or not 0 < len(hits.passages) <= len(LOG_RANKS):
            raise ValueError("the kernel ranks 1 to 128 passages for 1 to 64 terms")
        numbers = array("i", chain([term.word_number for term in terms], [term.stem_number for term in terms],
                                   [term.root_number for term in terms]))  # fmt: skip
        weights = term_weights(self._index, query)
        measures = array("d", weights)
        for view, of_terms in (("stem", numbers[count : 2 * count]), ("root", numbers[2 * count :])):
            idf = self._index.idf(view, of_terms)
            measures.extend(weight if number >= 0 else 0.0 for number, weight in zip(of_terms, idf, strict=True))
        codes = array("Q", chain.from_iterable(gram_codes(term.word) for term in terms))
        same = array("f", same_for_all(query, weights, len(hits.passages)).values())
        first, measured = numbers.buffer_info()[0], measures.buffer_info()[0]
        question = _Question(
            first, first + 4 * count, first + 8 * count, count, codes.buffer_info()[0], len(codes),
            measured, measured + 8 * count, measured + 16 * count, bytes(map(may_be_name, terms)),
            same.buffer_info()[0], WANTED_TERM_CUES.get(kind, 0), TITLE, WANTED_SENTENCE_CUES.get(kind, 0),
        )  # fmt: skip
        ranked = Ranked()
        found = self._rank(
            ctypes.byref(self._corpus), ctypes.byref(question), hits.passages.tobytes(), hits.scores.tobytes(),
            len(hits.passages), LOG_RANKS.buffer_info()[0], ctypes.byref(ranker.for_kernel),
            ctypes.byref(calibrator.for_kernel), ctypes.byref(ranked), None if rows is None else address(rows),
        )  # fmt: skip
        if found < 0:
            raise IndexUnusableError("The sentences of the index are damaged.")
        return found, ranked

"""Sentence ranker: the sentences of the passages retrieved, read, weighed and ordered in the kernel in one call."""

import ctypes
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from qa_service.arabic.analysis.analyzer import gram_codes
from qa_service.arabic.analysis.grams import ARTICLES
from qa_service.arabic.conversation import cues
from qa_service.arabic.conversation.asking import KINDS
from qa_service.errors import IndexUnusableError
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.index.vocabulary.byte_alphabet import encoded
from qa_service.index.wording import CorpusWords
from qa_service.native.arrays import Arrays, Floats, Ints
from qa_service.native.library import KERNEL, Address, Number, address, of_kernel
from qa_service.query.query import Query
from qa_service.query.terms import QueryTerm
from qa_service.ranking.features import NAMES
from qa_service.ranking.trees import Trees

MOST_TERMS, MOST_PASSAGES = 64, 128  # as in kernel.h and features.h, and the next two
SHORTLIST = 60  # sentences, by TF-IDF and BM25, that the trees score; holds the answer of 98.6 in 100
KEPT = 30  # sentences of a ranking; an answer shows ten at most
_WANTED_SENTENCE_CUES = {  # by the kind of question that they answer
    "when": cues.TIME, "where": cues.LOCATIVE, "why": cues.REASON, "how": cues.MANNER, "what": cues.COPULA,
}  # fmt: skip
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


@of_kernel("Numbers")
class _Numbers(ctypes.Structure):
    """Whole numbers of an index, as features.h knows them."""

    _fields_ = (("at", Address), ("count", Number), ("kind", Number))


@of_kernel("Corpus")
class _Corpus(ctypes.Structure):
    """What is read of an index, as features.h knows it."""

    _fields_ = (
        ("words", Address), *((name, _Numbers) for name in _NUMBERS), ("norm_stem", Address), ("norm_root", Address),
        ("norm_gram", Address), ("gram_codes", Address), ("idf_gram", Address), ("gram_codes_count", Number),
    )  # fmt: skip


@of_kernel("Question")
class _Question(ctypes.Structure):
    """A question, as features.h knows it."""

    _fields_ = (
        ("words", Address), ("stems", Address), ("roots", Address), ("count", Number), ("codes", Address),
        ("code_count", Number), ("weights", Address), ("idf_stem", Address), ("idf_root", Address),
        ("may_be_name", ctypes.c_char_p), ("kind", Number), ("term_cues", Number), ("second_cues", Number),
        ("sentence_cues", Number),
    )  # fmt: skip


@of_kernel("Ranked")
class Ranked(ctypes.Structure):
    """The best sentences, best first, as features.h knows them; places beyond those that were found hold nothing."""

    _fields_ = (
        ("sentences", Number * KEPT), ("passages", ctypes.c_int32 * KEPT),
        ("retrieval_scores", ctypes.c_float * KEPT), ("rerank_scores", ctypes.c_float * KEPT),
        ("log_odds", ctypes.c_float),
    )  # fmt: skip


@of_kernel("Shortlist")
class _Shortlist(ctypes.Structure):
    """The candidates, as features.h knows them."""

    _fields_ = (
        ("sentences", Number * SHORTLIST), ("passages", ctypes.c_int32 * SHORTLIST),
        ("rows", ctypes.c_float * (SHORTLIST * len(NAMES))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences that the trees score, in the order of the corpus, with their passages and features."""

    sentences: Ints
    passages: Ints
    rows: Floats  # sentences by NAMES


class SentenceRanker:
    """The kernel over one index. Immutable; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        """Raises IndexUnusableError for arrays of other kinds than a build makes."""
        arrays = index.arrays
        if not _can_read(arrays):
            raise IndexUnusableError("The sentences of the index are damaged.")
        self._index = index
        self._held = arrays  # for the kernel reads where they stand
        read = [arrays[name] for name in _NUMBERS]
        numbers = [_Numbers(address(each), len(each), ord(each.dtype.char)) for each in read]
        others = [address(arrays[name]) for name in _OF_KIND]
        self._words = CorpusWords.of(arrays)
        self._words.articles, self._words.article_count = address(_ARTICLES), len(_ARTICLES)
        self._corpus = _Corpus(ctypes.addressof(self._words), *numbers, *others, len(arrays["gram_codes"]))

    def rank(self, query: Query, hits: Hits, ranker: Trees, calibrator: Trees) -> tuple[int, Ranked]:
        """How many sentences were scored, and the best of them; raises IndexUnusableError where the index is damaged.

        `hits`: 1 to 128, best first. Of a question of more than 64 terms those that weigh most count.
        """
        question, _held = self._asked(query, hits)
        ranked = Ranked()
        found = KERNEL.kernel_rank(
            ctypes.byref(self._corpus), ctypes.byref(question), hits.passages.tobytes(), hits.scores.tobytes(),
            len(hits.passages), ctypes.byref(ranker.for_kernel), ctypes.byref(calibrator.for_kernel),
            ctypes.byref(ranked),
        )  # fmt: skip
        return _sound(found), ranked

    def candidates(self, query: Query, hits: Hits) -> Candidates:
        """The sentences that `rank` scores, for those who learn by what."""
        question, _held = self._asked(query, hits)
        told = _Shortlist()
        count = _sound(KERNEL.kernel_shortlist(
            ctypes.byref(self._corpus), ctypes.byref(question), hits.passages.tobytes(), hits.scores.tobytes(),
            len(hits.passages), ctypes.byref(told),
        ))  # fmt: skip
        rows = np.array(told.rows[: count * len(NAMES)], np.float32).reshape(len(NAMES), count).T
        return Candidates(np.array(told.sentences[:count]), np.array(told.passages[:count]), rows)

    def _asked(self, query: Query, hits: Hits) -> tuple[_Question, object]:
        """The question for the kernel, and what has to be held while it is read."""
        if not query.terms or not 0 < len(hits.passages) <= MOST_PASSAGES:
            raise ValueError("1 to 128 passages are ranked for one term or more")
        terms = _heaviest(query.terms) if len(query.terms) > MOST_TERMS else query.terms
        count = len(terms)
        stems, roots = [term.stem_number for term in terms], [term.root_number for term in terms]
        numbers = array("i", [*(term.word_number for term in terms), *stems, *roots])
        measures = array("d", [*(term.weight for term in terms), *self._idf("stem", stems), *self._idf("root", roots)])
        codes = array("Q", chain.from_iterable(gram_codes(term.word) for term in terms))
        first, measured = numbers.buffer_info()[0], measures.buffer_info()[0]
        question = _Question(
            first, first + 4 * count, first + 8 * count, count, codes.buffer_info()[0], len(codes),
            measured, measured + 8 * count, measured + 16 * count, bytes([term.may_be_name for term in terms]),
            KINDS.index(query.kind), cues.WANTED_TERM_CUES.get(query.kind, 0), cues.TITLE,
            _WANTED_SENTENCE_CUES.get(query.kind, 0),
        )  # fmt: skip
        return question, (numbers, measures, codes)

    def _idf(self, view: str, numbers: list[int]) -> Iterable[float]:
        """The TF-IDF weight of each term in a view; 0 for one that the index lacks."""
        of_terms = zip(numbers, self._index.idf(view, numbers), strict=True)
        return [weight if number >= 0 else 0.0 for number, weight in of_terms]


def _can_read(arrays: Arrays) -> bool:
    """Whether the arrays are of the kinds that the kernel knows, and of one length where they have to be."""
    sentences, grams = len(arrays["sentence_tokens"]) - 1, len(arrays["gram_codes"])
    return (
        all(arrays[name].dtype.char == kind for name, kind in _OF_KIND.items())
        and all(len(arrays[f"norm_{view}"]) == sentences for view in ("stem", "root", "gram"))
        and len(arrays["idf_gram"]) > grams
    )


def _heaviest(terms: tuple[QueryTerm, ...]) -> list[QueryTerm]:
    """The terms that weigh most, in their order."""
    kept = sorted(range(len(terms)), key=lambda place: -terms[place].weight)[:MOST_TERMS]
    return [terms[place] for place in sorted(kept)]


def _sound(found: int) -> int:
    if found < 0:
        raise IndexUnusableError("The sentences of the index are damaged.")
    return found

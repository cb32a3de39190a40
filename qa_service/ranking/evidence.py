"""Evidence: which terms of the question stand in which candidate sentences, in every view, as small matrices."""

from collections import Counter
from dataclasses import dataclass
from math import log

import numpy as np

from qa_service.arabic.analysis.analyzer import gram_codes
from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.conversation.asking import kind_of_question
from qa_service.arabic.conversation.cues import TITLE, WANTED_TERM_CUES
from qa_service.index.index import Index
from qa_service.index.matching import Matches, Wanted, counted
from qa_service.index.postings.retrieval import Hits
from qa_service.native.arrays import Array, Floats, Ints, spans
from qa_service.query.query import Query, QueryTerm

_PRIOR_PASSAGES = 1000
_PASSAGE_TERMS = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """C candidate passages, their S sentences in corpus order, Q terms of the question, G distinct grams of it."""

    passages: Ints  # C, ascending passage numbers
    retrieval_scores: Floats  # C
    sentences: Ints  # S, sentence numbers
    row: Ints  # S, the candidate passage (0..C-1) of each sentence
    lengths: Ints  # S, content tokens
    matches: Matches  # what the sentences have of the question
    gram_numbers: Ints  # G
    gram_counts: Floats  # G, occurrences in the question
    weights: Floats  # Q, of the terms: blended idf in nats, at least 0.1
    title_stem: Floats  # Q x C, occurrences in the title
    title_lengths: Ints  # C, content tokens of the title


def gather(index: Index, query: Query, hits: Hits) -> Evidence:
    """The evidence for a question in the sentences of the passages retrieved."""
    arrays = index.arrays
    order = np.argsort(hits.passages)
    passages = hits.passages[order]
    first, last = arrays["passage_sentences"][passages], arrays["passage_sentences"][passages + 1]
    sentences = spans(first, last)
    gram_numbers, gram_counts = _question_grams(index, query)
    weights = np.array(term_weights(index, query))
    stems = np.array([term.stem_number for term in query.terms], np.int32)
    wanted = Wanted(
        words=np.array([term.word_number for term in query.terms], np.int32),
        stems=stems,
        roots=np.array([term.root_number for term in query.terms], np.int32),
        grams=gram_numbers,
        heaviest=int(np.argmax(weights)),
        cues=(WANTED_TERM_CUES.get(kind_of_question(query.text), 0), TITLE),
    )
    title_stem, title_lengths = _title_counts(index, stems, passages)
    return Evidence(
        passages=passages,
        retrieval_scores=hits.scores[order],
        sentences=sentences,
        row=np.repeat(np.arange(len(passages)), last - first),
        lengths=arrays["sentence_tokens"][sentences + 1] - arrays["sentence_tokens"][sentences],
        matches=index.match(wanted, sentences),
        gram_numbers=gram_numbers,
        gram_counts=gram_counts,
        weights=weights,
        title_stem=title_stem,
        title_lengths=title_lengths,
    )


def term_weights(index: Index, query: Query) -> list[float]:
    """The blended idf of each term of the question, in nats; at least 0.1."""
    return [_weight(index, term) for term in query.terms]


def _weight(index: Index, term: QueryTerm) -> float:
    held = index.passages_with("stem", term.stem_number)
    general = 1 - (1 - 10 ** (zipf(term.stem) - 9)) ** _PASSAGE_TERMS
    return max(log((index.passage_count + _PRIOR_PASSAGES) / (held + _PRIOR_PASSAGES * general + 0.5)), 0.1)


def in_order(shares: Floats, values: Array) -> Floats:
    """The sum of `shares[q] * values[q]` over the terms one after the other, as the kernel adds them up: numpy's own
    product adds in an order of its own, and rounds otherwise.
    """
    total = np.zeros(values.shape[1:])
    for share, row in zip(shares.tolist(), values, strict=True):
        total += share * row.astype(np.float64)
    return total


def _question_grams(index: Index, query: Query) -> tuple[Ints, Floats]:
    """The distinct grams of the question that the index knows, ascending, and how often each stands in it."""
    known = index.arrays["gram_codes"]
    codes = np.array([code for term in query.terms for code in gram_codes(term.word)], np.uint64)
    if not len(known):
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    places = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    counts = Counter(places[known[places] == codes].tolist())
    numbers = sorted(counts)
    return np.array(numbers, np.int32), np.array([counts[number] for number in numbers], np.float32)


def _title_counts(index: Index, wanted: Ints, passages: Ints) -> tuple[Floats, Ints]:
    """How often each stem stands in the title of each candidate's document: Q x C; and the titles' lengths."""
    documents = index.arrays["passage_document"][passages]
    starts, ends = index.arrays["document_titles"][documents], index.arrays["document_titles"][documents + 1]
    stems = index.arrays["terms"]["stem"][index.arrays["title_tokens"][spans(starts, ends)]]
    owner = np.repeat(np.arange(len(passages)), ends - starts)
    return counted(stems == wanted[:, None], owner, len(passages)), ends - starts

"""Evidence: which terms of the question stand in which candidate sentences, in every view, as small matrices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.arabic.analyzer import gram_codes
from qa_service.arabic.cues import TERM_CUES
from qa_service.index.arrays import Array, Arrays, Floats, Ints, spans
from qa_service.index.index import Index
from qa_service.index.postings import Hit
from qa_service.question import Query


@dataclass(frozen=True, slots=True)
class Evidence:
    """C candidate passages, their S sentences in corpus order, Q terms of the question, G distinct grams of it."""

    passages: Ints  # C, ascending passage numbers
    retrieval_scores: Floats  # C
    sentences: Ints  # S, sentence numbers
    row: Ints  # S, the candidate passage (0..C-1) of each sentence
    lengths: Ints  # S, content tokens
    word: Floats  # Q x S, occurrences of the folded word
    stem: Floats  # Q x S
    root: Floats  # Q x S
    gram: Floats  # G x S
    gram_numbers: Ints  # G
    gram_counts: Floats  # G, occurrences in the question
    title_stem: Floats  # Q x C, occurrences in the title
    title_lengths: Ints  # C, content tokens of the title
    new_cues: Floats  # 8 x S, tokens that are not of the question, by the cue they carry (arabic/cues.py)
    offer_cues: Ints  # those of them that carry a cue: which,
    offer_sentence: Ints  # in which sentence (0..S-1)
    offer_position: Ints  # and at which content token of it
    token_term: Ints  # matched tokens: which term of the question (by stem or root), in corpus order
    token_sentence: Ints  # and in which sentence (0..S-1)
    token_position: Ints  # and at which content token of it


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The passages retrieved, their sentences, and the sentences' tokens one after the other."""

    passages: Ints
    retrieval_scores: Floats
    sentences: Ints
    row: Ints
    lengths: Ints
    tokens: Ints  # T, term numbers
    of_sentence: Ints  # T, 0..S-1
    place: Ints  # T, at which content token of its sentence


def _candidates(arrays: Arrays, hits: Sequence[Hit]) -> _Candidates:
    order = sorted(hits, key=lambda hit: hit.passage)
    passages = np.array([hit.passage for hit in order], np.int64)
    first, last = arrays["passage_sentences"][passages], arrays["passage_sentences"][passages + 1]
    sentences = spans(first, last)
    starts, ends = arrays["sentence_tokens"][sentences], arrays["sentence_tokens"][sentences + 1]
    lengths = ends - starts
    of_sentence = np.repeat(np.arange(len(sentences)), lengths)
    return _Candidates(
        passages=passages,
        retrieval_scores=np.array([hit.retrieval_score for hit in order], np.float32),
        sentences=sentences,
        row=np.repeat(np.arange(len(passages)), last - first),
        lengths=lengths,
        tokens=arrays["tokens"][spans(starts, ends)],
        of_sentence=of_sentence,
        place=np.arange(len(of_sentence)) - (np.cumsum(lengths) - lengths)[of_sentence],
    )


def gather(index: Index, query: Query, hits: Sequence[Hit]) -> Evidence:
    """The evidence for a question in the sentences of the passages retrieved."""
    arrays = index.arrays
    found = _candidates(arrays, hits)
    tokens, of_sentence, count = found.tokens, found.of_sentence, len(found.sentences)
    word = tokens == _column([term.word_number for term in query.terms])
    stem = arrays["term_stem"][tokens] == _column([term.stem_number for term in query.terms])
    root = arrays["term_root"][tokens] == _column([term.root_number for term in query.terms])
    either = stem | root
    new = ~either.any(axis=0)
    token, term = np.nonzero(either.T)
    offers = np.flatnonzero((arrays["term_cues"][tokens] > 0) & new)
    gram_numbers, gram_counts = _question_grams(index, query)
    title_stem, title_lengths = _title_counts(index, query, found.passages)
    return Evidence(
        passages=found.passages,
        retrieval_scores=found.retrieval_scores,
        sentences=found.sentences,
        row=found.row,
        lengths=found.lengths,
        word=_count(word, of_sentence, count),
        stem=_count(stem, of_sentence, count),
        root=_count(root, of_sentence, count),
        gram=_gram_counts(index, tokens, of_sentence, count, gram_numbers),
        gram_numbers=gram_numbers,
        gram_counts=gram_counts,
        title_stem=title_stem,
        title_lengths=title_lengths,
        new_cues=_new_cues(index, tokens[new], of_sentence[new], count),
        offer_cues=arrays["term_cues"][tokens[offers]],
        offer_sentence=of_sentence[offers],
        offer_position=found.place[offers],
        token_term=term,
        token_sentence=of_sentence[token],
        token_position=found.place[token],
    )


def _column(numbers: list[int]) -> Ints:
    """Term numbers, to be held against a row of tokens."""
    return np.array(numbers, np.int32)[:, None]


def _count(matches: Array, of_sentence: Ints, sentences: int) -> Floats:
    """Matches of Q terms with T tokens, counted by sentence: Q x S."""
    term, token = np.nonzero(matches)
    cells = np.bincount(term * sentences + of_sentence[token], minlength=len(matches) * sentences)
    return cells.reshape(len(matches), sentences).astype(np.float32)


def _question_grams(index: Index, query: Query) -> tuple[Ints, Floats]:
    """The distinct grams of the question that the index knows, ascending, and how often each stands in it."""
    known = index.arrays["gram_codes"]
    codes = np.array([code for term in query.terms for code in gram_codes(term.word)], np.uint64)
    if not len(known):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    places = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    numbers, counts = np.unique(places[known[places] == codes], return_counts=True)
    return numbers, counts.astype(np.float32)


def _gram_counts(index: Index, tokens: Ints, of_sentence: Ints, sentences: int, wanted: Ints) -> Floats:
    """How often each wanted gram stands in each sentence: G x S."""
    if not len(wanted):
        return np.zeros((0, sentences), np.float32)
    offsets = index.arrays["term_gram_offsets"]
    starts, ends = offsets[tokens], offsets[tokens + 1]
    grams = index.arrays["term_grams"][spans(starts, ends)]
    places = np.minimum(np.searchsorted(wanted, grams), len(wanted) - 1)
    found = np.flatnonzero(wanted[places] == grams)
    owner = np.repeat(of_sentence, ends - starts)[found]
    cells = np.bincount(places[found] * sentences + owner, minlength=len(wanted) * sentences)
    return cells.reshape(len(wanted), sentences).astype(np.float32)


def _new_cues(index: Index, tokens: Ints, of_sentence: Ints, sentences: int) -> Floats:
    """How many tokens of each cue the sentences bring beside the question's own: 8 x S."""
    carried = index.arrays["term_cues"][tokens]
    counts = [np.bincount(of_sentence[carried >> bit & 1 == 1], minlength=sentences) for bit in range(TERM_CUES)]
    return np.array(counts, np.float32)


def _title_counts(index: Index, query: Query, passages: Ints) -> tuple[Floats, Ints]:
    """How often each term's stem stands in the title of each candidate's document: Q x C; and the titles' lengths."""
    documents = index.arrays["passage_document"][passages]
    starts, ends = index.arrays["document_titles"][documents], index.arrays["document_titles"][documents + 1]
    stems = index.arrays["term_stem"][index.arrays["title_tokens"][spans(starts, ends)]]
    wanted = np.array([term.stem_number for term in query.terms], np.int32)
    owner = np.repeat(np.arange(len(passages)), ends - starts)
    return _count(stems[None, :] == wanted[:, None], owner, len(passages)), ends - starts

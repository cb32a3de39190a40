"""Matching: which words of some sentences are a question's, in every view, in numpy; the kernel does it for itself."""

from dataclasses import dataclass

import numpy as np

from qa_service.arabic.conversation.cues import TERM_CUES
from qa_service.index.vocabulary.grams import grams_of
from qa_service.index.vocabulary.letters import Letters
from qa_service.native.arrays import Array, Arrays, Floats, Ints, gathered, offsets, spans


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: Q terms by their numbers in each view (-1 where there is none), and G grams, ascending."""

    words: Ints  # Q, as the next two int32
    stems: Ints
    roots: Ints
    grams: Ints  # G, int32
    heaviest: int  # 0..Q-1, the term that weighs most
    cues: tuple[int, int]  # bits (arabic/conversation/cues.py) of the words that are offers, of two kinds


@dataclass(frozen=True, slots=True)
class Matches:
    """What S sentences hold; float32. A match is a token that is a term by stem or root, once for each such term; an
    offer one that matches none and carries a wanted cue.
    """

    word: Floats  # Q x S, occurrences of the folded word
    stem: Floats  # Q x S
    root: Floats  # Q x S
    gram: Floats  # G x S
    new_cues: Floats  # 8 x S, tokens that match no term, by the cue they carry
    order: Floats  # 5 x S, see `ORDER`
    distance: Floats  # 4 x S, see `DISTANCES`: tokens between the nearest such offer and match, at most 30


ORDER = ("side_by_side", "in_order", "first", "last", "matches")
"""Pairs of matches that follow each other: of different terms with nothing between, and of a term and the question's
next one within three tokens; the first and the last place of a match (99 and -1 where there is none); how many."""
DISTANCES = ("any", "first_term", "heaviest", "second_kind")
"""From an offer of the first kind to any match, to one of the question's first term, of the heaviest; and of the second
kind to any."""
_FAR, _NEAR, _NO_FIRST = 30, 3, 99  # as in match.c


def match(arrays: Arrays, wanted: Wanted, sentences: Ints) -> Matches:
    """What the sentences of these numbers hold."""
    starts, ends = arrays["sentence_tokens"][sentences], arrays["sentence_tokens"][sentences + 1]
    lengths, count = ends - starts, len(starts)
    tokens, terms = arrays["tokens"][spans(starts, ends)], arrays["terms"]
    of_sentence = np.repeat(np.arange(count), lengths)
    place = np.arange(len(of_sentence)) - (np.cumsum(lengths) - lengths)[of_sentence]
    word = tokens == wanted.words[:, None]
    stem = terms["stem"][tokens] == wanted.stems[:, None]
    root = terms["root"][tokens] == wanted.roots[:, None]
    either = stem | root
    carried = np.where(either.any(axis=0), 0, terms["cues"][tokens])
    token, term = np.nonzero(either.T)
    matches = _Listed(term, of_sentence[token], place[token])
    offers = [_Listed(found, of_sentence[found], place[found])
              for found in (np.flatnonzero(carried & cues) for cues in wanted.cues)]  # fmt: skip
    of_term = [matches.only(matches.term == number) for number in (0, wanted.heaviest)]
    pairs = [(offers[0], matches), (offers[0], of_term[0]), (offers[0], of_term[1]), (offers[1], matches)]
    return Matches(
        word=counted(word, of_sentence, count),
        stem=counted(stem, of_sentence, count),
        root=counted(root, of_sentence, count),
        gram=_gram_counts(arrays, tokens, of_sentence, count, wanted.grams),
        new_cues=np.array([np.bincount(of_sentence[carried >> bit & 1 == 1], minlength=count)
                           for bit in range(TERM_CUES)], np.float32),
        order=_order(matches, count),
        distance=np.array([_distance(offered, matched, count) for offered, matched in pairs]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Listed:
    """Tokens in the order of the sentences, each with its sentence (0..S-1) and its place in it."""

    term: Ints  # of the question, for matches
    sentence: Ints
    place: Ints

    def only(self, chosen: Array) -> "_Listed":
        """Those that are chosen."""
        return _Listed(self.term[chosen], self.sentence[chosen], self.place[chosen])


def _order(matches: _Listed, count: int) -> Floats:
    term, sentence, place = matches.term, matches.sentence, matches.place
    same = sentence[1:] == sentence[:-1]
    gap = place[1:] - place[:-1]
    side_by_side = np.bincount(sentence[1:][same & (gap == 1) & (term[1:] != term[:-1])], minlength=count)
    in_order = np.bincount(sentence[1:][same & (term[1:] == term[:-1] + 1) & (gap <= _NEAR)], minlength=count)
    first, last = np.full(count, _NO_FIRST), np.full(count, -1)
    np.minimum.at(first, sentence, place)
    np.maximum.at(last, sentence, place)
    return np.array([side_by_side, in_order, first, last, np.bincount(sentence, minlength=count)], np.float32)


def _distance(offers: _Listed, matches: _Listed, count: int) -> Floats:
    distance = np.full(count, _FAR, np.float32)
    stride = 1 << 14  # no sentence is so long, so the nearest is one of the same sentence, or too far to count
    offered, matched = (each.sentence * stride + each.place for each in (offers, matches))
    if len(offered) and len(matched):
        after = np.minimum(np.searchsorted(matched, offered), len(matched) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.minimum(np.abs(matched[after] - offered), np.abs(matched[before] - offered))
        np.minimum.at(distance, offers.sentence, nearest.astype(np.float32))
    return distance


def counted(matches: Array, of_sentence: Ints, sentences: int) -> Floats:
    """Matches of Q terms with T tokens, counted by sentence: Q x S."""
    term, token = np.nonzero(matches)
    cells = np.bincount(term * sentences + of_sentence[token], minlength=len(matches) * sentences)
    return cells.reshape(len(matches), sentences).astype(np.float32)


def _gram_counts(arrays: Arrays, tokens: Ints, of_sentence: Ints, sentences: int, wanted: Ints) -> Floats:
    """How often each wanted gram stands in each sentence: G x S."""
    if not len(wanted):
        return np.zeros((0, sentences), np.float32)
    bounds = arrays["terms"]["start"]
    words, word = np.unique(tokens, return_inverse=True)
    letters = Letters.of_bytes(gathered(arrays["vocabulary_text"], bounds, words), offsets(np.diff(bounds)[words]))
    codes, lengths = grams_of(letters)
    reach = offsets(lengths)
    grams = codes[spans(reach[word], reach[word + 1])]
    sought = arrays["gram_codes"][wanted]
    places = np.minimum(np.searchsorted(sought, grams), len(sought) - 1)
    found = np.flatnonzero(sought[places] == grams)
    owner = np.repeat(of_sentence, lengths[word])[found]
    cells = np.bincount(places[found] * sentences + owner, minlength=len(wanted) * sentences)
    return cells.reshape(len(wanted), sentences).astype(np.float32)

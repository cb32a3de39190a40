"""Sentence words: the words of a cited sentence, what each is by itself and beside a question."""

import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from qa_service.arabic.analysis.analyzer import light_stem, root, tokenize
from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.analysis.stopwords import STOP_FORMS
from qa_service.arabic.analysis.tokens import fold
from qa_service.arabic.conversation import cues
from qa_service.index.wording import GAP, MATCHED, Wording, gaps_before
from qa_service.query.query import Query

CUES = ("number", "year", "month", "place", "title", "unit", "numeral", "latin")
BEFORE = {
    "in": ("في", "ب", "داخل"),
    "from": ("من",),
    "is": ("هو", "هي", "يعتبر", "تعتبر", "يعد", "تعد"),
    "to": ("الي", "علي", "عن", "مع"),
    "year": ("عام", "سنه"),
}
TRAITS = ("stop", "matched", "zipf", "article", "joined", *BEFORE, *(f"{name}_cue" for name in CUES))
"""What a token is, one number each."""
_ARTICLES = ("ال", "وال", "بال", "لل", "فال", "كال")
_fold, _stem = fold.__wrapped__, light_stem.__wrapped__  # what is made of a word is remembered already
_ALONE = struct.Struct("5f")


def _packed(flags: Iterable[bool]) -> bytes:
    return b"".join(struct.pack("f", flag) for flag in flags)


_NO_GROUP = _packed([False] * len(BEFORE))
_GROUPS = {word: _packed(word in group for group in BEFORE.values()) for words in BEFORE.values() for word in words}
_CARRIED = [_packed(carried >> bit & 1 > 0 for bit in range(len(CUES))) for carried in range(1 << len(CUES))]
"""What a word is by the group that it is of, and by its cues, as it is packed."""


class Word(NamedTuple):
    """What a word is by itself."""

    stem: str
    root: str | None  # of a stop word
    traits: bytes  # float32, TRAITS, as if it were no word of the question


class SentenceWords(NamedTuple):
    """The T words of a sentence, and what each is beside a question; a byte of 0 or 1 a word."""

    starts: list[int]  # code points
    ends: list[int]
    traits: bytes  # float32, T x TRAITS
    matched: bytes  # a word of the question, by stem or root
    first_term: bytes  # the word is the first of the question's terms, by stem
    rarest_term: bytes  # or the one rarest in general Arabic
    gap: bytes  # punctuation (or the edge of the sentence) before the word; one longer: after the last


@lru_cache(maxsize=1 << 14)
def word_of(typed: str) -> Word:
    """A word looked at once, as it is typed."""
    text = _fold(typed)
    stem, is_stop = _stem(text), text in STOP_FORMS
    alone = _ALONE.pack(is_stop, 0, zipf(stem), text.startswith(_ARTICLES), text[0] == "و")
    traits = alone + _GROUPS.get(text, _NO_GROUP) + _CARRIED[cues.cues_of_term(text, stem)]
    return Word(stem, root(text) if is_stop else None, traits)


def words_of(text: str, wording: Wording, query: Query) -> SentenceWords:
    """The words of a sentence of an index, whose text is given, as the question sees them.

    Of its content words the index knew which match; of stop words it knows nothing.
    """
    starts, ends, marks = wording
    words = [word_of(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    stems, roots = {term.stem for term in query.terms}, {term.root for term in query.terms}
    matched = [mark & MATCHED > 0 or (word.root is not None and (word.stem in stems or word.root in roots))
               for word, mark in zip(words, marks, strict=True)]  # fmt: skip
    rarest = min(query.terms, key=lambda term: term.commonness).stem if query.terms else ""
    first = query.terms[0].stem if query.terms else ""
    return SentenceWords(
        starts,
        ends,
        b"".join([word.traits for word in words]),
        bytes(matched),
        bytes([word.stem == first for word in words]),
        bytes([word.stem == rarest for word in words]),
        bytes([*(mark & GAP > 0 for mark in marks), 1]),
    )


def read_sentence(text: str, query: Query) -> SentenceWords:
    """The words of a text that need not be of an index."""
    tokens = tokenize(text)
    stems, roots = {term.stem for term in query.terms}, {term.root for term in query.terms}
    marks = [gap | MATCHED * (light_stem(token.text) in stems or root(token.text) in roots)
             for token, gap in zip(tokens, gaps_before(text, tokens), strict=True)]  # fmt: skip
    return words_of(text, Wording([token.start for token in tokens], [token.end for token in tokens], marks), query)

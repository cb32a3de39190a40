"""Sentence words: the words of a cited sentence, what each is by itself and beside a question."""

import struct
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qa_service.arabic import cues
from qa_service.arabic.analyzer import Token, is_stop_word, light_stem, root, tokenize
from qa_service.arabic.background import zipf
from qa_service.index.index import Index
from qa_service.question import Query

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
_PACKED = struct.Struct(f"{len(TRAITS)}f")


class Word(NamedTuple):
    """What a folded word is by itself."""

    stem: str
    traits: bytes  # float32, TRAITS, as if it were no word of the question


class SentenceWords(NamedTuple):
    """The T tokens of a sentence, and what each is beside a question; a byte of 0 or 1 a token."""

    tokens: list[Token]
    traits: bytes  # float32, T x TRAITS
    matched: bytes  # a word of the question, by stem or root
    first_term: bytes  # the token is the first of the question's terms, by stem
    rarest_term: bytes  # or the one rarest in general Arabic
    gap: bytes  # punctuation (or the edge of the sentence) before the token; one longer: after the last


@lru_cache(maxsize=1 << 14)
def word_of(text: str) -> Word:
    """A folded word looked at once."""
    stem, carried = light_stem(text), cues.cues_of_term(text)
    groups = (text in group for group in BEFORE.values())
    bits = (carried >> bit & 1 for bit in range(len(CUES)))
    traits = (is_stop_word(text), 0, zipf(stem), text.startswith(_ARTICLES), text.startswith("و"), *groups, *bits)
    return Word(stem, _PACKED.pack(*traits))


def matched_by_text(tokens: list[Token], query: Query) -> list[bool]:
    """Which tokens are words of the question, by stem or root."""
    stems, roots = {term.stem for term in query.terms}, {root(term.word) for term in query.terms}
    return [light_stem(token.text) in stems or root(token.text) in roots for token in tokens]


def matched_by_index(index: Index, sentence: int, tokens: list[Token], query: Query) -> list[bool]:
    """The same of a sentence of the index, which knows the stems and roots of all words but stop words."""
    is_content = [not is_stop_word(token.text) for token in tokens]
    stops = iter(matched_by_text([token for token in tokens if is_stop_word(token.text)], query))
    stems, roots = {term.stem_number for term in query.terms}, {term.root_number for term in query.terms}
    found = (stem in stems or root in roots for stem, root in zip(*index.stems_and_roots(sentence), strict=True))
    return [next(found if content else stops, False) for content in is_content]  # of a damaged index there may be fewer


def words_of(text: str, tokens: list[Token], matched: list[bool], query: Query) -> SentenceWords:
    """The tokens of the sentence `text`, as the question sees them."""
    words = [word_of(token.text) for token in tokens]
    rarest = min((term.stem for term in query.terms), key=zipf, default="")
    first = query.terms[0].stem if query.terms else ""
    gaps = [True]
    for before, after in pairwise(tokens):
        gaps.append(before.end != after.start and not text[before.end : after.start].isspace())
    gaps.append(True)
    return SentenceWords(
        tokens,
        b"".join([word.traits for word in words]),
        bytes(matched),
        bytes([word.stem == first for word in words]),
        bytes([word.stem == rarest for word in words]),
        bytes(gaps),
    )


def read_sentence(text: str, query: Query) -> SentenceWords:
    """The words of a text that need not be of an index."""
    tokens = tokenize(text)
    return words_of(text, tokens, matched_by_text(tokens, query), query)

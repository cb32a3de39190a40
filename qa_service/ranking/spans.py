"""Spans: the short answer inside a sentence, chosen among its phrases by learned trees.

A candidate is a run of at most `LONGEST_TOKENS` tokens that neither begins nor ends with a function word (a number may
follow one) and has something beside the question's own words. Its features are what it is made of, what stands beside
it, and how far the question's words are.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qa_service.arabic import cues
from qa_service.arabic.analyzer import Token, is_stop_word, light_stem, root, tokenize
from qa_service.arabic.asking import KINDS, Kind, kind_of_question
from qa_service.arabic.background import zipf
from qa_service.index.arrays import Array, Bools, Floats, Ints
from qa_service.question import Query
from qa_service.ranking.offers import WANTED_TERM_CUES

LONGEST_TOKENS = 9
_FAR = 12
_ARTICLES = ("ال", "وال", "بال", "لل", "فال", "كال")
_CUES = ("number", "year", "month", "place", "title", "unit", "numeral", "latin")
_BEFORE = {
    "in": ("في", "ب", "داخل"),
    "from": ("من",),
    "is": ("هو", "هي", "يعتبر", "تعتبر", "يعد", "تعد"),
    "to": ("الي", "علي", "عن", "مع"),
    "year": ("عام", "سنه"),
}


@dataclass(frozen=True, slots=True)
class Phrases:
    """N candidate phrases of one sentence: `starts[i]` to `ends[i]` in code points of the sentence, with features."""

    starts: Ints
    ends: Ints
    names: tuple[str, ...]  # of the features
    rows: Floats  # N by features


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of a sentence, each array as long."""

    tokens: list[Token]
    stop: Bools
    matched: Bools
    first_term: Bools  # the token is the first of the question's terms, by stem
    rarest_term: Bools  # or the one rarest in general Arabic
    cues: Ints
    zipf: Floats
    gap: Bools  # punctuation (or the edge of the sentence) before the token; one longer: after the last


def phrases(text: str, query: Query) -> Phrases | None:
    """The candidate phrases of the sentence `text`; None if it has none."""
    read = _read(text, query)
    first, last = _candidates(read)
    if not len(first):
        return None
    starts = np.array([token.start for token in read.tokens])[first]
    ends = np.array([token.end for token in read.tokens])[last]
    return Phrases(starts, ends, *_features(read, first, last, kind_of_question(query.text)))


def _read(text: str, query: Query) -> _Tokens:
    tokens = tokenize(text)
    stems = {term.stem for term in query.terms}
    roots = {root(term.word) for term in query.terms}
    stem_of = [light_stem(token.text) for token in tokens]
    rarest = min((term.stem for term in query.terms), key=zipf, default="")
    first = query.terms[0].stem if query.terms else ""
    gaps = [True]
    for before, after in pairwise(tokens):
        gaps.append(not text[before.end : after.start].isspace() and before.end != after.start)
    gaps.append(True)
    return _Tokens(
        tokens,
        np.array([is_stop_word(token.text) for token in tokens], np.bool_),
        np.array([stem in stems or root(t.text) in roots for stem, t in zip(stem_of, tokens, strict=True)], np.bool_),
        np.array([stem == first for stem in stem_of], np.bool_),
        np.array([stem == rarest for stem in stem_of], np.bool_),
        np.array([cues.cues_of_term(token.text) for token in tokens], np.int64),
        np.array([zipf(stem) for stem in stem_of], np.float32),
        np.array(gaps, np.bool_),
    )


def _candidates(read: _Tokens) -> tuple[Ints, Ints]:
    """First and last token of every candidate."""
    count = len(read.tokens)
    first = np.repeat(np.arange(count), LONGEST_TOKENS)
    last = first + np.tile(np.arange(LONGEST_TOKENS), count)
    inside = last < count
    first, last = first[inside], last[inside]
    new = np.concatenate(([0], np.cumsum(~read.matched & ~read.stop)))
    good = ~read.stop[first] & ~read.stop[last] & (new[last + 1] > new[first])
    return first[good], last[good]


def _features(read: _Tokens, first: Ints, last: Ints, kind: Kind) -> tuple[tuple[str, ...], Floats]:
    """Names and values: candidates by features."""
    count = len(read.tokens)
    length = last - first + 1

    def inside(flags: Array) -> Array:
        total = np.concatenate(([0], np.cumsum(flags)))
        return total[last + 1] - total[first]

    matched, stop = inside(read.matched), inside(read.stop)
    wanted = WANTED_TERM_CUES.get(kind, 0)
    offers = inside((read.cues & wanted) > 0)
    named: dict[str, Array] = {
        "length": length,
        "stop": stop,
        "matched": matched,
        "matched_share": matched / length,
        "offers": offers,
        "offers_share": offers / length,
        "zipf": inside(read.zipf) / length,
        "zipf_first": read.zipf[first],
        "zipf_last": read.zipf[last],
        "gaps_inside": inside(read.gap[:-1]) - read.gap[first],
        "only_numbers": inside((read.cues & cues.NUMBER) == 0) == 0,
        "matched_first": read.matched[first],
        "matched_last": read.matched[last],
        "from_start": first / count,
        "from_end": (count - 1 - last) / count,
        "sentence": np.full(len(first), count),
        "sentence_matched": np.full(len(first), read.matched.sum() / count),
    }
    named |= {f"has_{name}": inside(read.cues >> bit & 1) for bit, name in enumerate(_CUES)}
    named |= _beside(read, first, last)
    named |= {f"asks_{name}": np.full(len(first), name == kind) for name in KINDS}
    return tuple(named), np.column_stack(list(named.values())).astype(np.float32)


def _beside(read: _Tokens, first: Ints, last: Ints) -> dict[str, Array]:
    """What stands before and after a candidate, and how far the question's words are."""
    count = len(read.tokens)
    before, after = np.maximum(first - 1, 0), np.minimum(last + 1, count - 1)
    has_before, has_after = first > 0, last < count - 1
    left, right = _distances(np.flatnonzero(read.matched), first, last)
    words = [token.text for token in read.tokens]
    named: dict[str, Array] = {
        "gap_before": read.gap[first],
        "gap_after": read.gap[last + 1],
        "left": left,
        "right": right,
        "nearest": np.minimum(left, right),
        "matched_before": read.matched[before] & has_before,
        "matched_after": read.matched[after] & has_after,
        "stop_before": read.stop[before],
        "stop_after": read.stop[after],
    }
    for name, flags in (("first", read.first_term), ("rarest", read.rarest_term)):
        named[f"left_{name}"], named[f"right_{name}"] = _distances(np.flatnonzero(flags), first, last)
    article = np.array([word.startswith(_ARTICLES) for word in words])
    joined = np.array([word.startswith("و") for word in words])
    named |= {
        "article_first": article[first],
        "article_last": article[last],
        "article_after": article[after] & has_after,
        "joined_first": joined[first],
        "joined_after": joined[after] & has_after,
        "zipf_before": np.where(has_before, read.zipf[before], 0),
        "zipf_after": np.where(has_after, read.zipf[after], 0),
    }
    for name, group in _BEFORE.items():
        named[f"{name}_before"] = np.array([word in group for word in words])[before] & has_before
    for bit, name in enumerate(_CUES):
        named[f"{name}_cue_before"] = (read.cues[before] >> bit & 1) & has_before
        named[f"{name}_cue_after"] = (read.cues[after] >> bit & 1) & has_after
    return named


def _distances(places: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Tokens to the nearest word of the question on the left and on the right; at most `_FAR`."""
    if not len(places):
        return np.full(len(first), _FAR), np.full(len(first), _FAR)
    at = np.searchsorted(places, first)
    left = np.where(at > 0, first - places[np.maximum(at - 1, 0)], _FAR)
    at = np.searchsorted(places, last, side="right")
    right = np.where(at < len(places), places[np.minimum(at, len(places) - 1)] - last, _FAR)
    return np.minimum(left, _FAR), np.minimum(right, _FAR)

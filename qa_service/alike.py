"""Alike: things that say nearly the same, found by what they share: questions by their stems, documents by shingles."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from qa_service.arabic.analyzer import content_tokens, light_stem
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.likeness import text_key, words_of
from qa_service.corpus.reading import Source

_ALIKE_QUESTIONS = 0.5  # Jaccard similarity of their stems
_SHINGLE_WORDS = 5
_SKETCHED = 96  # of the hashes of a document's shingles, the least (bottom-k sketch, Broder 1997)
_ALIKE_DOCUMENTS = 0.6  # of the sketches; of a text whose first of five paragraphs was rewritten, about so much
_MOST_HOLDERS = 200  # documents with a shingle; one that more have is a phrase of the house and tells nothing


def group_questions(questions: Sequence[str]) -> list[list[int]]:
    """The places of the questions in groups of those that ask alike, in the order of the first of each."""
    groups: list[list[int]] = []
    stems_of: list[frozenset[Hashable]] = []
    with_stem: dict[Hashable, list[int]] = {}
    for place, question in enumerate(questions):
        stems: frozenset[Hashable] = frozenset(light_stem(token.text) for token in content_tokens(question))
        stems = stems or frozenset([question.strip()])
        near = dict.fromkeys(group for stem in stems for group in with_stem.get(stem, ()))
        group = next((each for each in near if _likeness(stems, stems_of[each]) >= _ALIKE_QUESTIONS), None)
        if group is not None:
            groups[group].append(place)
            continue
        for stem in stems:
            with_stem.setdefault(stem, []).append(len(groups))
        groups.append([place])
        stems_of.append(stems)
    return groups


def _likeness(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    return len(one & other) / len(one | other)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two documents that say nearly the same, by their places; the first is the earlier one."""

    first: int
    other: int
    likeness: float  # about how much of the two together is in both; 1: the same words


def twins_among(documents: Iterable[Document]) -> list[Twins]:
    """Each document that says what an earlier one says (by date, then by place), with the first of those."""
    held = list(documents)
    order = sorted(range(len(held)), key=lambda place: (held[place].date or "9999", place))
    sketches = [_sketch(words_of(document)) for document in held]
    holders: dict[int, list[int]] = {}
    found = []
    for place in order:
        shared: dict[int, int] = {}
        for value in sketches[place]:
            with_it = holders.setdefault(value, [])
            for other in with_it:
                shared[other] = shared.get(other, 0) + 1
            if len(with_it) < _MOST_HOLDERS:
                with_it.append(place)
        best = max(shared, key=lambda other: shared[other], default=None)
        if best is not None and (likeness := _resemblance(sketches[place], sketches[best])) >= _ALIKE_DOCUMENTS:
            found.append(Twins(best, place, round(likeness, 2)))
    return found


def _sketch(words: Sequence[str]) -> list[int]:
    """The least hashes of the shingles of a text; of a text shorter than a shingle one hash of all of it."""
    if len(words) < _SHINGLE_WORDS:
        return [crc32(" ".join(words).encode())] if words else []
    codes = np.array([crc32(word.encode()) for word in words], np.uint64)
    shingles = np.zeros(len(words) - _SHINGLE_WORDS + 1, np.uint64)
    for place in range(_SHINGLE_WORDS):
        shingles = shingles * np.uint64(0x100000001B3) + codes[place : place + len(shingles)]
    shingles ^= shingles >> np.uint64(31)
    shingles *= np.uint64(0x9E3779B97F4A7C15)
    found: list[int] = np.unique(shingles)[:_SKETCHED].tolist()
    return found


def _resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of the least hashes of both that each has, an estimate of the Jaccard similarity of their shingles."""
    least = set(sorted({*one, *other})[: max(min(len(one), len(other)), 1)])
    return len(least & set(one) & set(other)) / len(least)


def twin_problems(documents: Sequence[Document], sources: Sequence[Source]) -> list[Problem]:
    """A warning for each document that says what an earlier one says, or nearly."""
    found = []
    for twins in twins_among(documents):
        source, first = sources[twins.other], documents[twins.first].id
        is_same = text_key(documents[twins.first]) == text_key(documents[twins.other])
        found.append(Problem(
            file=source.file, line=source.line, level="warning", code="same_text" if is_same else "nearly_same_text",
            reason=f"{first!r} has the same text" if is_same else
            f"{first!r}, which is earlier, has nearly the same text ({twins.likeness:.0%})",
            remedy="Remove one of them; in answers the earlier one is cited."))
    return found

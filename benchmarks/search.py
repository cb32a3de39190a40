"""Search: BM25 top-10 over the same token lists by the service's index and its peers, interleaved, in CPU time."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from rank_bm25 import BM25Okapi

from benchmarks import generator
from benchmarks.peers import K1, B, Passages, Terms, engines, ours
from qa_service.arabic.analysis.analyzer import content_tokens, light_stem, tokenize
from qa_service.native.arrays import Floats

K = 10
Q = TypeVar("Q")
_TURN = 10  # questions that an engine answers before the next engine has its turn
_SLOW_MS = 5.0  # an engine slower than this answers every question once only


@dataclass(frozen=True, slots=True)
class Timing:
    """What one engine took for a question, milliseconds; CPU time but for the last two."""

    engine: str
    mean_ms: float
    p50_ms: float
    p99_ms: float
    wall_p50_ms: float
    wall_p99_ms: float


@dataclass(frozen=True, slots=True)
class Collection:
    """The passages and the questions as term numbers: light stems, as the service reads them without stop words."""

    passages: Passages
    questions: list[Terms]
    terms: int


def collection(passage_count: int, question_count: int, *, with_stop_words: bool = False) -> Collection:
    """A generated collection of so many passages."""
    documents = list(generator.documents(passage_count))
    numbers: dict[str, int] = {}
    read = tokenize if with_stop_words else content_tokens

    def terms_of(text: str) -> list[int]:
        return [numbers.setdefault(light_stem(token.text), len(numbers)) for token in read(text)]

    passages = [terms_of(paragraph) for document in documents for paragraph in document.text.split("\n\n")]
    known = len(numbers)
    asked = [list(dict.fromkeys(terms_of(text))) for text in generator.questions(documents, question_count)]
    return Collection(passages, [terms for terms in asked if terms and max(terms) < known], known)


def compare(passage_count: int, question_count: int, repeats: int, *, with_stop_words: bool = False) -> list[Timing]:
    """The timings of every engine, ours first."""
    given = collection(passage_count, question_count, with_stop_words=with_stop_words)
    return interleaved(engines(given.passages, given.terms, K), given.questions, repeats)


def interleaved(searches: Mapping[str, Callable[[Q], Any]], questions: Sequence[Q], repeats: int) -> list[Timing]:
    """The timings of each of the `searches`, which take turns."""
    rounds = {name: _rounds(search, questions[0], repeats) for name, search in searches.items()}
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in searches}
    names = list(searches)
    for turn, first in enumerate(range(0, len(questions), _TURN)):
        asked = questions[first : first + _TURN]
        for repeat in range(repeats):
            begin = (turn + repeat) % len(names)  # none always follows the same one
            for name in names[begin:] + names[:begin]:
                if repeat < rounds[name]:
                    taken[name] += _time(searches[name], asked)
    return [_timing(name, np.array(times) / 1e6) for name, times in taken.items()]


def scores_apart(given: Collection) -> float:
    """The greatest difference between our scores of the best ten and those of rank_bm25, over all questions.

    Both are sorted; where rank_bm25 fills up its ten with passages that share no term, only ours are compared.
    """
    model = BM25Okapi(given.passages, k1=K1, b=B)
    search = ours(given.passages, given.terms, K)
    apart = 0.0
    for question in given.questions:
        found = search(question).scores
        expected = np.sort(model.get_scores(question))[::-1][: len(found)]
        apart = max(apart, float(np.abs(found - expected).max(initial=0.0)))
    return apart


def _rounds(search: Callable[[Q], Any], question: Q, repeats: int) -> int:
    """How often an engine answers every question; the first calls compile and warm what is lazy."""
    search(question)
    search(question)
    return 1 if _time(search, [question])[0][0] > _SLOW_MS * 1e6 else repeats


def _time(search: Callable[[Q], Any], questions: Sequence[Q]) -> list[tuple[int, int]]:
    """CPU and wall nanoseconds for each question."""
    taken = []
    for question in questions:
        began, began_wall = time.process_time_ns(), time.perf_counter_ns()
        search(question)
        taken.append((time.process_time_ns() - began, time.perf_counter_ns() - began_wall))
    return taken


def _timing(engine: str, times_ms: Floats) -> Timing:
    (p50, wall_p50), (p99, wall_p99) = np.percentile(times_ms, [50, 99], axis=0)
    return Timing(engine, float(times_ms[:, 0].mean()), float(p50), float(p99), float(wall_p50), float(wall_p99))

"""Learning the ranker, and its figures on documents that it did not learn from."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.native.arrays import Ints
from qa_service.ranking.trees import Trees
from qa_service.training.dataset import Case
from qa_service.training.growing import grow_ranker


@dataclass(frozen=True, slots=True)
class Held:
    """Shares of questions, in percent, whose first or first three sentences answer, on what was held out."""

    group: str
    questions: int
    hit1: float
    hit3: float


def learn(cases: Sequence[Case]) -> Trees:
    """A ranker from the cases whose shortlist holds an answer."""
    useful = [case for case in cases if case.right.any()]
    rows = np.vstack([case.shortlist.features.rows for case in useful])
    right = np.concatenate([case.right for case in useful])
    names = useful[0].shortlist.features.names
    return grow_ranker(names, rows, right, [len(case.right) for case in useful])


def held_out(cases: Sequence[Case], group_of: Callable[[Case], Hashable]) -> dict[Hashable, Trees]:
    """For each group a ranker learned from all the others, `cases` being those of every wording."""
    groups = sorted({group_of(case) for case in cases}, key=str)
    return {group: learn([case for case in cases if group_of(case) != group]) for group in groups}


def measure(
    cases: Sequence[Case],
    rankers: dict[Hashable, Trees],
    group_of: Callable[[Case], Hashable],
    asked: Mapping[Hashable, int],
) -> list[Held]:
    """The figures of each held-out group, and of all; `asked`: its questions, those that share no term with it too."""
    rows = []
    for group, ranker in rankers.items():
        mine = [case for case in cases if group_of(case) == group]
        first = [case.right[order(ranker, case)[:3]] for case in mine]
        hits = [sum(bool(right[:k].any()) for right in first) for k in (1, 3)]
        rows.append((str(group), asked[group], hits[0], hits[1]))
    rows.append(("all", sum(asked.values()), sum(row[2] for row in rows), sum(row[3] for row in rows)))
    return [Held(group, n, round(100 * one / n, 1), round(100 * three / n, 1)) for group, n, one, three in rows]


def order(ranker: Trees, case: Case) -> Ints:
    """The sentences of a case's shortlist, best first."""
    scores = ranker.score(case.shortlist.features.rows)
    return np.lexsort((case.shortlist.sentences, -scores))

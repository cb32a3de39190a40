"""The losses: which sentence answers, if any; where the answer stands; and whose vector is nearest to a question's."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from qa_service.training.reader.groups import Contrast, Group

_NONE_SCORE = 0.0  # of «none of these»: whoever scores below it doesn't answer, whatever stands beside it
_TEMPERATURE = 0.03
_MASKED = -1e4


def judgement_loss(scores: Tensor, groups: Sequence[Group]) -> tuple[Tensor, int]:
    """How unlikely the right choices are, and how many were made.

    Args:
        scores: of all rows of the groups, in order.
        groups: in each, one of its rows is right or none of them.

    Returns:
        The mean loss of a group, and the number of groups whose right choice scored highest.
    """
    losses, hits, begin = [], 0, 0
    for group in groups:
        end = begin + len(group.rows)
        choices = torch.cat([scores.new_full((1,), _NONE_SCORE), scores[begin:end]])
        losses.append(cross_entropy(choices[None], torch.tensor([group.target])))
        hits += int(choices.argmax()) == group.target
        begin = end
    return torch.stack(losses).mean(), hits


def span_loss(spans: Tensor, groups: Sequence[Group]) -> Tensor:
    """How unlikely the right begins and ends are.

    Args:
        spans: rows x places x 2, of all rows of the groups, in order.
        groups: those that have a span in their first row count.

    Returns:
        The mean of both together; 0 where no group has one.
    """
    losses, row = [], 0
    for group in groups:
        if group.span is not None:
            begin, end = (torch.tensor([place]) for place in group.span)
            losses.append(cross_entropy(spans[row, :, 0][None], begin) + cross_entropy(spans[row, :, 1][None], end))
        row += len(group.rows)
    return torch.stack(losses).mean() if losses else torch.zeros(())


class Bank:
    """Vectors of sentences of earlier steps, for more wrong ones than a step has."""

    def __init__(self, most: int) -> None:
        """`most`: vectors that it holds."""
        self._most = most
        self._vectors: list[Tensor] = []
        self._numbers: list[list[int]] = []

    def loss(self, questions: Tensor, sentences: Tensor, contrasts: Sequence[Contrast]) -> Tensor:
        """How unlikely it is that each question is nearest to its sentence; remembers the sentences.

        Args:
            questions: a unit vector for each of the contrasts.
            sentences: unit vectors of all right sentences, then of all wrong ones.
            contrasts: what the vectors are of.
        """
        numbers = [each.sentences[0] for each in contrasts] + [each.sentences[1] for each in contrasts]
        everything = torch.cat([sentences, *self._vectors])
        known = torch.tensor(numbers + list(_flat(self._numbers)))
        count = len(contrasts)
        own = torch.arange(count)
        same = known[None, :] == torch.tensor(numbers[:count])[:, None]
        same[own, own] = False  # the one that is to be nearest
        likeness = (questions @ everything.T / _TEMPERATURE).masked_fill(same, _MASKED)
        self._remember(sentences.detach(), numbers)
        return cross_entropy(likeness, own)

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps of it."""
        return {"vectors": self._vectors, "numbers": self._numbers}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
        self._vectors, self._numbers = list(state["vectors"]), list(state["numbers"])

    def _remember(self, vectors: Tensor, numbers: list[int]) -> None:
        self._vectors.append(vectors)
        self._numbers.append(numbers)
        while sum(map(len, self._numbers)) > self._most:
            del self._vectors[0], self._numbers[0]


def _flat(lists: Iterable[Iterable[int]]) -> Iterable[int]:
    return (each for part in lists for each in part)

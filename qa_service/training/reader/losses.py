"""The losses: which sentence answers, if any, and where the answer stands in it."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from qa_service.training.reader.groups import Group

_NONE_SCORE = 0.0  # of «none of these»: whoever scores below it doesn't answer, whatever stands beside it


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

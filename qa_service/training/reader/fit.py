"""The loop of learning: steps until the time is over, kept every few minutes so that a killed run goes on."""

import time
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from qa_service.training.reader import checkpoints
from qa_service.training.reader.groups import Group, Groups
from qa_service.training.reader.losses import judgement_loss, span_loss
from qa_service.training.reader.network import Network, padded

_SPAN = 0.25  # what the loss of spans weighs beside the judgement's
_DRAWN = 6  # batches that are drawn together and sorted by length, so that little is padding
_WARMING, _FIRST_RATE, _LAST_RATE = 0.04, 0.02, 0.02  # shares of the time and of the rate
_TOLD_EVERY = 20  # steps
_DECAY = 0.01


@dataclass(frozen=True, slots=True)
class Plan:
    """How long is learned, and how."""

    seconds: float
    rate: float = 1e-4  # of learning, at its highest
    groups: int = 10  # of a step
    keep_every: float = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Losses:
    """Of one step, or the means of some."""

    judgement: float
    span: float
    hits: float  # share of the groups whose right choice scored highest


Tell = Callable[[int, float, Losses], None]


class Fit:
    """One training. Example: `Fit(network, groups, Plan(seconds=3000)).run(Path("checkpoint.pt"))`."""

    def __init__(
        self, network: Network, groups: Groups, plan: Plan, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock`: seconds, from whatever moment."""
        self.network, self.step, self.seconds = network, 0, 0.0
        self.course: list[dict[str, float]] = []  # the means of every few steps
        self._groups, self._plan, self._clock = groups, plan, clock
        self._recent: list[Losses] = []
        self._learned: list[Tensor] = list(network.judging.parameters())
        weights = [each for each in self._learned if each.ndim > 1]
        others = [each for each in self._learned if each.ndim < 2]
        self._optimizer = torch.optim.AdamW(
            [{"params": weights}, {"params": others, "weight_decay": 0}], lr=plan.rate, weight_decay=_DECAY, fused=True
        )

    def run(self, checkpoint: Path, tell: Tell | None = None) -> None:
        """Learn until the time of the plan is over, going on from the checkpoint where there is one.

        Args:
            checkpoint: the file that is read first and written meanwhile.
            tell: told the step, the seconds and the mean losses every few steps.

        Raises:
            OSError: the checkpoint can't be read or written.
        """
        state = checkpoints.read(checkpoint)
        if state is not None:
            self._restore(state)
        before, began, kept, waiting = self.seconds, self._clock(), self.seconds, list[list[Group]]()
        if state is not None and self.seconds >= self._plan.seconds:
            return
        self.network.train()
        while self.seconds < self._plan.seconds:
            if not waiting:
                if self.seconds - kept >= self._plan.keep_every:  # nothing that was drawn is lost or seen twice
                    checkpoints.write(checkpoint, self._state())
                    kept = self.seconds
                waiting = self._drawn()
            self._take(waiting.pop(), tell)
            self.seconds = before + self._clock() - began
        checkpoints.write(checkpoint, self._state())

    def _drawn(self) -> list[list[Group]]:
        size = self._plan.groups
        groups = sorted(self._groups.draw(size * _DRAWN), key=lambda group: group.longest)
        parts = [groups[begin : begin + size] for begin in range(0, len(groups), size)]
        self._groups.random.shuffle(parts)
        return parts

    def _take(self, groups: list[Group], tell: Tell | None) -> None:
        """One step, written into the course."""
        self._recent.append(self._learn(groups))
        self.step += 1
        if len(self._recent) == _TOLD_EVERY:
            means = Losses(*(round(float(mean), 4) for mean in np.mean([astuple(each) for each in self._recent], 0)))
            self.course.append({"step": self.step, **asdict(means)})
            self._recent.clear()
            if tell is not None:
                tell(self.step, self.seconds, means)

    def _learn(self, groups: list[Group]) -> Losses:
        rate = self._plan.rate * _share_of_rate(self.seconds / self._plan.seconds)
        for part in self._optimizer.param_groups:
            part["lr"] = rate
        self._optimizer.zero_grad(set_to_none=True)
        ids, mask = padded([row for group in groups for row in group.rows])
        with torch.autocast("cpu", torch.bfloat16):
            scores, spans = self.network.judge(ids, mask)
        judgement, hits = judgement_loss(scores, groups)
        span = span_loss(spans, groups)
        (judgement + _SPAN * span).backward()
        nn.utils.clip_grad_norm_(self._learned, 1.0)
        self._optimizer.step()
        return Losses(judgement.item(), span.item(), hits / len(groups))

    def _state(self) -> dict[str, Any]:
        return {
            "judging": self.network.judging.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "random": self._groups.random.getstate(),
            "step": self.step,
            "seconds": self.seconds,
            "course": self.course,
            "recent": [astuple(each) for each in self._recent],
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.network.judging.load_state_dict(state["judging"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._groups.random.setstate(state["random"])
        self.step, self.seconds, self.course = state["step"], state["seconds"], list(state["course"])
        self._recent = [Losses(*each) for each in state["recent"]]


def begin_with(network: Network, weights: Path) -> None:
    """Take over what an earlier training learned; the word pieces that are known may be others.

    Args:
        network: changed in place.
        weights: a checkpoint.

    Raises:
        OSError: it can't be read.
        RuntimeError: it is of a network of another shape.
    """
    network.judging.load_state_dict((checkpoints.read(weights) or {})["judging"])


def _share_of_rate(done: float) -> float:
    """What of the highest rate is used when so much of the time is over: it rises at first and falls to the end."""
    return min(1.0, done / _WARMING + _FIRST_RATE) * max(_LAST_RATE, 1 - done)

"""The loop of learning: a killed run goes on as if it had not been killed. A tiny network learns a few groups."""

import itertools
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch, of the extra train, is not installed")

from qa_service.reader.inputs import Inputs  # noqa: E402
from qa_service.training.reader import checkpoints  # noqa: E402
from qa_service.training.reader.candidates import Sentence  # noqa: E402
from qa_service.training.reader.fit import Fit, Losses, Plan, begin_with  # noqa: E402
from qa_service.training.reader.groups import Group, Groups  # noqa: E402
from qa_service.training.reader.lessons import Lesson  # noqa: E402
from qa_service.training.reader.losses import judgement_loss, span_loss  # noqa: E402
from qa_service.training.reader.mining import nearest, vectors  # noqa: E402
from qa_service.training.reader.network import Network  # noqa: E402
from tests.training.reader.tiny import PIECES, Tiny  # noqa: E402

PLAN = Plan(seconds=26, rate=2e-3, groups=2, keep_every=5)


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def network(seed: int = 1) -> Any:
    torch.manual_seed(seed)
    return Network(Tiny(), range(PIECES))  # type: ignore[arg-type]


@pytest.fixture
def fitting(sentences: list[Sentence], inputs: Inputs) -> Callable[..., Fit]:
    """Makes a training that is anew each time, its clock one second a step."""
    taught = [
        Lesson(f"كم {n}؟", f"d{n % 3}", (f"{n} كم",), (n,), ((n + 1) % 12, (n + 2) % 12), ((n + 4) % 12,), "news", 1.0)
        for n in range(6)
    ]
    taught.append(Lesson("ما؟", "d0", (), (), (0, 3, 6), (7, 8), "news", 1.0))

    def make(killed_after: int | None = None, seed: int = 1, plan: Plan = PLAN) -> Fit:
        ticks = itertools.count()

        def clock() -> float:
            now = next(ticks)
            if killed_after is not None and now > killed_after:
                raise KeyboardInterrupt
            return float(now)

        return Fit(network(seed), Groups(taught, sentences, inputs, Random(seed)), plan, clock)

    return make


def test_a_killed_run_ends_as_one_that_was_not(fitting: Callable[..., Fit], tmp_path: Path) -> None:
    whole = fitting()
    whole.run(tmp_path / "whole.pt")
    with pytest.raises(KeyboardInterrupt):
        fitting(killed_after=15).run(tmp_path / "killed.pt")
    again = fitting(seed=9)  # whatever it begins with is replaced
    again.run(tmp_path / "killed.pt")
    assert (again.step, again.seconds, again.course) == (whole.step, whole.seconds, whole.course)
    for name, value in whole.network.state_dict().items():
        assert torch.equal(value, again.network.state_dict()[name]), name


def test_a_finished_run_is_not_learned_further(fitting: Callable[..., Fit], tmp_path: Path) -> None:
    fitting().run(tmp_path / "a.pt")
    before = (tmp_path / "a.pt").stat().st_mtime_ns
    again = fitting(seed=9)
    again.run(tmp_path / "a.pt")
    assert (again.step, (tmp_path / "a.pt").stat().st_mtime_ns) == (26, before)


def test_learning_lowers_the_loss_and_leaves_what_was_pretrained(fitting: Callable[..., Fit], tmp_path: Path) -> None:
    told: list[Losses] = []
    fit = fitting(plan=Plan(seconds=160, rate=5e-3, groups=4))
    first = {name: value.clone() for name, value in fit.network.state_dict().items()}
    fit.run(tmp_path / "a.pt", lambda step, seconds, losses: told.append(losses))
    assert len(told) == len(fit.course) == 8
    assert told[-1].judgement + told[-1].span < told[0].judgement + told[0].span
    last = fit.network.state_dict()
    for name, value in first.items():
        assert torch.equal(value, last[name]) is not name.startswith("judging."), name


def test_a_training_may_begin_with_another_of_other_words(fitting: Callable[..., Fit], tmp_path: Path) -> None:
    fit = fitting()
    fit.run(tmp_path / "a.pt")
    other = Network(Tiny(), range(50))  # type: ignore[arg-type]
    begin_with(other, tmp_path / "a.pt")
    assert len(other.trunk.word_codes) == 50
    assert torch.equal(other.judging.dense.weight, fit.network.judging.dense.weight)


def test_a_checkpoint_is_whole_or_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pt"
    assert checkpoints.read(path) is None
    checkpoints.write(path, {"step": 1})

    def half(_: object, aside: Path) -> None:
        aside.write_bytes(b"half")
        raise OSError("full")

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(OSError, match="full"):
        checkpoints.write(path, {"step": 2})
    assert checkpoints.read(path) == {"step": 1}


def test_the_judgement_counts_none_of_these_as_a_choice_of_score_0() -> None:
    groups = [Group([[0], [0]], 1, None), Group([[0]], 0, None)]
    loss, hits = judgement_loss(torch.tensor([2.0, -1.0, -3.0]), groups)
    first = np.log(1 + np.exp(2) + np.exp(-1)) - 2
    second = np.log(1 + np.exp(-3))
    assert (float(loss), hits) == (pytest.approx((first + second) / 2, abs=1e-5), 2)
    assert judgement_loss(torch.tensor([-2.0, -1.0, 3.0]), groups)[1] == 0


def test_spans_count_in_the_first_row_of_their_group() -> None:
    groups = [Group([[0], [0]], 0, None), Group([[0]], 1, (1, 2))]
    spans = torch.zeros(3, 4, 2)
    assert float(span_loss(spans, groups)) == pytest.approx(2 * np.log(4), abs=1e-5)
    spans[2, 1, 0] = spans[2, 2, 1] = 50
    assert float(span_loss(spans, groups)) == pytest.approx(0, abs=1e-5)
    assert float(span_loss(spans, groups[:1])) == 0


def test_vectors_come_in_the_order_of_the_texts(inputs: Inputs) -> None:
    rows = [inputs.question(text) for text in ("كم طول النهر؟", "من؟", "كم طول النهر؟")]
    found = vectors(network().eval(), rows)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-2)
    assert np.allclose(found[0], found[2], atol=1e-2)
    assert not np.allclose(found[0], found[1], atol=1e-2)


def test_the_nearest_are_those_that_may_be_quoted() -> None:
    found = nearest(np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32), np.array([True, False, True]), 2)
    assert [each[0] for each in (found[0], found[2])] == [0, 2]
    assert 1 not in found[1][:2]

"""The deadline of a question: looked at between the steps of answering it, so that none begins after it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from qa_service.answers import finding, readings
from qa_service.answers.answer import Quotations
from qa_service.answers.related import RelatedQuestions
from qa_service.deadline import NEVER, Deadline
from qa_service.engine import Engine
from qa_service.ranking.reranker import Reranker

QUESTION = "كم يبلغ طول نهر النيل؟"
DOUBTFUL = "أين تأسس المنتدد؟"


@dataclass
class Counting:
    """A deadline that passes at the nth look, and notes what was done by then."""

    nth: int = 1000
    looks: int = 0
    done: list[str] = field(default_factory=list)

    def check(self) -> None:
        self.looks += 1
        if self.looks == self.nth:
            raise TimeoutError


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    """Notes each step that begins, by name."""
    deadline = Counting()

    def note(owner: Any, name: str, step: str) -> None:
        function = getattr(owner, name)

        def noted(*given: Any, **named: Any) -> Any:
            deadline.done.append(step)
            return function(*given, **named)

        monkeypatch.setattr(owner, name, noted)

    note(finding, "understand", "understanding")
    note(Reranker, "rank", "ranking")
    note(readings, "read_otherwise", "reading otherwise")
    note(Quotations, "cite", "citing")
    note(RelatedQuestions, "beside", "relating")
    yield deadline


def answered(engine: Engine, question: str, deadline: Any) -> bool:
    try:
        engine.ask(question, min_confidence=0, deadline=deadline)
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("question", [QUESTION, DOUBTFUL])
def test_no_step_begins_after_the_deadline(engine: Engine, noting: Counting, question: str) -> None:
    assert answered(engine, question, noting)
    looks, whole = noting.looks, noting.done.copy()
    begun = []
    for nth in range(1, looks + 1):
        noting.nth, noting.looks = nth, 0
        noting.done.clear()
        assert not answered(engine, question, noting)
        assert noting.done == whole[: len(noting.done)]
        begun.append(len(noting.done))
    assert begun[0] == 1  # understood, and no more
    assert begun == sorted(begun)
    assert begun[-1] < len(whole)


def test_a_doubtful_question_looks_at_it_before_each_other_reading(engine: Engine, noting: Counting) -> None:
    assert answered(engine, DOUBTFUL, noting)
    assert noting.done.count("ranking") > 1
    assert noting.looks == 4 + noting.done.count("ranking") - 1


def test_a_deadline_is_a_moment_and_none_never_passes() -> None:
    Deadline.after(3600).check()
    NEVER.check()
    with pytest.raises(TimeoutError):
        Deadline(time.monotonic() - 1).check()


def test_an_answer_within_its_deadline_is_the_same(engine: Engine) -> None:
    found, bounded = (engine.ask(QUESTION, deadline=each).as_dict() for each in (NEVER, Deadline.after(3600)))
    own = {"took_ms": 0, "request_id": ""}
    assert found | own == bounded | own

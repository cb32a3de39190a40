"""What a question may cost: whatever its words, understanding and answering it takes bounded work, counted in calls."""

import random
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from types import FrameType

import pytest

from qa_service.engine import Engine
from qa_service.query.query import Turn

ARABIC, LATIN, ARABIZI = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "abcdefghijklmnopqrstuvwxyz", "abdhklmnrstwy23579'"
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
ALPHABETS = (ARABIC, LATIN, ARABIZI, KEYS, "aeiou'", "0123456789.", ARABIC + LATIN, "«»\"'؟ا", "اَلُّ", "ال", "وبالك")
LENGTHS = (1, 2, 3, 5, 7, 12, 24, 25, 30, 100, 1000)
LONGEST_CHARS = 1000
MOST_CALLS = 700_000  # most questions take a few ten thousand


def counted(act: Callable[[], object]) -> int:
    """How many functions are called by `act`: what it costs, on any machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    earlier = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(earlier)
    return calls


def words(alphabet: str, length: int, seed: int) -> str:
    """A question of random words, as long as questions may be."""
    drawn = random.Random(seed)
    text = " ".join("".join(drawn.choices(alphabet, k=length)) for _ in range(LONGEST_CHARS // (length + 1) + 1))
    return text[:LONGEST_CHARS]


def kinds() -> Iterator[tuple[str, str]]:
    for piece in (
        "d'",
        "l'd'",
        "'",
        "d' ",
        "وال",
        "ال ",
        "ماسم ",
        "«كلمة» ",
        "ب\u0651\u064e",
        "e\u0301",
        "ـ",
        "😀",
        "2a",
        "kh",
    ):
        yield f"{piece!r} again and again", (piece * LONGEST_CHARS)[:LONGEST_CHARS]
    for number, (alphabet, length) in enumerate((one, other) for one in ALPHABETS for other in LENGTHS):
        yield f"words of {length} of {alphabet[:6]}", words(alphabet, length, number)
    prefixes = cycle(("وبال", "ب", "ال", "فال"))
    drawn = random.Random(7)
    yield "prefixes", " ".join(next(prefixes) + "".join(drawn.choices(ARABIC, k=5)) for _ in range(120))[:LONGEST_CHARS]


@pytest.mark.parametrize(("kind", "question"), list(kinds()), ids=[kind for kind, _ in kinds()])
def test_no_question_costs_much_whatever_its_words(engine: Engine, kind: str, question: str) -> None:
    assert len(question) <= LONGEST_CHARS
    assert counted(lambda: engine.ask(question)) < MOST_CALLS


@pytest.mark.parametrize("alphabet", [ARABIC, LATIN, ARABIZI])
def test_a_history_of_long_questions_costs_little(engine: Engine, alphabet: str) -> None:
    history = [Turn(question=words(alphabet, 7, seed)) for seed in range(20)]
    assert counted(lambda: engine.ask("ومتى؟", history=history)) < MOST_CALLS


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(300))
def test_no_mixture_of_kinds_costs_much(engine: Engine, seed: int) -> None:
    drawn = random.Random(seed)
    parts = [words(drawn.choice(ALPHABETS), drawn.choice(LENGTHS), drawn.randrange(1 << 30)) for _ in range(5)]
    question = "".join(part[: LONGEST_CHARS // 5] for part in parts)
    assert counted(lambda: engine.ask(question)) < MOST_CALLS

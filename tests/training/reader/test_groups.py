"""Groups: which sentences stand beside a question, and where the answer stands in them."""

from random import Random

import pytest

from qa_service.reader.inputs import END, Inputs, Passage
from qa_service.training.reader.candidates import Sentence
from qa_service.training.reader.groups import CANDIDATES, FIRST, NONE, Group, Groups, as_typed, span_of
from qa_service.training.reader.lessons import Lesson

DRAWS = 400


def lesson(**fields: object) -> Lesson:
    row: dict[str, object] = {
        "wording": "كم طول النهر؟", "document_id": "d0", "answers": ("3 كم",), "right": (3,),
        "by_words": (0, 1, 2), "by_meaning": (4, 5, 6), "source": "news", "weight": 1.0,
    }  # fmt: skip
    return Lesson(**row | fields)  # type: ignore[arg-type]


@pytest.fixture
def draw(sentences: list[Sentence], inputs: Inputs) -> Groups:
    return Groups([lesson(), lesson(weight=3.0, right=(), answers=())], sentences, inputs, Random(1))


def rows_of(inputs: Inputs, sentence: Sentence) -> list[int]:
    """The pieces of the sentence itself within a pair."""
    (pair,) = inputs.pairs("؟", [Passage(*sentence[:3])])
    return pair.ids[pair.first : pair.first + len(pair.offsets)]


def told(group: Group) -> list[list[int]]:
    """The sentences' pieces of each row."""
    found = []
    for row in group.rows:
        first = row.index(END) + 1
        found.append(row[first : row.index(END, first)])
    return found


def test_a_group_is_one_right_sentence_and_three_wrong_ones(
    draw: Groups, inputs: Inputs, sentences: list[Sentence]
) -> None:
    right = rows_of(inputs, sentences[3])
    for group in (draw.group(lesson()) for _ in range(DRAWS)):
        assert len(group.rows) == CANDIDATES
        assert len({tuple(row) for row in group.rows}) == CANDIDATES
        assert (told(group)[0] == right) is (group.target == FIRST)
        assert right not in told(group)[1:]


def test_some_are_shown_without_their_answer_but_none_of_a_noisy_source(draw: Groups) -> None:
    left_out = sum(draw.group(lesson()).target == NONE for _ in range(DRAWS))
    assert 0.08 < left_out / DRAWS < 0.22
    assert all(draw.group(lesson(source="aqad")).target == FIRST for _ in range(DRAWS))


def test_without_an_answer_none_is_right(draw: Groups) -> None:
    group = draw.group(lesson(right=(), answers=()))
    assert (group.target, group.span, len(group.rows)) == (NONE, None, CANDIDATES)


def test_a_group_without_its_answer_has_a_sentence_of_the_document(
    draw: Groups, inputs: Inputs, sentences: list[Sentence]
) -> None:
    near = [rows_of(inputs, sentences[number]) for number in (0, 6)]  # of the wrong ones those of d0
    groups = [draw.group(lesson(right=(), answers=())) for _ in range(50)]
    assert all(any(each in told(group) for each in near) for group in groups)


def test_few_wrong_sentences_make_a_smaller_group(draw: Groups) -> None:
    group = draw.group(lesson(source="aqad", by_words=(1,), by_meaning=()))
    assert len(group.rows) == 2


def test_lessons_are_drawn_by_weight(draw: Groups) -> None:
    without = sum(group.target == NONE for group in draw.draw(DRAWS))
    assert 0.69 < without / DRAWS < 0.89  # three in four, and some of the others, which are shown without their answer


def test_the_same_state_draws_the_same(draw: Groups) -> None:
    state = draw.random.getstate()
    first = draw.draw(20)
    draw.random.setstate(state)
    assert draw.draw(20) == first


@pytest.mark.parametrize(
    ("sentence", "answers", "phrase"),
    [
        ("طول النهر 3 كم.", ("3 كم",), "3 كم"),
        ("طول النهر 3 كم.", ("3", "3 كم"), "3 كم"),
        ("طول النهر 3 كم.", ("طول",), "طول"),
    ],
)
def test_the_span_is_of_the_longest_answer(
    inputs: Inputs, sentence: str, answers: tuple[str, ...], phrase: str
) -> None:
    (pair,) = inputs.pairs("كم؟", [Passage(sentence, "عنوان", "")])
    span = span_of(sentence, answers, pair)
    assert span is not None
    first, last = (pair.offsets[place - pair.first] for place in span)
    assert sentence[first[0] : last[1]].strip() == phrase


def test_no_span_where_the_answer_is_cut_off_or_missing(inputs: Inputs) -> None:
    sentence = "كلام " * 30 + "ثم 3 كم."
    (pair,) = inputs.pairs("كم؟", [Passage(sentence, "", "")])
    assert span_of(sentence, ("3 كم",), pair) is None
    assert span_of(sentence, ("4 كم",), pair) is None


def test_questions_are_worded_as_readers_type_them() -> None:
    random = Random(2)
    typed = {as_typed("أين تقع المدرسة الكبرى؟", random) for _ in range(200)}
    assert {"أين تقع المدرسة الكبرى؟", "أين تقع المدرسة الكبرى", "اين تقع المدرسة الكبرى؟"} <= typed
    assert any("المدرسه" in each for each in typed)

"""Readings: an unknown word is read as what the corpus answers best, at a price in confidence; a known one never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.index import Index
from qa_service.query.query import Turn, read_otherwise, understand

BORN = "ولد الشافعي في غزة عام 767 وهو فقيه."
DOCUMENTS = [
    *(
        Document(id=f"n{number}", title="خبر", text=f"زار الشايع عام {1990 + number} مدرسة ولد فيها المشروع.")
        for number in range(12)
    ),
    Document(id="s", title="الشافعي", text=f"{BORN}\n\nتعلم في مكة ثم رحل إلى بغداد."),
    Document(id="m", title="السيرة", text="محمد رسول الله ولد في مكة."),
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.build(DOCUMENTS)


@pytest.fixture(scope="module")
def index(engine: Engine) -> Index:
    return engine.index


def test_of_two_words_that_were_perhaps_meant_the_one_that_is_answered_counts(engine: Engine, index: Index) -> None:
    question = "في أي مدينة ولد الشاعي الفقيه؟"
    first = understand(question, index.vocabulary)
    assert "الشايع" in first.text
    answer = engine.ask(question)
    assert answer.interpreted_as == "في أي مدينة ولد الشافعي الفقيه؟"
    assert answer.citations[0].quote == BORN
    assert answer.confidence < engine.ask("في أي مدينة ولد الشافعي الفقيه؟").confidence


def test_a_refusal_is_of_the_question_as_it_was_read_first(engine: Engine, index: Index) -> None:
    question = "في أي مدينة ولد الشاعي الفقيه؟"
    answer = engine.ask(question, min_confidence=1)
    assert answer.status == "no_answer"
    assert answer.confidence == engine.ask(question).confidence
    assert answer.interpreted_as == understand(question, index.vocabulary).interpreted_as


def test_letters_drawn_out_leave_the_two_that_the_word_has(engine: Engine) -> None:
    answer = engine.ask("من هو رسول اللللله؟")
    assert answer.citations[0].quote == "محمد رسول الله ولد في مكة."


@pytest.mark.parametrize("question", ["في أي عام ولد الشافعي؟", "أين تعلم؟", "", "؟", "who is al-shafii", "من"])
def test_words_that_the_corpus_has_are_never_read_otherwise(index: Index, question: str) -> None:
    assert read_otherwise(understand(question, index.vocabulary), index.vocabulary, 9) == []


@given(st.lists(st.sampled_from("الشافعيولدغزةم ؟b1"), max_size=30).map("".join), st.integers(0, 4))
def test_other_readings_are_few_distinct_and_never_the_first(index: Index, question: str, most: int) -> None:
    first = understand(question, index.vocabulary)
    others = read_otherwise(first, index.vocabulary, most)
    assert len(others) <= most
    wordings = [tuple(term.word for term in query.terms) for query in (first, *others)]
    assert len(set(wordings)) == len(wordings) or any(not query.terms for query in (first, *others))
    assert all(query.interpreted_as == query.text for query in others)


def test_a_question_is_taken_word_for_word_on_demand(engine: Engine) -> None:
    question = "في أي مدينة ولد الشاعي الفقيه؟"
    assert engine.ask(question).interpreted_as is not None
    verbatim = engine.ask(question, verbatim=True, min_confidence=0)
    assert verbatim.interpreted_as is None
    assert verbatim.confidence < engine.ask(question).confidence
    assert engine.ask("ومتى؟", verbatim=True, history=[Turn(question="متى ولد الشافعي؟")]).reason == "no_content_words"

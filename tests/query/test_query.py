"""Questions as people type them: what is read, and when the reader is told."""

import pytest

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.query.query import Turn, understand

TEXT = """عقد المنتدى العالمي للمياه في مدينة مراكش سنة 1997، وشارك فيه وزراء من دول كثيرة.

يشارك المغرب رئاسة المنتدى مع كندا، ويتولى الخبير سعيد بوشامة الكتابة العامة.

تقع مدينة إفران في جبال الأطلس المتوسط، وبنيت سنة 1929."""
FORUM = "كندا"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.build([Document(id="forum", title="المنتدى العالمي للمياه", text=TEXT)])


@pytest.mark.parametrize("question", [
    "من يشارك المغرب رئاسة المنتدى؟",
    "شكون كيشارك المغرب فرئاسة المنتدى؟",
    "السلام عليكم، بغيت نعرف من يشارك المغرب رئاسة المنتدى؟",
    "من يشارك ال مغرب رئاسة المنتدى",
    "من يشارك المغرب رئاسة المنتدا",
    "من يشارك المغرب رئاسة المننتدى",
    "chkoun kaycharek lmaghrib riasat lmontada",
    "who co-chairs the forum with Morocco?",
    "Qui copréside le forum avec le Maroc ?",
])  # fmt: skip
def test_a_question_is_understood_however_it_is_typed(engine: Engine, question: str) -> None:
    answer = engine.ask(question, min_confidence=0)
    assert FORUM in answer.citations[0].quote


@pytest.mark.parametrize("question", ["من يشارك المغرب رئاسة المنتدى؟", "مَن يشارِكُ رئاسةَ المنتدي", "شكون يشارك المغرب"])
def test_folding_and_question_words_are_no_other_reading(engine: Engine, question: str) -> None:
    assert engine.ask(question).interpreted_as is None


@pytest.mark.parametrize("question", ["who co-chairs the forum?", "من يشارك المغرب رئاسة المننتدى؟"])
def test_another_reading_is_reported(engine: Engine, question: str) -> None:
    read = engine.ask(question).interpreted_as
    assert read is not None
    assert "المنتدى" in read


def test_a_word_that_exists_is_not_mended_into_another(engine: Engine) -> None:
    assert engine.ask("متى تأسست باريس؟").interpreted_as is None


@pytest.mark.parametrize(("follow_up", "kept"), [("ومتى؟", "إفران"), ("وأين تقع؟", "إفران")])
def test_a_follow_up_inherits_what_it_leaves_out(engine: Engine, follow_up: str, kept: str) -> None:
    answer = engine.ask(follow_up, history=[Turn(question="متى بنيت مدينة إفران؟")])
    assert answer.interpreted_as is not None
    assert kept in answer.interpreted_as


def test_a_complete_question_is_never_bent_by_history(engine: Engine) -> None:
    question = "في أي سنة عقد المنتدى العالمي للمياه؟"
    alone = engine.ask(question)
    after = engine.ask(question, history=[Turn(question="متى بنيت مدينة إفران؟")])
    assert after.interpreted_as is None
    assert after.sentences == alone.sentences


@pytest.mark.parametrize("question", ["من يشاااارك المغرب رئاسة المنتدى", "مننننن يشارك المغرب رئاسةةة المنتدى؟؟؟"])
def test_letters_drawn_out_are_read_as_they_were_meant(engine: Engine, question: str) -> None:
    assert FORUM in engine.ask(question, min_confidence=0).citations[0].quote


def test_words_become_the_terms_of_the_index_that_is_asked() -> None:
    texts = ("تقع مدينة إفران في الجبال.", "يشارك وزراء من دول كثيرة في مدينة مراكش، وتقع قربها إفران.")
    lexicons = [Engine.build([Document(id="d", title="", text=text)]).index.vocabulary for text in texts]
    for _ in range(2):
        for lexicon in lexicons:
            terms = understand("مدينة إفران تقع الجبال", lexicon).terms
            assert [term.word_number for term in terms] == [lexicon.find(term.word) for term in terms]
            assert [term.stem_number for term in terms] == [lexicon.find(term.stem) for term in terms]

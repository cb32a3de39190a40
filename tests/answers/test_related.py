"""Related questions: only those that the engine answers surely, with the sentence they were made from."""

from qa_service.answers.answer import Quotations
from qa_service.answers.related import RelatedQuestions
from qa_service.arabic.conversation.drafting import questions_from
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.ranking.reranker import Reranker

_TEXT = """ولد نجيب محفوظ في حي الجمالية في القاهرة.

بلغ عدد روايات نجيب محفوظ 35 رواية، وترجمت إلى لغات كثيرة.

توفي نجيب محفوظ في 30 أغسطس 2006 عن أربعة وتسعين عاما.

بدأ العمل سنة 1934."""
_OTHER = "تقع مدينة مراكش في وسط المغرب، وتأسست مدينة مراكش سنة 1070 على يد المرابطين."


def _engine() -> Engine:
    return Engine.build([
        Document(id="mahfouz", title="نجيب محفوظ", text=_TEXT),
        Document(id="marrakech", title="مراكش", text=_OTHER),
    ])  # fmt: skip


def test_related_questions_are_answered_surely_from_the_document_that_was_cited() -> None:
    engine = _engine()
    related = engine.ask("أين ولد نجيب محفوظ؟", max_sentences=1).related_questions
    assert "متى توفي نجيب محفوظ؟" in related
    for question in related:
        answer = engine.ask(question)
        assert answer.status == "answered"
        assert answer.confidence >= 0.75
        assert answer.citations[0].document_id == "mahfouz"


def test_what_was_asked_or_is_cited_already_is_not_suggested() -> None:
    answer = _engine().ask("أين ولد نجيب محفوظ؟", max_sentences=3)
    assert len(answer.citations) == 3
    assert "أين ولد نجيب محفوظ؟" not in answer.related_questions
    assert "متى توفي نجيب محفوظ؟" not in answer.related_questions


def test_a_sentence_that_stands_behind_one_quoted_twice_counts_as_cited() -> None:
    twice = Document(id="copy", title="نجيب محفوظ", text=_TEXT.partition("\n")[0])
    engine = Engine.build([Document(id="mahfouz", title="نجيب محفوظ", text=_TEXT), twice])
    for most in range(1, 5):
        answer = engine.ask("أين ولد نجيب محفوظ؟", max_sentences=most)
        quoted = {citation.quote for citation in answer.citations}
        for question in answer.related_questions:
            assert engine.ask(question).citations[0].quote not in quoted


def test_nothing_is_related_to_a_question_without_an_answer() -> None:
    assert _engine().ask("ما عاصمة أستراليا؟").related_questions == ()


def test_a_question_that_is_asked_again_has_the_same_related_ones() -> None:
    engine = _engine()
    asked = [engine.ask("أين ولد نجيب محفوظ؟", max_sentences=1) for _ in range(2)]
    assert asked[0].related_questions == asked[1].related_questions != ()


def test_no_sentence_that_asks_for_something_is_passed_over() -> None:
    texts = (
        "فاطمة المرنيسي هي عالمة اجتماع مغربية. وتأسس المعهد الملكي سنة 2001. يقع المعهد في الرباط، العاصمة، منذ سنين.",
        "وقال محمد العلمي، عميد كلية الحقوق بالرباط، إن العدد كبير. سافرت القافلة، في الليل، نحو الجنوب.\n\nكان هنا.",
        "بلغ عدد السكان الكلي 300 نسمة! لقد ولد محمد بن يوسف في فاس. 😀 هذا المعجم الكبير هو كتاب قديم.",
    )
    engine = Engine.build(Document(id=str(number), text=text) for number, text in enumerate(texts))
    index = engine.index
    expected = [next(questions_from(index.sentence_text(number)), "") for number in range(index.sentence_count)]
    related = RelatedQuestions(Reranker(index), Quotations(index))
    found = [draft.question for number in range(len(texts)) for draft in related._drafts(str(number))]
    assert found == [question for question in expected if question]
    assert len(found) == 5

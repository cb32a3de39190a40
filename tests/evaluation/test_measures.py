"""Labelled and golden questions, and the measures taken with them."""

import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.answers.answer import Citation
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.errors import DataFormatError
from qa_service.evaluation.golden import read_golden, run_golden
from qa_service.evaluation.labelled import LabelledQuestion, folded, parse_questions, quotes_answer, read_questions
from qa_service.evaluation.measures import auroc, evaluate, interval

LENGTH = LabelledQuestion(
    id="1",
    question="كم يبلغ طول نهر النيل؟",
    answers=("٦٦٥٠ كيلومترا",),
    document_id="nile",
    paragraph=0,
    slice="rivers",
    fields={"question": "كم يبلغ طول نهر النيل؟", "question_bare": "كم طول النيل"},
)
FIRST_MAN = LabelledQuestion(
    id="2",
    question="من أول إنسان يمشي على القمر؟",
    answers=("نيل أرمسترونغ",),
    document_id="moon",
    fields={"question": "من أول إنسان يمشي على القمر؟"},
)
NOWHERE = LabelledQuestion(id="3", question="ما عملة البرازيل؟", fields={"question": "ما عملة البرازيل؟"})


def citation(quote: str, document_id: str = "nile") -> Citation:
    return Citation(
        id=1,
        document_id=document_id,
        title="",
        source_url=None,
        date=None,
        passage_id="nile#0",
        quote=quote,
        start=0,
        end=len(quote),
        start_utf16=0,
        end_utf16=len(quote),
        retrieval_score=1,
        rerank_score=1,
        link="",
        source_link=None,
    )


@pytest.fixture
def nile(documents: tuple[Document, ...]) -> Document:
    return documents[0]


def quote_of(document: Document, first: str, last: str) -> str:
    return document.text[document.text.index(first) : document.text.index(last) + len(last)]


def test_a_quote_is_right_whatever_marks_hamzas_and_digits_it_is_written_with(nile: Document) -> None:
    assert quotes_answer(citation(quote_of(nile, "نهر", "كيلومترا.")), LENGTH, nile)


def test_a_quote_of_another_document_is_wrong_even_with_the_same_words(nile: Document) -> None:
    assert not quotes_answer(citation(quote_of(nile, "نهر", "كيلومترا."), "moon"), LENGTH, nile)


def test_a_quote_of_another_paragraph_is_wrong_unless_the_label_names_none(nile: Document) -> None:
    quoted = citation(quote_of(nile, "نهر", "كيلومترا."))
    assert not quotes_answer(quoted, replace(LENGTH, paragraph=1), nile)
    assert quotes_answer(quoted, replace(LENGTH, paragraph=None), nile)


def test_a_quote_over_500_characters_is_a_page_and_no_answer() -> None:
    document = Document(id="nile", text="الجواب هنا " + "س" * 489)
    label = replace(LENGTH, answers=("الجواب",), paragraph=None)
    assert quotes_answer(citation(document.text), label, document)
    assert not quotes_answer(citation(document.text + "س"), label, document)


def test_a_label_without_a_document_takes_the_answer_from_any() -> None:
    assert quotes_answer(citation("يمشي نيل أرمسترونغ", "other"), replace(FIRST_MAN, document_id=None), None)


@given(st.text())
def test_folding_twice_changes_nothing_more_than_folding_once_for_arabic(text: str) -> None:
    arabic = "".join(char for char in text if "\u0600" <= char <= "\u06ff")
    assert folded(folded(arabic)) == folded(arabic)


def test_every_bad_line_is_reported_by_number_and_the_good_ones_are_kept() -> None:
    lines = [
        json.dumps({"question": "أين؟", "answers": ["هنا"], "document_id": "a"}).encode(),
        b"",
        b"{",
        b"[]",
        b'{"question": " "}',
        b'{"question": "a", "answers": "b"}',
        b'{"question": "a", "answers": ["."]}',
        b'{"question": "a", "paragraph": true}',
        b'{"question": "a", "document_id": 3}',
        b"\xff",
        b'{"question": "a"}',
    ]
    questions, problems = parse_questions(b"\n".join(lines), "golden.jsonl")
    assert [each.id for each in questions] == ["1", "11"]
    assert [each.line for each in problems] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert {each.code for each in problems} == {"bad_question"}


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    questions, problems = parse_questions(b'\xef\xbb\xbf{"question": "a"}\r\n{"question": "b"}\r\n', "q.jsonl")
    assert ([each.question for each in questions], problems) == (["a", "b"], [])


def test_reading_questions_names_the_file_and_the_line_of_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "a"}\nnot json\n', encoding="utf-8")
    with pytest.raises(DataFormatError, match=r"questions\.jsonl, line 2"):
        read_questions([path])


def test_auroc_is_the_share_of_pairs_in_the_right_order_ties_counting_half() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.5], [0.5, 0.5]) == 0.5
    assert auroc([0.9, 0.3], [0.5]) == 0.5
    assert auroc([], [0.5]) is None


@given(st.lists(st.integers(0, 5), min_size=1), st.lists(st.integers(0, 5), min_size=1))
def test_auroc_equals_counting_all_pairs(positive: list[int], negative: list[int]) -> None:
    won = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    assert auroc(positive, negative) == pytest.approx(won / len(positive) / len(negative), abs=6e-4)


def test_the_interval_holds_the_share_and_is_the_same_every_time() -> None:
    groups = [[True, False, True]] * 20 + [[False]] * 10
    low, high = interval(groups)
    assert low < 100 * 40 / 70 < high
    assert interval(groups) == (low, high)
    assert interval([[True]] * 5) == (100.0, 100.0)


def test_correlated_questions_make_the_interval_wider() -> None:
    apart = interval([[True]] * 50 + [[False]] * 50)
    together = interval([[True] * 10] * 5 + [[False] * 10] * 5)
    assert together[1] - together[0] > 2 * (apart[1] - apart[0])


def test_evaluation_counts_hits_by_slice_and_in_all(engine: Engine) -> None:
    report = evaluate(engine, [LENGTH, FIRST_MAN, replace(LENGTH, answers=("غير موجود",))])
    assert {name: (each.n, each.hit1, each.document1) for name, each in report.sets.items()} == {
        "rivers": (2, 50.0, 100.0),
        "questions": (1, 100.0, 100.0),
        "ALL": (3, 66.7, 100.0),
    }
    assert report.broken == 0 < report.citations
    assert report.absent is None
    assert 0 < report.p50_ms <= report.p99_ms


def test_questions_about_documents_that_are_not_indexed_are_not_asked(engine: Engine) -> None:
    report = evaluate(engine, [LENGTH, replace(FIRST_MAN, document_id="mars")])
    assert report.sets["ALL"].n == 1


def test_questions_without_answers_count_among_the_absent(engine: Engine) -> None:
    report = evaluate(engine, [LENGTH, NOWHERE], [NOWHERE])
    assert report.sets["ALL"].n == 1
    assert report.absent is not None
    assert (report.absent.n, report.absent.auroc, report.absent.false_at_90) == (2, 1.0, 0.0)


def test_the_threshold_reported_on_is_the_one_given(engine: Engine) -> None:
    assert evaluate(engine, [LENGTH, FIRST_MAN], min_confidence=0).answered == 100.0
    assert evaluate(engine, [LENGTH, FIRST_MAN], min_confidence=1).answered == 0.0


def test_another_wording_is_asked_and_rows_without_it_are_left_out(engine: Engine) -> None:
    assert evaluate(engine, [LENGTH, FIRST_MAN], field="question_bare").sets["ALL"].n == 1
    with pytest.raises(DataFormatError, match="question_en"):
        evaluate(engine, [LENGTH, FIRST_MAN], field="question_en")


def test_the_report_is_json(engine: Engine) -> None:
    report: dict[str, Any] = json.loads(json.dumps(evaluate(engine, [LENGTH], [NOWHERE]).as_dict(), allow_nan=False))
    assert report["sets"]["ALL"]["hit@1 interval"] == [100.0, 100.0]


def test_a_golden_question_is_right_when_a_reader_sees_its_answer_or_rightly_none(engine: Engine) -> None:
    result = run_golden(engine, [LENGTH, FIRST_MAN, NOWHERE], min_confidence=0)
    assert (result.asked, result.right, result.failed) == (3, 3, ())


def test_golden_failures_say_what_went_wrong(engine: Engine) -> None:
    wrong = [
        replace(LENGTH, answers=("سبعة آلاف",)),
        replace(LENGTH, document_id="mars"),
        replace(NOWHERE, question=LENGTH.question),
    ]
    result = run_golden(engine, wrong, min_confidence=0)
    assert (result.asked, result.right) == (3, 0)
    assert [each.reason.split()[0] for each in result.failed] == ["None", "There", "The"]
    refused = run_golden(engine, [LENGTH], min_confidence=1).failed
    assert [(each.status, each.reason) for each in refused] == [("no_answer", "No answer is shown.")]


def test_a_corpus_without_golden_questions_has_none(tmp_path: Path) -> None:
    assert read_golden(tmp_path) == ([], [])


@pytest.mark.shared
def test_answers_are_judged_as_the_shared_scorer_judges_them(labelled_data: Path) -> None:
    scorer = runpy.run_path(str(labelled_data / "score.py"))
    lines = (labelled_data / "half-documents.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    engine = Engine.build(Document(id=row["id"], title=row["title"], text=row["text"]) for row in rows)
    paragraphs = {(row["id"], n): part for row in rows for n, part in enumerate(row["text"].split("\n\n"))}
    differing = []
    for each in read_questions([labelled_data / "half-questions.jsonl"])[::4]:
        answer, gold = engine.ask(each.question, min_confidence=0), engine.document(each.document_id or "")
        theirs = scorer["judge"](answer.as_dict(), each.fields, paragraphs)
        if theirs != [quotes_answer(cited, each, gold) for cited in answer.citations[:3]]:
            differing.append(each.id)
    assert differing == []

"""Engine: exact citations of any text, honest refusals on any corpus, filters, and the same answer every time."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.answers.answer import Answer
from qa_service.arabic.analysis.analyzer import content_tokens, light_stem, root
from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError
from qa_service.index.filters import Filters
from qa_service.text.passages import split_document

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
ANSWER = "تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب."


def engine_of(*texts: str, **fields: Any) -> Engine:
    return Engine.build(Document(id=f"d{number}", text=text, **fields) for number, text in enumerate(texts))


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def stable(answer: Answer) -> dict[str, Any]:
    return {key: value for key, value in answer.as_dict().items() if key not in ("took_ms", "request_id")}


def assert_exact(engine: Engine, answer: Answer) -> None:
    """Every citation slices its document, in code points and in UTF-16 units, and belongs to its sentence."""
    assert [sentence.text for sentence in answer.sentences] == quotes(answer)
    assert [sentence.citation for sentence in answer.sentences] == [citation.id for citation in answer.citations]
    assert [citation.id for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = engine.document(citation.document_id)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote != ""
        units = document.text.encode("utf-16-le", "surrogatepass")[2 * citation.start_utf16 : 2 * citation.end_utf16]
        assert units == citation.quote.encode("utf-16-le", "surrogatepass")
    for sentence in answer.sentences:
        spans = sorted(sentence.highlights)
        assert all(0 <= start < end <= len(sentence.text) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


# --- citations -------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    "تأسس المنتدى", "العَرَبِيّةُ", "المغـــرب", "كندا", "😀", "🇲🇦👨‍👩‍👧",
    "16.000 و١٦٬٠٠٠", "٣٫٥٪", "د. محمد", "«قال: نعم. ثم مضى»",
    "\u200fNATO\u200e", "ﻛﻨﺪا ﷲ", "نهر النيل أطول أنهار إفريقيا", "https://a.org/x?y=1.2",
    "\ud800", "𝒜", "كلمة" * 30])  # fmt: skip
GLUE = st.sampled_from(
    [" ", " ", " ", ". ", "، ", "؟ ", "\n", "\n\n", "\n# ", "\n- ", "\u2028", "\x85", "…\n", "\t", ""]
)
ARTICLES = st.lists(st.tuples(PIECES, GLUE), min_size=1, max_size=30).map(
    lambda parts: "".join(a + b for a, b in parts)
)
ANY_TEXT = st.text(st.characters(), max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(ARTICLES, ANY_TEXT), min_size=1, max_size=3), st.data())
def test_every_citation_is_an_exact_slice_whatever_the_text(texts: list[str], data: st.DataObject) -> None:
    engine = engine_of(*texts, source_url="https://example.org/a#b")
    words = [text[t.start : t.end] for text in texts for t in content_tokens(text)] or ["كندا"]
    question = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=5)))
    answer = engine.ask(question, min_confidence=0, max_sentences=10)
    assert_exact(engine, answer)
    assert [engine.document(f"d{number}") for number in range(len(texts))] == [
        complete(Document(id=f"d{number}", text=text, source_url="https://example.org/a#b"))
        for number, text in enumerate(texts)
    ]


@settings(max_examples=25, deadline=None)
@given(ANY_TEXT)
def test_any_question_gets_an_answer_in_shape(engine: Engine, question: str) -> None:
    for threshold in (0, None, 1):
        answer = engine.ask(question, min_confidence=threshold)
        assert_exact(engine, answer)
        assert answer.question == question
        is_empty = answer.status in ("no_answer", "conversation")
        assert is_empty == (not answer.citations) == (answer.reason is not None)


def test_the_sentence_that_answers_is_cited_first_and_the_short_answer_highlighted(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    assert answer.status == "answered"
    assert quotes(answer)[0] == ANSWER
    assert answer.sentences[0].highlights
    assert answer.citations[0].document_id == "forum"
    assert answer.citations[0].passage_id == "forum#0"


def test_offsets_after_characters_of_two_utf16_units_differ() -> None:
    answer = engine_of("😀😀 مقدمة عن الجو.\n\nتأسس المنتدى في الرباط.").ask("أين تأسس المنتدى؟", min_confidence=0)
    first = answer.citations[0]
    assert first.quote == "تأسس المنتدى في الرباط."
    assert (first.start_utf16 - first.start, first.end_utf16 - first.end) == (2, 2)


def test_the_same_wording_is_quoted_once() -> None:
    engine = engine_of(f"{ANSWER}\n\nوصف آخر للمنتدى هنا.", f"{ANSWER}\n\nوصف ثالث للمنتدى هناك.")
    cited = quotes(engine.ask(QUESTION, min_confidence=0, max_sentences=10))
    assert cited.count(ANSWER) == 1
    assert len(cited) == len(set(cited)) == 3


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_max_sentences_is_a_ceiling_and_never_padded(engine: Engine, most: int) -> None:
    every = quotes(engine.ask("المنتدى", min_confidence=0, max_sentences=10))
    assert quotes(engine.ask("المنتدى", min_confidence=0, max_sentences=most)) == every[:most]
    assert 1 < len(every) < 10


def test_headings_are_not_cited_where_there_are_sentences() -> None:
    heading = "رئاسة المنتدى العالمي"
    first, second = "تتولى كندا والمغرب رئاسة المنتدى معا منذ سنوات عدة.", "انتهى الاجتماع الأخير بعد يومين من النقاش."
    text = f"# {heading}\n\n{first}\n\n# خاتمة\n\n{second}"
    engine = engine_of(text, title="تقرير")
    for question in ("رئاسة المنتدى العالمي", "العالمي", "خاتمة", "ما هي رئاسة المنتدى؟"):
        cited = quotes(engine.ask(question, min_confidence=0, max_sentences=10))
        assert cited
        assert not {heading, "خاتمة"} & set(cited)


def test_boilerplate_is_never_cited() -> None:
    text = f"{ANSWER}\n\nشارك رئاسة المنتدى مع أصدقائك\n\nانعقد المنتدى في نيويورك."
    start = text.index("شارك")
    end = text.index("\n\nانعقد")
    engine = Engine.build([Document(id="a", text=text, title="خبر", boilerplate=((start, end),))])
    cited = engine.ask(QUESTION, min_confidence=0, max_sentences=10).citations
    assert cited
    assert all(citation.end <= start or citation.start >= end for citation in cited)
    assert engine.ask("أصدقائك", min_confidence=0).reason == "nothing_in_common"


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("documents", [[], [Document(id="a", text="")], [Document(id="a", text="!؟ 😀")]])
def test_a_corpus_without_words_answers_nothing(documents: list[Document]) -> None:
    answer = Engine.build(documents).ask(QUESTION, min_confidence=0)
    assert (answer.status, answer.reason, answer.confidence, answer.nearest) == (
        "no_answer",
        "nothing_in_common",
        0,
        (),
    )
    assert answer.index.documents == len(documents)


@pytest.mark.parametrize("question", ["من هو الذي كان في هذا؟", "ما هي؟", "", " ؟!", "😀", "شكون هو؟"])
def test_a_question_of_stop_words_is_refused_as_such(engine: Engine, question: str) -> None:
    answer = engine.ask(question, min_confidence=0)
    assert (answer.status, answer.reason, answer.citations, answer.nearest) == ("no_answer", "no_content_words", (), ())


def test_a_question_that_shares_nothing_is_refused_as_such(engine: Engine) -> None:
    answer = engine.ask("كيف يطبخ حساء الزنجبيل؟", min_confidence=0)
    assert (answer.status, answer.reason, answer.nearest) == ("no_answer", "nothing_in_common", ())


def test_below_the_threshold_the_nearest_documents_are_named(engine: Engine) -> None:
    answer = engine.ask(QUESTION, min_confidence=1)
    assert (answer.status, answer.reason, answer.sentences, answer.citations) == ("no_answer", "low_confidence", (), ())
    assert answer.nearest[0].document_id == "forum"
    assert answer.nearest[0].title == "المنتدى العالمي لمكافحة الإرهاب"
    ids = [nearest.document_id for nearest in answer.nearest]
    assert len(ids) == len(set(ids)) <= 3
    assert "reason" in answer.as_dict()
    assert "reason" not in engine.ask(QUESTION).as_dict()


def test_one_document_answers_what_it_says_and_refuses_what_it_does_not() -> None:
    engine = engine_of(f"{ANSWER}\n\nيضم المنتدى ثلاثين عضوا، وقد تأسس في نيويورك سنة 2011.")
    assert quotes(engine.ask(QUESTION))[0] == ANSWER
    assert engine.ask("ما طول نهر النيل؟").status == "no_answer"


def test_a_word_of_every_passage_still_finds_and_the_rarer_one_decides() -> None:
    towns = ("الرباط", "فاس", "طنجة", "أكادير", "وجدة")
    engine = engine_of(*(f"تقع مدينة {town} في المغرب." for town in towns))
    assert len(engine.ask("مدينة", min_confidence=0, max_sentences=10).citations) == len(towns)
    for town in towns:
        assert quotes(engine.ask(f"أين تقع مدينة {town}؟", min_confidence=0))[0] == f"تقع مدينة {town} في المغرب."


VOCABULARY = ["كندا", "المغرب", "رئاسة", "تأسس", "نيويورك", "عضوا", "النيل", "قمر", "ثلاثين", "مركبة"]
TEXTS = st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=5)


def views(text: str) -> set[str]:
    return {view for token in content_tokens(text) for view in (light_stem(token.text), root(token.text))}


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.lists(st.sampled_from([*VOCABULARY, "ضفدع", "زرافة"]), min_size=1, max_size=3))
def test_at_zero_whatever_shares_a_term_is_shown_and_nothing_else(texts: list[str], asked: list[str]) -> None:
    engine, question = engine_of(*(f"{text}." for text in texts)), " ".join(asked)
    answer = engine.ask(question, min_confidence=0, max_sentences=10)
    sharing = {text for text in texts if views(text) & views(question)}
    if not {"ضفدع", "زرافة"} & set(asked):  # a word that nothing knows may be taken for one that is
        assert set(quotes(answer)) == {f"{text}." for text in sharing}
    assert bool(answer.citations) >= bool(sharing)


@settings(max_examples=40, deadline=None)
@given(
    threshold=st.floats(0, 1),
    question=st.sampled_from([QUESTION, "ما طول نهر النيل؟", "من بقي في المدار؟", "المنتدى", "متى؟"]),
)
def test_the_threshold_decides_what_is_shown_and_not_the_confidence(
    engine: Engine, threshold: float, question: str
) -> None:
    usual, answer = engine.ask(question), engine.ask(question, min_confidence=threshold)
    assert answer.confidence == usual.confidence
    assert 0 <= answer.confidence <= 1
    if answer.citations:
        assert answer.confidence >= threshold
    if answer.reason == "low_confidence":
        assert answer.confidence < threshold
    exact = engine.ask(question, min_confidence=answer.confidence)
    assert exact.reason in (None, "no_content_words", "nothing_in_common")


def test_status_follows_the_confidence(engine: Engine) -> None:
    for question in (QUESTION, "المنتدى", "نهر", "ما طول نهر النيل؟", "القمر كندا النيل"):
        answer = engine.ask(question, min_confidence=0)
        assert answer.status == ("answered" if answer.confidence >= 0.6 else "uncertain")
    assert engine.min_confidence == pytest.approx(0.41)


def test_below_the_threshold_that_is_given_there_is_no_answer(documents: tuple[Document, ...]) -> None:
    engine = Engine.build(documents)
    assert engine.ask(QUESTION, min_confidence=1.0).reason == "low_confidence"
    assert engine.ask(QUESTION, min_confidence=0).citations


# --- filters ---------------------------------------------------------------------------------------------------------

DATED = [
    Document(
        id=f"d{number}",
        text=f"تأسس المنتدى رقم {number} في العاصمة.",
        date=date,
        publisher=publisher,
        language="ar",
        tags=tags,
    )
    for number, (date, publisher, tags) in enumerate(
        [
            ("2020-01-01", "أ", ("أمن",)),
            ("2021-06-15", "ب", ("أمن", "سياسة")),
            ("2022-12-31", "ب", ()),
            (None, None, ("سياسة",)),
        ]
    )
]


@pytest.mark.parametrize(("filters", "expected"), [
    (Filters(), "0123"),
    (Filters(document_id=("d3", "d1", "absent")), "13"),
    (Filters(publisher=("ب",)), "12"), (Filters(tags=("أمن", "سياسة")), "013"),
    (Filters(tags=("سياسة",), publisher=("ب",)), "1"),
    (Filters(date_from="2021-06-15"), "12"), (Filters(date_to="2021-06-15"), "01"),
    (Filters(date_from="2021-06-15", date_to="2021-06-15"), "1"),
    (Filters(language=("fr",)), ""), (Filters(document_id=("absent",)), ""),
])  # fmt: skip
def test_only_what_the_filters_let_through_answers_and_is_listed(filters: Filters, expected: str) -> None:
    engine = Engine.build(DATED)
    answer = engine.ask("أين تأسس المنتدى؟", min_confidence=0, max_sentences=10, filters=filters)
    assert {citation.document_id for citation in answer.citations} == {f"d{number}" for number in expected}
    assert answer.reason == (None if expected else "nothing_in_common")
    assert [document.id for document in engine.documents(filters=filters)] == [f"d{number}" for number in expected]
    refused = engine.ask("أين تأسس المنتدى؟", min_confidence=1, filters=filters)
    assert {nearest.document_id for nearest in refused.nearest} <= {f"d{number}" for number in expected}


# --- documents -------------------------------------------------------------------------------------------------------


def test_documents_are_listed_by_id_without_their_texts_page_by_page() -> None:
    engine = Engine.build(Document(id=name, text="نص طويل.") for name in ("ج", "أ", "b", "a", "ب"))
    order = sorted(["ج", "أ", "b", "a", "ب"])
    assert [document.id for document in engine.documents()] == order
    assert [document.id for document in engine.documents(limit=2, after=order[1])] == order[2:4]
    assert engine.documents(after=order[-1]) == []
    assert {document.text for document in engine.documents()} == {""}


def test_an_unknown_document_is_none(engine: Engine) -> None:
    assert engine.document("absent") is None


def test_two_documents_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        Engine.build([Document(id="a", text="نص."), Document(id="a", text="آخر.")])


@pytest.mark.parametrize("document_id", ["أخبار/2023/نص رقم 1", "a?b=c&d#e", "50%", "a+b", "\u200fx", "😀"])
def test_links_are_percent_encoded_and_lead_back(document_id: str) -> None:
    first = Engine.build([Document(id=document_id, text=ANSWER)]).ask(QUESTION, min_confidence=0).citations[0]
    path, _, rest = first.link.partition("?")
    assert path.isascii()
    assert unquote(path) == f"/documents/{document_id}"
    assert rest.startswith(f"start={first.start}&end={first.end}")
    assert path.count("/") == 2 + document_id.count("/")


@pytest.mark.parametrize(("text", "pieces"), [
    ("تأسس المنتدى في نيويورك.", ["تأسس المنتدى في نيويورك."]),
    ("تأسس المنتدى في مدينة نيويورك، سنة 2011-2012.", ["تأسس المنتدى في مدينة نيويورك، سنة 2011-2012."]),
    ("تأسس المنتدى, أي المحفل العالمي في مدينة نيويورك سنة ألف-وألفين.",
     ["تأسس المنتدى, أي المحفل", "مدينة نيويورك سنة ألف-وألفين."]),
])  # fmt: skip
def test_the_original_page_opens_at_whole_words_of_the_sentence(text: str, pieces: list[str]) -> None:
    answer = engine_of(text, source_url="https://example.org/a?b=1#old").ask("أين تأسس المنتدى؟", min_confidence=0)
    link = answer.citations[0].source_link or ""
    url, _, fragment = link.partition("#:~:text=")
    assert url == "https://example.org/a?b=1"
    assert [unquote(piece) for piece in fragment.split(",")] == pieces
    assert "-" not in fragment  # it would part a prefix
    assert link.isascii()


def test_without_an_original_page_there_is_no_link_to_it(engine: Engine) -> None:
    assert engine.ask(QUESTION).citations[0].source_link is None


# --- sameness --------------------------------------------------------------------------------------------------------

ASKED = (
    QUESTION,
    "ما طول نهر النيل؟",
    "من أول من مشى على القمر؟",
    "متى تأسس المنتدى؟",
    "كم عضوا يضم المنتدى؟",
    "من؟",
    "زنجبيل",
)


def test_the_same_question_gets_the_same_answer_but_for_time_and_request(engine: Engine) -> None:
    one, other = engine.ask(QUESTION), engine.ask(QUESTION)
    assert stable(one) == stable(other)
    assert one.request_id != other.request_id
    assert engine.ask(QUESTION, request_id="r-1").request_id == "r-1"
    assert one.took_ms > 0


def test_eight_threads_get_the_answers_that_one_gets(documents: tuple[Document, ...]) -> None:
    expected = [stable(Engine.build(documents).ask(question, min_confidence=0)) for question in ASKED]
    shared = Engine.build(documents)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda question: stable(shared.ask(question, min_confidence=0)), ASKED * 40))
    assert answers == expected * 40


def test_the_order_of_the_documents_changes_no_confidence(documents: tuple[Document, ...]) -> None:
    def answers(order: Iterable[Document]) -> list[tuple[float, list[str]]]:
        engine = Engine.build(order)
        found = [engine.ask(question, min_confidence=0, max_sentences=1) for question in ASKED]
        return [(answer.confidence, quotes(answer)) for answer in found]

    assert answers(documents) == answers(reversed(documents))


def test_a_saved_engine_answers_as_before(tmp_path: Path, engine: Engine) -> None:
    engine.save(tmp_path)
    opened = Engine.open(tmp_path)
    assert [stable(opened.ask(question)) for question in ASKED] == [stable(engine.ask(question)) for question in ASKED]
    assert opened.info == engine.info
    assert opened.document("nile") == engine.document("nile")


def test_an_engine_without_documents_is_saved_and_opened_too(tmp_path: Path) -> None:
    Engine.build([]).save(tmp_path)
    assert Engine.open(tmp_path).ask(QUESTION, min_confidence=0).reason == "nothing_in_common"


def test_opening_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError):
        Engine.open(tmp_path)


def test_the_version_follows_the_content(documents: tuple[Document, ...]) -> None:
    version = Engine.build(documents).info.version
    assert Engine.build(documents).info.version == version
    changed = [replace(documents[0], title="عنوان آخر"), *documents[1:]]
    assert Engine.build(changed).info.version != version


def test_the_index_says_how_much_it_holds(engine: Engine, documents: tuple[Document, ...]) -> None:
    passages = sum(len(split_document(document)) for document in documents)
    assert (engine.info.documents, engine.info.passages) == (3, passages)
    assert engine.ask(QUESTION).index == engine.info


def test_a_sentence_quoted_again_is_cited_as_if_for_the_first_time(documents: tuple[Document, ...]) -> None:
    used, asked = Engine.build(documents), (QUESTION, "المنتدى العالمي", QUESTION)
    for question in asked:
        again, fresh = used.ask(question, min_confidence=0), Engine.build(documents).ask(question, min_confidence=0)
        assert stable(again) == stable(fresh)

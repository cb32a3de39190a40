"""Passages: how a document is parted, and that nothing of it is lost or crosses boilerplate."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.text.passages import LONG_PASSAGE_WORDS, Passage, split_document
from qa_service.text.sentences import split_sentences

SENTENCE = "شهدت المدينة خلال السنوات الأخيرة نموا كبيرا في عدد السكان والمباني."  # 11 words
LINES = st.sampled_from(
    [SENTENCE, f"{SENTENCE} " * 20, "عنوان قصير", "# عنوان", "- بند", "نعم.", "قال “كذا. وكذا", "😀", "\u200f", "---"]
)
ENDS = st.sampled_from(["\n", "\n", "\n\n", "\r\n\r\n", "\u2029", " ", "\x85\x85"])
LAID_OUT = st.lists(st.tuples(LINES, ENDS), max_size=25).map(lambda lines: "".join(a + b for a, b in lines))
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def passages(text: str, *boilerplate: str) -> list[str]:
    spans = tuple((text.index(part), text.index(part) + len(part)) for part in boilerplate)
    return [text[p.start : p.end] for p in split_document(Document(id="a", text=text, boilerplate=spans))]


def words(text: str) -> int:
    return len(text.split())


def test_paragraphs_between_blank_lines_are_passages() -> None:
    first, second = f"{SENTENCE} {SENTENCE}", f"{SENTENCE} وانتهى."
    assert passages(f"{first}\n\n{second}\n") == [first, second]


@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\r\n\r\n", "\u2029\u2029", "\n\u200f\n", "\n---\n"])
def test_every_kind_of_blank_line_parts_paragraphs(blank: str) -> None:
    assert passages(f"{SENTENCE}{blank}{SENTENCE}") == [SENTENCE, SENTENCE]


def test_headings_and_very_short_paragraphs_begin_the_next_passage() -> None:
    text = f"# تاريخ المدينة\n\nمقدمة قصيرة جدا.\n\n{SENTENCE}\n\n{SENTENCE}"
    document = Document(id="a", text=text)
    first, second = split_document(document)
    assert [text[s.start : s.end] for s in first.sentences] == ["تاريخ المدينة", "مقدمة قصيرة جدا.", SENTENCE]
    assert [s.is_heading for s in first.sentences] == [True, False, False]
    assert text[second.start : second.end] == SENTENCE


def test_a_heading_after_the_last_paragraph_is_a_passage_of_its_own() -> None:
    assert passages(f"{SENTENCE}\n\n# خاتمة") == [SENTENCE, "خاتمة"]


def test_a_long_paragraph_is_cut_into_even_parts_at_sentence_ends() -> None:
    parts = passages(" ".join([SENTENCE] * 27))  # 297 words
    assert len(parts) == 3
    assert all(80 <= words(part) <= 120 and part.endswith(".") for part in parts)


def test_one_line_paragraphs_join_into_passages() -> None:
    line = f"{SENTENCE} {SENTENCE}"  # 22 words
    parts = passages("\n".join([line] * 20))
    assert all(60 <= words(part) <= 120 for part in parts[:-1])
    assert sum(map(words, parts)) == 20 * 22


def test_a_heading_begins_a_passage_in_a_text_without_blank_lines() -> None:
    text = f"{SENTENCE}\n{SENTENCE}\nالطرق والجسور\n{SENTENCE}\nالمدارس الجديدة\n{SENTENCE}"
    assert [part.split("\n")[0] for part in passages(text)] == [SENTENCE, "الطرق والجسور", "المدارس الجديدة"]


def test_a_list_stays_in_one_passage() -> None:
    items = "\n".join(["- الدار البيضاء أكبر مدن البلاد", "- الرباط عاصمة البلاد", "- فاس مدينة العلم"])
    assert len(passages(f"{SENTENCE}\n\nمدن المغرب:\n{items}\n\n{SENTENCE}")) == 3


def test_boilerplate_is_left_out_and_parts_passages() -> None:
    text = f"{SENTENCE}\nاقرأ أيضا: خبر آخر\n{SENTENCE}\nالتعليقات مغلقة"
    assert passages(text, "اقرأ أيضا: خبر آخر", "التعليقات مغلقة") == [SENTENCE, SENTENCE]


def test_boilerplate_inside_a_line_is_left_out() -> None:
    text = f"{SENTENCE} شارك هذا المقال {SENTENCE}"
    assert passages(text, "شارك هذا المقال") == [SENTENCE, SENTENCE]


@pytest.mark.parametrize("text", ["", " \n\t\u2028 ", "---\n***", "\u200f\n\ufeff"])
def test_a_text_without_words_has_no_passages(text: str) -> None:
    assert passages(text) == []


def test_a_document_of_nothing_but_boilerplate_has_no_passages() -> None:
    assert passages("التعليقات مغلقة", "التعليقات مغلقة") == []


def test_passages_are_values() -> None:
    (passage,) = split_document(Document(id="a", text=SENTENCE))
    assert passage == Passage(0, len(SENTENCE), passage.sentences)
    with pytest.raises(dataclasses.FrozenInstanceError):
        passage.start = 1  # type: ignore[misc]


@settings(max_examples=150, deadline=None)
@given(st.one_of(LAID_OUT, ANY_TEXT))
def test_passages_hold_the_sentences_of_the_text_in_order(text: str) -> None:
    document = Document(id="a", text=text)
    parts = split_document(document)
    assert [s for p in parts for s in p.sentences] == split_sentences(text)
    for part in parts:
        assert (part.start, part.end) == (part.sentences[0].start, part.sentences[-1].end)
        assert words(text[part.start : part.end]) <= LONG_PASSAGE_WORDS * 1.5
    assert split_document(document) == parts


@settings(max_examples=150, deadline=None)
@given(LAID_OUT, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 100)), max_size=4))
def test_no_passage_reaches_into_boilerplate_and_nothing_else_is_lost(text: str, cuts: list[tuple[int, int]]) -> None:
    spans = tuple((min(a, len(text)), min(a + b, len(text))) for a, b in cuts)
    parts = split_document(Document(id="a", text=text, boilerplate=spans))
    left_out = {position for start, end in spans for position in range(start, end)}
    cited = {position for part in parts for s in part.sentences for position in range(s.start, s.end)}
    assert not left_out & {position for part in parts for position in range(part.start, part.end)}
    lost = {text[position] for position in range(len(text)) if position not in cited | left_out}
    assert all(character.isspace() or character in "#-\u200f" for character in lost)
    assert all(before.end <= after.start for before, after in pairwise(parts))

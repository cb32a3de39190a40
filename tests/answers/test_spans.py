"""Spans: the kernel knows of phrases what the reference does; an index knows of its words what their text says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.answers.highlights import marks_of
from qa_service.answers.sentence_words import TRAITS, read_sentence, word_of, words_of
from qa_service.answers.spans import NAMES, chooser, phrases, short_answer
from qa_service.corpus.document import Document
from qa_service.index.index import Index
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.query.query import Query, understand
from qa_service.ranking.reranker import Ranking
from tests.reference.phrases import phrases_of

WORDS = """
كندا المغرب والمغرب رئاسة الرئيس رئيس المنتدى منتدى تأسس تأسيس سنة 2011 في نيويورك من NATO عضوا كيلومترا يناير ثلاثين
بسبب العَرَبِيّةُ ١٦٬٠٠٠ 😀 النيل طوله هو كان عن
""".split()  # noqa: SIM905
GAPS = st.sampled_from([" ", "، ", " (", ": "])
SENTENCE = st.lists(st.builds("{}{}".format, st.sampled_from(WORDS), GAPS), min_size=1, max_size=30).map("".join)
QUESTION = st.builds("{} {}؟".format, st.sampled_from(["من", "متى", "أين", "كم", "لماذا", "ما", ""]),
                     st.lists(st.sampled_from([*WORDS, "مجهول"]), max_size=7).map(" ".join))  # fmt: skip


def asked(question: str, text: str) -> tuple[Index, Query]:
    arrays = build_arrays([Document(id="a", text=text)])
    index = Index(stored(arrays | tfidf.fit(arrays)), "test")
    return index, understand(question, index.vocabulary)


def test_the_weights_were_learned_from_these_features_of_these_traits() -> None:
    assert set(chooser().names) <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
    assert [name.removesuffix("_last") for name in NAMES if name.endswith("_last")] == list(TRAITS)
    assert len(word_of("كندا").traits) == 4 * len(TRAITS)


@settings(max_examples=200, deadline=None)
@given(SENTENCE, QUESTION)
def test_phrases_and_their_features_are_those_of_the_reference(text: str, question: str) -> None:
    _, query = asked(question, text)
    words = read_sentence(text, query)
    candidates, expected = phrases(words, query), phrases_of(words, query)
    if candidates is None:
        assert expected == {}
        assert short_answer(words, query) is None
        return
    spans = [(words.starts[first], words.ends[last]) for first, last in expected]
    assert list(zip(candidates.starts.tolist(), candidates.ends.tolist(), strict=True)) == spans
    for row, features in zip(candidates.rows, expected.values(), strict=True):
        assert row.tolist() == pytest.approx([float(features[name]) for name in NAMES], rel=1e-5)
    best = int(np.argmax(chooser().fit_for(NAMES).score(candidates.rows)))
    assert short_answer(words, query) == spans[best]


@settings(max_examples=100, deadline=None)
@given(st.lists(SENTENCE, min_size=1, max_size=4).map(". ".join), QUESTION)
def test_an_index_tells_of_its_words_what_the_text_does(text: str, question: str) -> None:
    index, query = asked(question, text)
    numbers = [term.stem_number for term in query.terms], [term.root_number for term in query.terms]
    for sentence in range(index.sentence_count):
        wording = index.sentence_text(sentence)
        words = words_of(wording, index.wording(sentence, wording, *numbers), query)
        assert words == read_sentence(wording, query)


def test_the_short_answer_comes_first_and_no_two_highlights_overlap() -> None:
    text = "تأسس المنتدى العالمي في نيويورك سنة 2011 برئاسة كندا والمغرب."
    index, query = asked("متى تأسس المنتدى العالمي؟", text)
    answer, (first, *others) = marks_of(index, 0, text, query, Ranking((), 0.9))
    assert answer == first
    assert "2011" in text[slice(*first)]
    assert [text[slice(*span)] for span in others] == ["تأسس", "المنتدى", "العالمي"]


def test_a_sentence_that_is_not_the_first_of_a_ranking_has_no_short_answer() -> None:
    text = "تأسس المنتدى العالمي في نيويورك سنة 2011 برئاسة كندا والمغرب."
    index, query = asked("متى تأسس المنتدى العالمي؟", text)
    answer, spans = marks_of(index, 0, text, query)
    assert answer is None
    assert [text[slice(*span)] for span in spans] == ["تأسس", "المنتدى", "العالمي"]


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [("نيويورك سنة 2011 ", "نيويورك سنة 2011"), ("المنتدى العالمي", None), (None, None)],
)
def test_what_the_reader_marked_is_the_short_answer_where_it_says_something_new(
    phrase: str | None, shown: str | None
) -> None:
    text = "تأسس المنتدى العالمي في نيويورك سنة 2011 برئاسة كندا والمغرب."
    index, query = asked("متى تأسس المنتدى العالمي؟", text)
    start = text.index(phrase) if phrase else 0
    read = Ranking((), 0.9, (start, start + len(phrase)) if phrase else None, is_read=True)
    answer, _ = marks_of(index, 0, text, query, read)
    assert (None if answer is None else text[slice(*answer)]) == shown

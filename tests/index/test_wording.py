"""Wording: the words of a sentence, where they stand and which match, are those that its tokens say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.analyzer import content_tokens, light_stem, root, tokenize
from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.index import Index
from qa_service.index.vocabulary.byte_alphabet import ONE_BYTE
from qa_service.index.wording import MATCHED, Wording, Wordings
from qa_service.indexing import tfidf
from qa_service.indexing.builder import build_arrays
from qa_service.indexing.to_disk import stored
from qa_service.native.arrays import Array

WORDS = """
كندا المغرب والمغرب رئاسة الرئيس في من وفي تأسس 2011 ١٦٬٠٠٠ 3.5 1,2, H1N1 NATO café état m² ²كم
العَرَبِيّةُ ـــ كـتـاب ـ_ء هٔ اٰل 中国 ال中 😀 ﷺ
كتابabc abcكتاب abc\u200b \u200bكتاب كتاب\u200cها ا\u0653ل و\u0654 3كم كم3 H٣ ک ے\u0654
""".split()  # noqa: SIM905
TEXT = st.one_of(
    st.lists(st.builds("{}{}".format, st.sampled_from(WORDS), st.sampled_from([" ", "، ", " (", ":", "\u00a0", ""])),
             max_size=25).map("".join),
    st.text(ONE_BYTE.replace("\0", ""), max_size=60),
    st.text("ابوةى \u064b\u0640\u200c1٢.,aé«", max_size=30),
)  # fmt: skip


def arrays_of(text: str) -> dict[str, Array]:
    arrays = build_arrays([Document(id="a", text=text)])
    return stored(arrays | tfidf.fit(arrays))


def numbers_of(index: Index, words: list[str]) -> tuple[list[int], list[int]]:
    find = index.vocabulary.find
    return [find(light_stem(word)) for word in words], [find(root(word)) for word in words]


def by_tokens(text: str, asked: list[str]) -> Wording:
    """What a wording says, of the text alone."""
    tokens, content = tokenize(text), {token.start for token in content_tokens(text)}
    stems, roots = set(map(light_stem, asked)), set(map(root, asked))
    marks, end = [], 0
    for place, token in enumerate(tokens):
        matches = token.start in content and (light_stem(token.text) in stems or root(token.text) in roots)
        has_gap = place == 0 or text[end : token.start].strip() != ""
        marks.append(MATCHED * matches | 2 * has_gap)
        end = token.end
    return Wording([token.start for token in tokens], [token.end for token in tokens], marks)


@settings(max_examples=400, deadline=None)
@given(TEXT, st.lists(st.integers(0, 40), max_size=4))
def test_the_words_of_a_text_are_found(text: str, places: list[int]) -> None:
    index = Index(arrays_of(f"المنتدى {text}"), "test")
    for sentence in range(index.sentence_count):
        wording = index.sentence_text(sentence)
        words = [token.text for token in content_tokens(wording)]
        asked = [words[place % len(words)] for place in places] if words else []
        numbers = numbers_of(index, asked)
        expected = by_tokens(wording, asked)
        wordings = Wordings(index.arrays)
        assert wordings.of(sentence, wording, *numbers) == expected
        assert wordings._by_tokens(sentence, wording, *numbers) == expected  # as a text of rare characters is read


def test_the_kernel_reads_common_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "وُلِد الكاتب (NATO) في «كندا»، سنة 2011، وعمره ١٦٬٠٠٠ يوم و3.5 ساعة: H1N1."
    index = Index(arrays_of(text), "test")
    monkeypatch.setattr("qa_service.index.wording.tokenize", None)
    found = index.wording(0, text, *numbers_of(index, ["كندا"]))
    assert [text[start:end] for start, end, mark in zip(*found, strict=True) if mark & MATCHED] == ["كندا"]


def test_an_index_that_has_lost_words_of_a_sentence_marks_fewer() -> None:
    text = "تأسس المنتدى سنة 2011."
    index = Index(arrays_of(text), "test")
    lost = index.arrays | {"sentence_tokens": np.array([0, 1], np.int32)}
    found = Wordings(lost).of(0, text, *numbers_of(index, ["تاسس", "المنتدي"]))
    assert [mark & MATCHED for mark in found.marks] == [MATCHED, 0, 0, 0]


@pytest.mark.parametrize("value", [1 << 30, -1, -(1 << 31)])
@pytest.mark.parametrize("name", ["sentence_tokens", "tokens", "terms"])
def test_a_number_that_points_outside_is_refused_or_does_no_harm(name: str, value: int) -> None:
    text = "تأسس المنتدى سنة 2011."
    sound = arrays_of(text)
    for place in range(len(sound[name])):
        damaged = sound[name].copy()
        for field in damaged.dtype.names or (...,):
            damaged[field][place] = np.array(value).astype(damaged[field].dtype)
        try:
            found = Wordings(sound | {name: damaged}).of(0, text, [0], [0])
        except IndexUnusableError as fault:
            assert "damaged" in str(fault)
        else:
            assert len(found.starts) == 4

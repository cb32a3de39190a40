"""What the model takes: offsets point into the text that was read, whatever its characters."""

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from qa_service.reader.inputs import BEGIN, END, PLACES, SENTENCE_PIECES, Inputs, Passage
from qa_service.reader.model import WEIGHTS

INPUTS = Inputs(Tokenizer.from_file(str(WEIGHTS / "tokenizer.json")))


@given(st.text(max_size=200))
def test_offsets_are_ordered_spans_of_the_sentence(sentence: str) -> None:
    [pair] = INPUTS.pairs("كم طول النيل؟", [Passage(sentence, "عنوان", "جملة قبلها")])
    assert all(0 <= start <= end <= len(sentence) for start, end in pair.offsets)
    assert pair.offsets == sorted(pair.offsets)
    assert pair.ids[0] == BEGIN and pair.ids[pair.first - 1] == END
    assert pair.ids[pair.first + len(pair.offsets)] == END
    assert pair.ids.count(END) == 4


def test_marks_and_presentation_forms_are_read_as_plain_letters() -> None:
    plain, marked, shaped = ([*INPUTS.question(text)] for text in ("كتب الولد", "كَتَبَ الوَلَدُ", "ﻛﺘﺐ ﺍﻟﻮﻟﺪ"))
    assert plain == marked == shaped


def test_a_long_sentence_is_read_to_its_limit() -> None:
    [pair] = INPUTS.pairs("كم؟", [Passage("كلمة " * 500, "", "")])
    assert len(pair.offsets) == SENTENCE_PIECES


def test_no_row_is_longer_than_the_model_has_places() -> None:
    long = "كلمة " * 500
    [pair] = INPUTS.pairs(long, [Passage(long, long, long)])
    for row in (pair.ids, INPUTS.question(long), INPUTS.sentence(long, long)):
        assert len(row) <= PLACES


def test_many_sentences_give_what_each_gives_alone() -> None:
    texts = [("يبلغ طول النهر 6650 كيلومترا.", "نهر النيل"), ("", ""), ("London", "لندن")]
    assert INPUTS.sentences(texts) == [INPUTS.sentence(*text) for text in texts]

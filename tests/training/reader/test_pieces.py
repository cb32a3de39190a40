"""Pieces: which are kept, and how texts are cut into them."""

import json

import pytest
from tokenizers import Tokenizer

from qa_service.training.reader.vocabulary import kept_pieces, tokenizer_of

PIECES = [
    "<s>", "<pad>", "</s>", "<unk>", "▁", "▁نهر", "نيل", "▁كتب", "▁river", "▁Fluss", "ь", "7", "؟", "中", "x",
    "▁é",
]  # fmt: skip


@pytest.fixture
def kept() -> set[str]:
    scored = [(piece, -1.0) for piece in PIECES]
    return {PIECES[number] for number in kept_pieces(scored, ["river"])}


def test_the_marks_and_what_texts_take_are_kept(kept: set[str]) -> None:
    assert {"<s>", "<pad>", "</s>", "<unk>", "▁river"} <= kept
    assert "▁Fluss" not in kept


def test_pieces_of_arabic_letters_are_kept_though_no_text_takes_them(kept: set[str]) -> None:
    assert {"▁نهر", "نيل", "▁كتب"} <= kept


def test_single_characters_of_our_scripts_are_kept(kept: set[str]) -> None:
    assert {"▁", "7", "؟", "x", "▁é"} <= kept
    assert not {"ь", "中"} & kept


def test_marks_of_vowels_and_what_cannot_be_seen_are_left_out(letters: Tokenizer) -> None:
    assert letters.encode("كَتَبـــ\u200fَ").tokens == ["▁", *"كتب"]


def test_forms_of_presentation_are_read_as_letters(letters: Tokenizer) -> None:
    assert letters.encode("ﻻ").tokens == ["▁", "ل", "ا"]


def test_spaces_are_one_and_a_word_begins_with_its_mark(letters: Tokenizer) -> None:
    assert letters.encode(" من \n أين").tokens == ["▁", *"من", "▁", *"أين"]


def test_offsets_are_places_of_the_raw_text(letters: Tokenizer) -> None:
    text = "قالَ: 12"
    found = letters.encode(text)
    assert [text[a:b] for a, b in found.offsets if text[a:b].isdigit()] == ["1", "2"]


def test_log_probabilities_have_five_decimals() -> None:
    tokenizer = tokenizer_of([*((mark, 0.0) for mark in PIECES[:4]), ("ا", -12.3456789)])
    assert json.loads(tokenizer.to_str())["model"]["vocab"][-1] == ["ا", -12.34568]


def test_likelier_pieces_win() -> None:
    marks = [(mark, 0.0) for mark in PIECES[:4]]
    tokenizer = tokenizer_of([*marks, ("▁", -2.0), ("ا", -2.0), ("ب", -2.0), ("▁اب", -3.0)])
    assert tokenizer.encode("اب").tokens == ["▁اب"]

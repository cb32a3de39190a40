"""What the tests of the reader's training share: a tokenizer of single letters, and a few sentences."""

import pytest
from tokenizers import Tokenizer

from qa_service.reader.inputs import Inputs
from qa_service.training.reader.candidates import Sentence
from qa_service.training.reader.vocabulary import tokenizer_of

LETTERS = "▁ءأإآابتثجحخدذرزسشصضطظعغفقكلمنهويىةؤئ0123456789.،؟:eqryupasgnio"


@pytest.fixture(scope="session")
def letters() -> Tokenizer:
    """Every letter is a piece."""
    marks = [(mark, 0.0) for mark in ("<s>", "<pad>", "</s>", "<unk>")]
    return tokenizer_of([*marks, *((letter, -1.0) for letter in LETTERS)])


@pytest.fixture(scope="session")
def inputs(letters: Tokenizer) -> Inputs:
    return Inputs(letters)


@pytest.fixture(scope="session")
def sentences() -> list[Sentence]:
    """Twelve sentences of three documents."""
    return [
        Sentence(f"طول النهر {number} كم.", f"عنوان {number % 3}", "قبلها.", f"d{number % 3}", False)
        for number in range(12)
    ]

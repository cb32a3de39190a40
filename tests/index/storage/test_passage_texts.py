"""Passage texts: whichever bit of what a citation is made of flips, the quotation is as it was written or refused."""

import numpy as np
import pytest

from qa_service.answers.answer import Quotations
from qa_service.engine import Engine
from qa_service.errors import IndexUnusableError
from qa_service.index.index import Index
from qa_service.query.query import understand
from qa_service.ranking.reranker import RankedSentence, Ranking

SHOWN = (
    "texts", "text_ends", "text_widths", "metadata", "metadata_ends", "metadata_checks", "passage_checks",
    "passage_sentences", "passage_document", "document_passages", "sentence_start", "sentence_end",
)  # fmt: skip


def quoted(index: Index, sentence: int, passage: int) -> object:
    """What a citation of a sentence says; None where it is refused, or out of the index."""
    try:
        ranking = Ranking((RankedSentence(sentence, passage, 0.0, 0.0),), 1.0)
        [(_, citation)] = Quotations(index).cite(understand("كندا", index.vocabulary), ranking, 1)
    except (IndexUnusableError, IndexError):
        return None
    return citation


@pytest.mark.parametrize("name", SHOWN)
def test_a_flipped_bit_never_makes_another_citation(engine: Engine, name: str) -> None:
    arrays, index = engine.index.arrays, engine.index
    asked = [(s, index.passage_of(s)) for s in range(index.sentence_count)]
    sound = [quoted(index, *each) for each in asked]
    chance, refused = np.random.default_rng(7), 0
    for _ in range(60):
        damaged = arrays[name].copy()
        bytes_of_it = damaged.view(np.uint8)
        bytes_of_it[chance.integers(len(bytes_of_it))] ^= np.uint8(1 << chance.integers(8))
        broken = Index({**arrays, name: damaged}, "broken")
        for each, expected in zip(asked, sound, strict=True):
            found = quoted(broken, *each)
            assert found in (None, expected), (name, each)
            refused += found is None
    assert refused


def test_a_sentence_is_quoted_from_its_own_passage_only(engine: Engine) -> None:
    index = engine.index
    last = index.sentence_count - 1
    with pytest.raises(IndexUnusableError):
        index.quoted_text(last, index.passage_of(last) - 1)
    with pytest.raises(IndexUnusableError):
        index.quoted_text(0, 1)

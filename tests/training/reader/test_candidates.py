"""Candidates: what the engine ranks for a question, and what it missed."""

import json

import pytest

from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LabelledQuestion
from qa_service.training.reader.candidates import Asked, Corpus, ask_all
from qa_service.training.reader.labels import RIGHT


@pytest.fixture(scope="module")
def asked_corpus(documents: tuple[Document, ...]) -> Corpus:
    return Corpus(documents)


def question(**fields: object) -> LabelledQuestion:
    row = {"id": "1", "question": "متى هبطت أبولو على القمر؟", "document_id": "moon", "answers": ("1969",)}
    return LabelledQuestion(**row, fields=row | fields)  # type: ignore[arg-type]


def test_each_sentence_has_its_title_and_the_one_before_it(asked_corpus: Corpus) -> None:
    moon = [each for each in asked_corpus.sentences if each.document_id == "moon"]
    assert [each.before for each in moon] == ["", *(each.text for each in moon[:-1])]
    assert {each.title for each in moon} == {"أبولو 11"}


def test_the_ranked_sentences_come_with_their_labels(asked_corpus: Corpus) -> None:
    found = asked_corpus.candidates(question(), "متى هبطت أبولو على القمر؟")
    scores = [each.score for each in found if each.score is not None]
    assert scores == sorted(scores, reverse=True)
    right = [asked_corpus.sentences[each.sentence].text for each in found if each.label == RIGHT]
    assert right == ["هبطت المركبة أبولو 11 على سطح القمر في 20 يوليو 1969."]


def test_a_right_sentence_that_words_miss_follows_without_a_score(asked_corpus: Corpus) -> None:
    *_, last = asked_corpus.candidates(question(), "زنجبيل")
    assert (last.score, last.label) == (None, RIGHT)


def test_every_wording_that_is_learned_from_is_asked(asked_corpus: Corpus) -> None:
    worded = question(question_typo="متى هبط أبولو؟", question_bare="متى هبطت ابولو", question_en="")
    assert [each.field for each in ask_all(asked_corpus, [worded])] == ["question", "question_typo"]


def test_what_is_kept_is_read_again_as_it_was(asked_corpus: Corpus) -> None:
    (asked,) = ask_all(asked_corpus, [question()])
    assert Asked.of_row(json.loads(json.dumps(asked.row()))) == asked

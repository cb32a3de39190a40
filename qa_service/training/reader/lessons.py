"""Lessons: the questions that are learned from, each with sentences that answer and sentences that only seem to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_service.evaluation.labelled import folded
from qa_service.training.reader.candidates import Asked, Sentence
from qa_service.training.reader.labels import RIGHT, WRONG
from qa_service.training.reader.shares import NOISY, is_for_calibration, share_of

_BEST_OF_NOISY = 8  # sentences by the engine, among which a noisy source's answer must be
_FEWEST_WRONG = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """One wording of a question, to be learned from."""

    wording: str
    document_id: str
    answers: tuple[str, ...]
    right: tuple[int, ...]  # sentences; none where nothing answers
    by_words: tuple[int, ...]  # wrong sentences, the likeliest by words first
    by_meaning: tuple[int, ...]  # wrong sentences, the nearest by vectors first
    source: str
    weight: float  # how often it is drawn beside the others

    @property
    def is_noisy(self) -> bool:
        """Whether its answer was placed by machine."""
        return self.source in NOISY


def lessons(asked: Iterable[Asked], nearest: Iterable[Sequence[int]], sentences: Sequence[Sentence]) -> list[Lesson]:
    """What is learned from.

    Args:
        asked: questions with their candidates.
        nearest: for each of them the nearest sentences by vectors.
        sentences: of the corpus.

    Returns:
        Those of documents that don't teach the confidence, and that have an answer (or none on purpose) and enough
        wrong sentences.
    """
    texts = [folded(sentence.text) for sentence in sentences]
    found = []
    for question, near in zip(asked, nearest, strict=True):
        if not is_for_calibration(question.document_id):
            lesson = lesson_of(question, near, texts)
            if lesson is not None:
                found.append(lesson)
    return found


def lesson_of(asked: Asked, nearest: Sequence[int], texts: Sequence[str]) -> Lesson | None:
    """The lesson of one question.

    Args:
        asked: the question and its candidates.
        nearest: the nearest sentences by vectors.
        texts: all sentences, folded.

    Returns:
        None where nothing good can be learned from it.
    """
    ranked = [each for each in asked.candidates if each.score is not None]
    right = tuple(each.sentence for each in asked.candidates if each.label == RIGHT)
    if asked.answers and not right:
        return None
    best = {each.sentence for each in ranked[:_BEST_OF_NOISY]}
    if asked.source in NOISY and best.isdisjoint(right):
        return None
    known = {each.sentence for each in asked.candidates}
    answers = [folded(answer) for answer in asked.answers if len(answer) > 1]
    by_words = tuple(each.sentence for each in ranked if each.label == WRONG)
    by_meaning = tuple(
        number for number in nearest if number not in known and not any(answer in texts[number] for answer in answers)
    )
    if len(by_words) + len(by_meaning) < _FEWEST_WRONG:
        return None
    weight = share_of(asked.source, asked.field)
    return Lesson(asked.wording, asked.document_id, asked.answers, right, by_words, by_meaning, asked.source, weight)

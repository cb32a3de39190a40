"""Finding: a question is understood, ranked by words and read; or what it requests other than a sentence is found."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from qa_service.answers.answer import Form
from qa_service.answers.kinds.comparing import compared
from qa_service.answers.kinds.definition import definition_of
from qa_service.answers.kinds.listing import articles_about
from qa_service.answers.kinds.summary import summary_of
from qa_service.answers.outcome import ANSWERED_FROM
from qa_service.answers.readings import Reading, rank_readings
from qa_service.answers.sentence_reader import SentenceReader
from qa_service.answers.timing import timely
from qa_service.arabic.conversation.requests import articles_asked, sides_asked, summary_asked
from qa_service.arabic.conversation.times import AskedTime
from qa_service.deadline import Deadline
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.query.query import Query, Turn, as_typed, understand, worded_for_reading
from qa_service.ranking.reranker import Ranking, Reranker


class Found(NamedTuple):
    """What was found for a question."""

    first: Reading  # as it was read first
    surest: Reading  # as it is answered most surely; mostly the same
    clock: tuple[float, float, float, float]  # when understanding began and ended, ranking ended and reading ended


class Finder:
    """Finds what answers over one index. Safe to share between threads."""

    def __init__(self, reranker: Reranker, glossary: Mapping[str, str], reader: SentenceReader | None) -> None:
        self._reranker, self._glossary, self._reader = reranker, glossary, reader
        self._index = reranker.index

    def find(self, question: str, history: Sequence[Turn] | None, filters: Filters, deadline: Deadline) -> Found:
        """What answers a question; raises TimeoutError where the deadline passes first.

        Args:
            question: as it was typed, without greetings.
            history: the questions before it; None: it is taken word for word.
            filters: which documents may answer.
            deadline: checked between the steps.
        """
        began = time.perf_counter()
        if history is not None and (requested := self._requested(question, history, filters, deadline)) is not None:
            ended = time.perf_counter()
            return Found(requested, requested, (began, began, ended, ended))
        lexicon = self._index.vocabulary
        query = (
            as_typed(question, lexicon) if history is None else understand(question, lexicon, history, self._glossary)
        )
        understood = time.perf_counter()
        first, surest = rank_readings(self._reranker, query, filters, deadline)
        ranked = time.perf_counter()
        if self._reader is not None:
            deadline.check()
            asked = question if history is None else worded_for_reading(question, surest.query, history)
            read = Reading(surest.query, self._reader.read(asked, surest.ranking, filters))
            first, surest = (read if first is surest else first), read
        if history is not None and surest.ranking.confidence < ANSWERED_FROM:
            defined = definition_of(self._index, surest.query, surest.ranking)
            surest = surest if defined is None else Reading(surest.query, defined)
        return Found(first, surest, (began, understood, ranked, time.perf_counter()))

    def timely(self, reading: Reading, asked: AskedTime) -> Reading:
        """The reading with the sentence first that fits the time asked about."""
        if reading.form is not None:
            return reading
        return Reading(reading.query, timely(self._index, reading.query, reading.ranking, is_present=asked.is_present))

    def _requested(
        self, question: str, history: Sequence[Turn], filters: Filters, deadline: Deadline
    ) -> Reading | None:
        """What is requested other than a sentence that answers; None where nothing is, or it isn't there."""
        if (sides := sides_asked(question)) is not None:
            queries = [understand(side, self._index.vocabulary, (), self._glossary) for side in sides]
            both = compared(self._reranker, queries, filters, deadline)
            return None if both is None else Reading(understand(question, self._index.vocabulary), both, "comparison")
        requests: tuple[tuple[str | None, Callable[[Index, Query, Filters], Ranking], Form], ...] = (
            (articles_asked(question), articles_about, "articles"),
            (summary_asked(question), summary_of, "summary"),
        )
        for topic, rank, form in requests:
            if topic is not None:
                query = understand(topic, self._index.vocabulary, history, self._glossary)
                if (found := rank(self._index, query, filters)).sentences:
                    return Reading(query, found, form)
        return None

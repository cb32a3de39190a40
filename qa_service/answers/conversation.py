"""Conversation: turns that are no questions, answered with a reply about the service and its articles."""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime

from qa_service.answers.answer import Answer, IndexInfo, NearestDocument
from qa_service.answers.replies import Archive, House, reply_to
from qa_service.arabic.conversation.turns import ConversationTurn, prepare, turn_of
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.query.query import Turn
from qa_service.query.spelling import stands

_SHOWN = {"latest_article": 3, "article_count": 1}
"""How many of the newest articles are linked beside a reply, by its kind."""


class Conversation:
    """Tells what is said to the service from questions, and replies. Immutable; safe to share between threads."""

    def __init__(self, index: Index, info: IndexInfo) -> None:
        self._index, self._info = index, info
        prepare()

    def turn_of(self, question: str) -> ConversationTurn | None:
        """What is said to the service itself; None for a question."""
        return turn_of(question, lambda word: stands(word, self._index.vocabulary))

    def questions(self, history: Sequence[Turn]) -> Sequence[Turn]:
        """The earlier turns that were questions: nobody asks further about a greeting."""
        return [turn for turn in history if self.turn_of(turn.question) is None]

    def reply(
        self, question: str, turn: ConversationTurn, *, filters: Filters, house: House, request_id: str
    ) -> Answer:
        """The answer to a turn: without sentences, its kind as `reason`."""
        began = time.perf_counter()
        count = self._index.count_of(filters)
        most = _SHOWN.get(turn.kind, 0)
        newest = self._index.newest(filters, max(most, 1))
        return Answer(
            question=question,
            status="conversation",
            confidence=0.0,
            sentences=(),
            citations=(),
            interpreted_as=None,
            related_questions=(),
            nearest=tuple(NearestDocument(document_id=each.id, title=each.title) for each in newest[:most]),
            index=self._info,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            request_id=request_id or uuid.uuid4().hex,
            reason=turn.kind,
            reply=reply_to(turn, Archive(count, newest), house, datetime.now().astimezone()),
        )

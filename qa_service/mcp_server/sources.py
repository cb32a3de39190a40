"""Sources: where the answers come from, the corpus in this process or a running server."""

import datetime
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from qa_service.answers.replies import House
from qa_service.client import Client, RefusedError
from qa_service.deadline import Deadline
from qa_service.engine import Engine
from qa_service.errors import ClusterError, IndexUnusableError, QAServiceError
from qa_service.index.filters import Filters
from qa_service.query.query import Turn
from qa_service.settings import Settings

_ALL = Filters()
_OF_A_DOCUMENT = ("id", "title", "date", "author", "source_url", "publisher", "language", "tags", "text")


class SourceError(QAServiceError):
    """A question or an id that gets no answer; the message says why, to whoever asked."""

    code = "not_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, as `POST /ask` takes it; `min_confidence` None: that of the settings."""

    question: str
    max_sentences: int = 3
    min_confidence: float | None = None
    history: tuple[str, ...] = ()  # earlier questions, oldest first
    filters: Filters = _ALL
    verbatim: bool = False

    def body(self) -> dict[str, Any]:
        """Return the keys of the body beside `question`."""
        found: dict[str, Any] = {"max_sentences": self.max_sentences, "verbatim": self.verbatim}
        found["filters"] = {key: value for key, value in asdict(self.filters).items() if value}
        found["history"] = [{"question": each} for each in self.history]
        return found if self.min_confidence is None else {**found, "min_confidence": self.min_confidence}


class Source(Protocol):
    """What the tools ask. Safe to share between threads; every method raises SourceError."""

    def ask(self, asked: Asked) -> dict[str, Any]:
        """Return the answer as `POST /ask` gives it."""

    def document(self, document_id: str) -> dict[str, Any]:
        """Return a document with its `text`."""


class OwnCorpus:
    """The corpus of the settings, answered in this process."""

    def __init__(
        self,
        settings: Settings,
        engine: Callable[[], Engine],
        distrust: Callable[[], object] = lambda: None,
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        """`engine`: called once a question; `distrust`: told when an index proved damaged; `begin`: called first."""
        self._settings, self._current, self._distrust, self._begin = settings, engine, distrust, begin
        self._turn, self._has_begun = threading.Lock(), False

    def ask(self, asked: Asked) -> dict[str, Any]:
        """Return the answer, within the limits of the settings; raises SourceError."""
        settings = self._settings
        _check(asked, settings.max_question_chars)
        try:
            answer = self._engine().ask(
                asked.question,
                max_sentences=asked.max_sentences,
                min_confidence=settings.min_confidence if asked.min_confidence is None else asked.min_confidence,
                history=[Turn(question=each) for each in asked.history],
                filters=asked.filters,
                verbatim=asked.verbatim,
                deadline=Deadline.after(settings.question_timeout_ms / 1000),
                house=House(name=settings.house_name, greeting=settings.house_greeting),
            )
        except TimeoutError:
            raise SourceError(f"The question took longer than {settings.question_timeout_ms} ms.") from None
        except (IndexUnusableError, ClusterError) as fault:
            raise self._told(fault) from None
        return answer.as_dict()

    def document(self, document_id: str) -> dict[str, Any]:
        """Return the document; raises SourceError for an unknown id."""
        try:
            found = self._engine().document(document_id)
        except (IndexUnusableError, ClusterError) as fault:
            raise self._told(fault) from None
        if found is None:
            raise SourceError(f"There is no document with the id {document_id!r}.")
        whole = asdict(found)
        return {key: whole[key] for key in _OF_A_DOCUMENT}

    def _engine(self) -> Engine:
        """The first call begins to watch: by then nothing that is started writes where the protocol does."""
        with self._turn:
            if not self._has_begun:
                self._has_begun = True
                self._begin()
        return self._current()

    def _told(self, fault: QAServiceError) -> SourceError:
        if isinstance(fault, IndexUnusableError):
            self._distrust()
        return SourceError(f"The index can't be used: {fault}")


class RunningServer:
    """A server that runs elsewhere, asked over HTTP."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, asked: Asked) -> dict[str, Any]:
        """Return the answer; raises SourceError with what the server says, or why it can't be reached."""
        try:
            return dict(self._client.ask(asked.question, **asked.body()))
        except (RefusedError, OSError) as reason:
            raise self._told(reason) from None

    def document(self, document_id: str) -> dict[str, Any]:
        """Return the document; raises SourceError, for an unknown id too."""
        try:
            return self._client.document(document_id)
        except (RefusedError, OSError) as reason:
            raise self._told(reason) from None

    def _told(self, reason: RefusedError | OSError) -> SourceError:
        if isinstance(reason, RefusedError):
            return SourceError(f"{reason.detail or 'The server refuses.'} ({reason.status} {reason.code})")
        return SourceError(f"The server {self._client.url} can't be reached: {getattr(reason, 'reason', reason)}.")


def _check(asked: Asked, most_chars: int) -> None:
    """Raise SourceError for a question that a server would refuse with 422."""
    if not asked.question.strip():
        raise SourceError("The question is empty.")
    if len(asked.question) > most_chars:
        raise SourceError(f"The question is longer than {most_chars} characters.")
    dates = (asked.filters.date_from, asked.filters.date_to)
    for each in filter(None, dates):
        try:
            datetime.date.fromisoformat(each)
        except ValueError:
            raise SourceError(f"{each} is no date.") from None
    if dates[0] and dates[1] and dates[0] > dates[1]:
        raise SourceError("date_from is after date_to.")

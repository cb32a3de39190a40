"""Answers kept while a generation of the index serves: the same question has the same answer on it."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from qa_service.answers.answer import Answer
from qa_service.web.http.answer_body import AnswerBody


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, with its JSON and what the journal notes of it."""

    answer: Answer
    body: AnswerBody
    note: str


class KeptAnswers:
    """The latest `most` answers of one generation of the index; safe under threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._version = ""
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def find(self, version: str, asked: Hashable) -> Kept | None:
        """The answer to what was asked on this generation."""
        with self._lock:
            if version != self._version or asked not in self._kept:
                return None
            self._kept.move_to_end(asked)
            return self._kept[asked]

    def keep(self, version: str, asked: Hashable, kept: Kept) -> None:
        """Keep an answer, in the place of the one that was not asked for longest."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._kept.clear()
            self._kept[asked] = kept
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

"""Answers kept while a generation of the index serves: the same question has the same answer on it."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from qa_service.answer import Answer


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and its JSON before and after `took_ms` and `request_id`."""

    answer: Answer
    before: str
    after: str

    def json(self, took_ms: float, request_id: str) -> str:
        """The answer as a request of this id gets it; the id needs no escapes."""
        return f'{self.before}"took_ms":{took_ms},"request_id":"{request_id}"{self.after}'


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

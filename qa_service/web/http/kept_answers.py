"""The cache of answers: while a generation of the index is served, a question always has the same answer."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from qa_service.answers.answer import Answer
from qa_service.web.http.answer_body import AnswerBody


@dataclass(frozen=True, slots=True)
class Kept:
    """A cached answer, with its JSON and its journal row."""

    answer: Answer
    body: AnswerBody
    note: str


class KeptAnswers:
    """An LRU cache of at most `most` answers of one generation of the index; thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._version = ""
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def find(self, version: str, asked: Hashable) -> Kept | None:
        """Return the cached answer to a question on this generation, or None."""
        with self._lock:
            if version != self._version or asked not in self._kept:
                return None
            self._kept.move_to_end(asked)
            return self._kept[asked]

    def keep(self, version: str, asked: Hashable, kept: Kept) -> None:
        """Cache an answer, evicting the least recently used one if full."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._kept.clear()
            self._kept[asked] = kept
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

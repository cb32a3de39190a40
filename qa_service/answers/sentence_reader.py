"""Sentence reader: what an engine asks of whatever reads question and sentence together, without knowing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.ranking.reranker import Ranking


@dataclass(frozen=True, slots=True)
class ReaderState:
    """Whether questions are read, for operators."""

    state: Literal["on", "off", "loading", "unusable"]
    vectors: float | None = None  # share of the sentences that can be found by meaning; None where none is looked for
    fault: str | None = None  # why it is unusable, in a sentence


class SentenceReader(Protocol):
    """Reads the best sentences of a ranking beside the question; the extra `reader` brings one."""

    @property
    def min_confidence(self) -> float | None:
        """The confidence below which there is no answer, where nobody says otherwise; None: as for words alone."""

    def read(self, question: str, ranking: Ranking, filters: Filters) -> Ranking:
        """The ranking in another order, with another confidence and a short answer."""

    def state(self) -> ReaderState:
        """Whether it can read."""


ReaderOf = Callable[[Index], SentenceReader]
"""Makes what reads over an index."""

"""Cluster lexicon: the vocabulary of a generation, whose passages stand elsewhere: what has to be looked up in them is
asked of the cluster, for many words at once, and remembered.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from qa_service.arabic.analysis.analyzer import tokenize
from qa_service.cluster.overlay import Overlay
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.index.vocabulary.deletion_neighbours import keys_of
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.native.arrays import Arrays

Pair = tuple[str, str]
Meeting = Callable[[Sequence[Pair]], Sequence[bool]]
"""Tells of pairs of stems whether they stand in one passage."""
Holding = Callable[[str], Sequence[PackedPassage]]
"""Gives the first few passages in which a stem stands."""
_MOST_REMEMBERED = 100_000


class ClusterLexicon(Lexicon):
    """Safe to share between threads: at worst two ask the same."""

    def __init__(self, generation: Arrays, overlay: Overlay, meeting: Meeting, holding: Holding) -> None:
        super().__init__(generation, overlay.columns, lambda _: "")
        self._text = overlay.arrays["vocabulary_text"].data
        self._rows = overlay.arrays["terms"].view(np.uint8).data
        self._overlay = overlay
        self._near: dict[int, list[str]] = {}  # the added words by the keys that they share with a slip of them
        for number, word in enumerate(overlay.words, start=overlay.count):
            is_near_to_any = word and self.passages_like(number) > 0  # the others are roots of a word, and no words
            for key in set(keys_of(word)) if is_near_to_any else ():
                self._near.setdefault(key, []).append(word)
        self._meeting, self._holding = meeting, holding
        self._met: dict[Pair, bool] = {}
        self._written: dict[str, str] = {}

    def find(self, term: str) -> int:
        """The number of `term`, or -1."""
        number = super().find(term)
        return number if number >= 0 else self._overlay.numbers.get(term, -1)

    def near(self, words: Iterable[str]) -> list[str]:
        """The words that are one slip away from one of these, and a few that are further."""
        asked = list(words)
        added = (other for word in asked for key in keys_of(word) for other in self._near.get(key, ()))
        return list(dict.fromkeys([*super().near(asked), *added])) if self._near else super().near(asked)

    def expect_meetings(self, words: Iterable[str], context: Sequence[int]) -> None:
        """Ask at once for all that `meet` will be asked."""
        stems = {self.stem_of(self.find(word)) for word in words}
        pairs = {self._pair(stem, other) for stem in stems for other in context if min(stem, other) >= 0}
        unknown = sorted(pair for pair in pairs if pair not in self._met)
        if unknown:
            if len(self._met) > _MOST_REMEMBERED:
                self._met.clear()
            self._met.update(zip(unknown, self._meeting(unknown), strict=True))

    def meet(self, stem: int, other: int) -> bool:
        """Whether two stems stand in one passage."""
        if min(stem, other) < 0:
            return False
        pair = self._pair(stem, other)
        found = self._met.get(pair)
        if found is None:
            found = self._met[pair] = self._meeting([pair])[0]
        return found

    def _pair(self, stem: int, other: int) -> Pair:
        return self[min(stem, other)], self[max(stem, other)]

    def spelled(self, word: str) -> str:
        """A folded word as the corpus writes it; as it is where the first passages of its stem don't have it."""
        stem = self.stem_of(self.find(word))
        if stem < 0:
            return word
        found = self._written.get(word)
        if found is None:
            if len(self._written) > _MOST_REMEMBERED:
                self._written.clear()
            texts = (passage.text for passage in self._holding(self[stem]))
            written = (
                text[token.start : token.end] for text in texts for token in tokenize(text) if token.text == word
            )
            found = self._written[word] = next(written, word)
        return found

"""Lexicon: the vocabulary as a question meets it: which words are known, how common they are, which are near."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from qa_service.arabic.analysis.analyzer import light_stem, tokenize
from qa_service.index.postings.columns import Columns
from qa_service.index.vocabulary.consonant_skeletons import Skeletons
from qa_service.index.vocabulary.deletion_neighbours import sharing
from qa_service.index.vocabulary.terms import TERM_BYTES, VIEWS
from qa_service.index.vocabulary.vocabulary import Vocabulary
from qa_service.native.arrays import Arrays

_COMPARED = 2000  # passages
_COMPLETED = 200  # terms that begin with the same letters and are looked at
_MOST_FOUND = 8192  # words that are remembered with their numbers
_LOOKED_INTO = 4  # passages, for how a word is written
_views = VIEWS.unpack_from


class Lexicon(Vocabulary):
    """The vocabulary of an index with the passages that hold each term, and its words by likeness.

    `sentence_text` gives the raw text of a sentence by its number.
    """

    def __init__(self, arrays: Arrays, columns: Columns, sentence_text: Callable[[int], str]) -> None:
        super().__init__(arrays["vocabulary_text"], arrays["terms"], arrays["vocabulary_slots"])
        self._arrays = arrays
        self._sentence_text = sentence_text
        self._columns = columns
        self.passage_count = columns.postings.passage_count
        self._found: dict[str, int] = {}

    def find(self, term: str) -> int:
        """The number of `term`, or -1. Remembered, for a question looks each of its words up in several stages."""
        number = self._found.get(term)
        if number is None:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            number = self._found[term] = super().find(term)
        return number

    def views_of(self, number: int) -> tuple[int, int] | None:
        """The numbers of a word's stem and root; None for -1 and for a term that may be only a stem or a root."""
        if number < 0:
            return None
        stem, root = _views(self._rows, number * TERM_BYTES)
        return None if stem == number else (stem, root)

    def stem_with(self, word: str) -> int:
        """The number of a folded word's stem, or -1."""
        views = self.views_of(self.find(word))
        return self.find(light_stem(word)) if views is None else views[0]

    def passages_with_stem(self, number: int) -> int:
        """In how many passages the stem with this number stands; 0 for -1 and for a term that is no stem."""
        return self._columns.passages_with("stem", number)

    def passages_like(self, number: int) -> int:
        """In how many passages words with the same stem as this term stand; 0 for -1."""
        return self.passages_with_stem(self.stem_of(number))

    def stem_of(self, number: int) -> int:
        """The number of a term's stem; -1 for -1."""
        return _views(self._rows, number * TERM_BYTES)[0] if number >= 0 else -1

    def expect_meetings(self, words: Iterable[str], context: Sequence[int]) -> None:
        """Told of the words whose stems `meet` will be asked about, each beside a context; here all is at hand."""

    def meet(self, stem: int, other: int) -> bool:
        """Whether two stems stand in one passage; of very common ones the first passages are looked at."""
        one, two = self._columns.passages("stem", stem), self._columns.passages("stem", other)
        if len(one) > len(two):
            one, two = two, one
        if not len(one):
            return False
        places = two.searchsorted(one[:_COMPARED])
        return bool((two[np.minimum(places, len(two) - 1)] == one[:_COMPARED]).any())

    def completions(self, prefix: str, most: int) -> list[int]:
        """The terms that begin so, the most frequent of the first few; most of them at most."""
        first = bisect_left(self, prefix)
        begun = []
        for number in range(first, min(first + _COMPLETED, len(self))):
            if not self[number].startswith(prefix):
                break
            begun.append(number)
        return sorted(begun, key=lambda number: -self.passages_like(number))[:most]

    def near(self, words: Iterable[str]) -> list[str]:
        """The words of the corpus that are one slip away from one of these, and a few that are further."""
        return [self[number] for number in sharing(self._arrays, words)]

    def sounding_like(self, latin: str) -> Sequence[tuple[str, float]]:
        """The words of the corpus that a Latin word in lower case may spell, with how unlike they sound."""
        return Skeletons(self, self._arrays).spelled(latin)

    def spelled(self, word: str) -> str:
        """A folded word as the corpus writes it, with hamza and ta marbuta; as it is where the corpus doesn't."""
        number = self.find(word)
        stem = self.stem_of(number)
        if stem < 0:
            return word
        for passage in self._columns.passages("stem", stem)[:_LOOKED_INTO]:
            sentence = self._first_with(number, int(passage))
            text = self._sentence_text(sentence) if sentence >= 0 else ""
            for token in tokenize(text):
                if token.text == word:
                    return text[token.start : token.end]
        return word

    def _first_with(self, term: int, passage: int) -> int:
        """The first sentence of a passage in which a term stands; -1 for none."""
        first, end = map(int, self._arrays["passage_sentences"][passage : passage + 2])
        bounds = self._arrays["sentence_tokens"][first : end + 1]
        places = np.flatnonzero(self._arrays["tokens"][bounds[0] : bounds[-1]] == term)
        return first + int(np.searchsorted(bounds, bounds[0] + places[0], side="right")) - 1 if len(places) else -1

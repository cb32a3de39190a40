"""Overlay: words that were added to a generation since it was built, beside its vocabulary, which stays as it is.

They are numbered behind the generation's terms. A word with a stem or root that stood in no passage before gets a
column of its own for it, which weighs what a term of one passage does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log
from typing import NamedTuple

import numpy as np

from qa_service.arabic.analysis.analyzer import gram_codes
from qa_service.cluster.generation import Generation
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.index.postings.columns import VIEWS, Columns
from qa_service.index.vocabulary.byte_alphabet import all_encoded
from qa_service.index.vocabulary.vocabulary import Vocabulary
from qa_service.indexing.bm25 import okapi_idf
from qa_service.native.arrays import Array, Arrays

_NO_POSTINGS = {"column_passages": np.zeros(0, np.int32), "column_weights": np.zeros(0, np.float32)}
_ONE = log(2)  # what a unit of one sentence weighs less than one of none: ln((1 + n) / (1 + 1)) against ln((1 + n) / 1)
_UNKNOWN = ""  # stands for a word that was added a moment ago, and is not known here yet


class AddedWord(NamedTuple):
    """A folded word that the generation doesn't know as it is read now."""

    word: str
    stem: str
    root: str


class OverlayColumns(Columns):
    """The columns of a generation, and those of added stems and roots."""

    def __init__(self, arrays: Arrays, passages: int, added: Mapping[tuple[str, int], int]) -> None:
        super().__init__({**arrays, **_NO_POSTINGS}, passages)
        self._added, self._okapi = added, arrays["column_okapi"].data
        self._count = len(arrays["column_okapi"])
        self._rarest = float(okapi_idf(np.array([1]), max(passages, 2))[0])

    def of(self, view: str, term: int) -> int:
        """The column of a term in a view; -1 where it has none."""
        found = super().of(view, term)
        return found if found >= 0 else self._added.get((view, term), -1)

    def passages_with(self, view: str, term: int) -> int:
        """In how many passages a term of a view stands; added ones in one."""
        return 1 if self.of(view, term) >= self._count else super().passages_with(view, term)

    def idf(self, view: str, terms: Sequence[int]) -> list[float]:
        """The TF-IDF weights of terms of a view; added ones have that of a unit in one sentence."""
        columns = (self.of(view, term) for term in terms)
        return [self._idf[column] if column < self._count else self._idf[-1] - _ONE for column in columns]

    def okapi(self, view: str, term: int) -> float:
        """The BM25 idf of a term that has a column."""
        column = self.of(view, term)
        return self._okapi[column] if column < self._count else self._rarest


class Overlay:
    """A generation's terms with what was added. Immutable; safe to share between threads."""

    def __init__(self, generation: Generation, added: Sequence[AddedWord] = ()) -> None:
        self._base = Vocabulary.from_arrays(generation.arrays)
        self.count = len(self._base)
        self.words: list[str] = []  # behind the generation's
        self.numbers: dict[str, int] = {}
        if added:
            self._number(_UNKNOWN)
        forms = {each.word: self._number(each.word) for each in added}
        rows = {forms[each.word]: (self._found(each.stem), self._found(each.root)) for each in added}
        self.arrays: Arrays = self._extended(generation.arrays, rows) if added else generation.arrays
        plain = Columns({**generation.arrays, **_NO_POSTINGS}, generation.facts.passages)
        new = [(view, row[place]) for row in rows.values() for place, view in enumerate(VIEWS)
               if plain.of(view, row[place]) < 0]  # fmt: skip
        first = len(generation.arrays["column_okapi"])
        columns = {unit: first + place for place, unit in enumerate(dict.fromkeys(new))}
        self.columns = OverlayColumns(generation.arrays, generation.facts.passages, columns)

    def _number(self, word: str) -> int:
        if word not in self.numbers:
            self.numbers[word] = self.count + len(self.words)
            self.words.append(word)
        return self.numbers[word]

    def _found(self, word: str) -> int:
        number = self.numbers.get(word, self._base.find(word))
        return number if number >= 0 else self._number(word)

    def _extended(self, arrays: Arrays, rows: Mapping[int, tuple[int, int]]) -> Arrays:
        letters, reach = all_encoded(self.words)
        terms, more = arrays["terms"], np.zeros(len(self.words) + 1, arrays["terms"].dtype)
        more["stem"] = more["root"] = np.append(self.count + np.arange(len(self.words)), -1)
        more["start"] = reach + int(terms["start"][-1])
        for number, (stem, root) in rows.items():
            more["stem"][number - self.count], more["root"][number - self.count] = stem, root
        text: Array = np.append(arrays["vocabulary_text"], letters)
        return {
            **arrays, **self._with_grams(arrays), "terms": np.concatenate((terms[:-1], more)), "vocabulary_text": text
        }  # fmt: skip

    def _with_grams(self, arrays: Arrays) -> dict[str, Array]:
        """The grams with those of the added words, which weigh what a gram of one sentence does."""
        codes, idf = arrays["gram_codes"], arrays["idf_gram"]
        found = np.unique(np.array([code for word in self.words for code in gram_codes(word)], codes.dtype))
        new = found[~np.isin(found, codes)]
        places = np.searchsorted(codes, new)
        return {"gram_codes": np.insert(codes, places, new), "idf_gram": np.insert(idf, places, idf[-1] - _ONE)}

    def resolved(self, passage: PackedPassage) -> PackedPassage:
        """The passage with numbers of this overlay for the words that the generation lacks."""
        if not passage.words:
            return passage
        unknown = self.numbers.get(_UNKNOWN, 0)
        numbers = np.array([self.numbers.get(word, unknown) for word in passage.words], np.int32)
        arrays = dict(passage.arrays)
        for name in ("tokens", "title_tokens"):
            tokens = arrays[name].copy()
            is_added = tokens >= self.count
            tokens[is_added] = numbers[tokens[is_added] - self.count]
            arrays[name] = tokens
        return replace(passage, arrays=arrays)

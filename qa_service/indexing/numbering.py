"""Numbering: words to the terms of an index, on top of those that an earlier index knows already."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np

from qa_service.arabic.analysis.analyzer import light_stem, root
from qa_service.arabic.conversation.cues import cues_by_stem, cues_of_term
from qa_service.index.previous_terms import Carried
from qa_service.index.vocabulary.byte_alphabet import all_encoded
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary, vocabulary_arrays
from qa_service.native.arrays import Array, Arrays, Bools, Ints, gathered, offsets

TOKENS = ("tokens", "title_tokens")
_VIEWS: dict[str, Callable[[str], str]] = {"term_stem": light_stem.__wrapped__, "term_root": root.__wrapped__}


class Numbering:
    """Gives each word a provisional number: that of the earlier index's term, or one behind all of those."""

    def __init__(self, earlier: Arrays | None = None) -> None:
        self._earlier = earlier
        self._old = Vocabulary.from_arrays(earlier) if earlier else Vocabulary.from_terms(())
        self._old_count = len(self._old)
        self._new: dict[str, int] = {}

    def numbers(self, words: Sequence[str]) -> Ints:
        """The provisional numbers of words; int32."""
        if self._old_count:
            return np.fromiter(map(self._number, words), np.int32, len(words))
        new = self._new
        return np.array([new.setdefault(word, len(new)) for word in words], np.int32)

    def _number(self, word: str) -> int:
        number = self._old.find(word)
        return number if number >= 0 else self._new.setdefault(word, self._old_count + len(self._new))

    def settle(self, arrays: dict[str, Array]) -> tuple[Letters, Carried | None]:
        """Number the terms of an index by the order of their code points; what its forms don't need is left out.

        The tokens in `arrays` are numbered anew, the vocabulary and what is known of each term alone is added. Gives
        the letters of the terms, and what the earlier index knows of them.
        """
        is_form = self._forms_of(arrays, self._old_count + len(self._new))
        views, words = self._views(is_form)
        needed = np.zeros(self._old_count + len(words), np.bool_)
        needed[: len(is_form)] = is_form
        for of_term in views.values():
            needed[of_term[: len(is_form)][is_form]] = True
        order = self._ordered(needed, words)
        rank = np.full(len(needed), -1, np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        for name in TOKENS:
            arrays[name] = rank[arrays[name]]
        arrays |= self._vocabulary(order, words)
        letters = Letters.of_bytes(arrays["vocabulary_text"], arrays["vocabulary_offsets"])
        arrays |= self._cues(order, views["term_stem"], words, letters)
        arrays |= {name: rank[of_term[order]] for name, of_term in views.items()}
        carried = Carried(self._earlier, rank[: self._old_count]) if self._earlier and len(order) else None
        return letters, carried

    def _views(self, is_form: Bools) -> tuple[dict[str, Ints], list[str]]:
        """The stem and the root of every form, by provisional numbers; and the new words, those that these are too.

        A term that is no form (a bare stem) is its own view.
        """
        was_form = self._forms_of(self._earlier, self._old_count)
        unknown = np.flatnonzero(is_form > np.append(was_form, np.zeros(len(self._new), np.bool_)))
        words = list(self._new)
        forms = [self._word(number, words) for number in unknown.tolist()]
        found = {name: self.numbers(list(map(view, forms))) for name, view in _VIEWS.items()}
        words = list(self._new)
        self._new.clear()  # nothing is asked of it any more
        known = np.flatnonzero(is_form[: self._old_count] & was_form)
        views: dict[str, Ints] = {}
        for name, view in found.items():
            views[name] = np.arange(self._old_count + len(words), dtype=np.int32)
            if self._earlier:
                views[name][known] = self._earlier[name][known]
            views[name][unknown] = view
        return views, words

    @staticmethod
    def _forms_of(arrays: Arrays | None, terms: int) -> Bools:
        """Which terms stand in the texts themselves."""
        found = np.zeros(terms, np.bool_)
        for name in TOKENS if arrays else ():
            found[arrays[name]] = True  # type: ignore[index]
        return found

    def _word(self, number: int, words: Sequence[str]) -> str:
        return self._old[number] if number < self._old_count else words[number - self._old_count]

    def _ordered(self, needed: Bools, words: Sequence[str]) -> Ints:
        """The provisional numbers of the needed terms in the order of their code points."""
        old = np.flatnonzero(needed[: self._old_count]).astype(np.int32)
        new = sorted(np.flatnonzero(needed[self._old_count :]).tolist(), key=words.__getitem__)
        before = np.array([bisect_left(self._old, words[place]) for place in new] if self._old_count else [], np.int64)
        place = np.searchsorted(old, before) if len(before) else np.zeros(len(new), np.int64)
        return np.insert(old, place, np.array(new, np.int32) + self._old_count)

    def _vocabulary(self, order: Ints, words: Sequence[str]) -> dict[str, Array]:
        if not self._earlier:
            return vocabulary_arrays(*all_encoded([words[number] for number in order.tolist()]))
        letters, reach = all_encoded(words)
        text = np.append(self._earlier["vocabulary_text"], letters)
        old = self._earlier["vocabulary_offsets"].astype(np.int64)
        starts = np.append(old[:-1], reach + old[-1])
        ordered = gathered(text, starts, order)
        return vocabulary_arrays(ordered, offsets(np.diff(starts)[order]))

    def _cues(self, order: Ints, stem: Ints, words: Sequence[str], letters: Letters) -> dict[str, Array]:
        """The cues of every term, by its stem; numbers and Latin words have cues of their own."""
        cues = np.zeros(len(stem), np.uint8)
        is_known = np.zeros(len(stem), np.bool_)
        if self._earlier:
            old = self._old_count
            is_known[:old] = stem[:old] == self._earlier["term_stem"]
            cues[:old] = self._earlier["term_cues"]
        unknown = order[~is_known[order]]
        stems = np.unique(stem[unknown])
        by_stem, of_stem = cues_by_stem(), [self._word(number, words) for number in stems.tolist()]
        place = np.searchsorted(stems, stem[unknown])
        cues[unknown] = np.array([by_stem.get(word, 0) for word in of_stem], np.uint8)[place]
        for number in unknown[_shows_itself(letters.chosen(np.flatnonzero(~is_known[order])))].tolist():
            cues[number] = cues_of_term(self._word(number, words))
        return {"term_cues": cues[order]}


def _shows_itself(letters: Letters) -> Bools:
    """Which terms are numbers or Latin words, whose cues are not those of their stems."""
    first = letters.codes[np.minimum(letters.starts[:-1], max(len(letters.codes) - 1, 0))]
    digits = [code for code in np.unique(first).tolist() if chr(code).isdigit()]
    return np.isin(first, digits) | letters.every(letters.codes < 0x80)

"""Candidate index: an index of the passages that a question meets in the cluster, which grows as it is asked."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from qa_service.answers.answer import IndexInfo
from qa_service.cluster.candidates import Candidates
from qa_service.cluster.overlay import Overlay
from qa_service.cluster.scoring import exact_scores
from qa_service.cluster.searching import Found, Searching
from qa_service.cluster.stored.packing import PackedPassage
from qa_service.corpus.document import Document
from qa_service.errors import IndexUnusableError
from qa_service.index.documents.copies import originals_of
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.columns import VIEWS
from qa_service.index.postings.retrieval import Hits
from qa_service.index.storage.passage_texts import PassageTexts
from qa_service.index.storage.texts import Texts
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.index.wording import Wordings
from qa_service.native.arrays import Arrays, Ints

_NO_HITS = Hits(np.zeros(0, np.int32), np.zeros(0, np.float32))
Terms = Mapping[str, Sequence[int]]


class _NoTexts(Texts):
    """Stands where an index has its texts: those of passages come with them."""

    def __init__(self) -> None:
        pass


class CandidateIndex(Index):
    """Of one question; not to be shared between threads."""

    def __init__(
        self, info: IndexInfo, overlay: Overlay, lexicon: Lexicon, searching: Searching, *, mean_length: float
    ) -> None:
        self.version, self.document_count, self.passage_count = info.version, info.documents, info.passages
        self.vocabulary, self._columns = lexicon, overlay.columns
        self._overlay, self._searching, self._mean_length = overlay, searching, mean_length
        self._candidates = Candidates()
        self._asked: dict[tuple[Any, Filters], Sequence[Found]] = {}
        self._grow()

    def _grow(self) -> None:
        """Look at the arrays of all that was met."""
        own = self._candidates.arrays
        arrays: Arrays = {**self._overlay.arrays, **own, "passage_checks": np.zeros(0, np.uint32)}
        self.arrays = arrays
        self.sentence_count = len(arrays["sentence_start"])
        self._passage_texts = PassageTexts(arrays, _NoTexts())
        self._headings = arrays["sentence_heading"].data
        self._document_of, self._document_passages = arrays["passage_document"].data, arrays["document_passages"].data
        self.__dict__.pop("_wordings", None)

    @cached_property
    def _wordings(self) -> Wordings:  # type: ignore[override]
        return Wordings(self.arrays)

    def retrieve(self, terms: Terms, k: int, filters: Filters) -> Hits:
        """The `k` best passages for the term numbers of a question in each view (`stem`, `root`)."""
        known = self._known(terms)
        if not known:
            return _NO_HITS
        self.expect([terms], filters)
        found = self._asked[self._key(terms), filters]
        scores = exact_scores([each.passage for each in found], known, self._overlay, self._mean_length)
        order = sorted(range(len(found)), key=lambda place: (-scores[place], found[place].order))[:k]
        numbers = self._take([found[place].passage for place in order])
        return Hits(np.array(numbers, np.int32), scores[order].astype(np.float32))

    def expect(self, asked: Sequence[Terms], filters: Filters) -> None:
        """Search at once for what `retrieve` will be asked; what was searched before is remembered."""
        new = {self._key(terms): terms for terms in asked}
        wanted = [key for key in new if (key, filters) not in self._asked and self._known(new[key])]
        found = self._searching.passages([self._known(new[key]) for key in wanted], filters) if wanted else ()
        for key, passages in zip(wanted, found, strict=True):
            self._asked[key, filters] = passages

    @staticmethod
    def _key(terms: Terms) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(terms.get(view, ())) for view in VIEWS)

    def _known(self, terms: Terms) -> list[tuple[str, int]]:
        """The terms that stand in a passage, with the view of each, as often as they are asked for."""
        return [
            (view, number) for view in VIEWS for number in terms.get(view, ()) if self._columns.of(view, number) >= 0
        ]

    def _take(self, passages: Sequence[PackedPassage]) -> list[int]:
        """The numbers of passages that were met, once they and the originals of their copied sentences stand here."""
        names = {passage.name for passage in passages}
        wanted = {twin.passage for passage in passages for twin in passage.twins} - names
        originals = self._searching.named(sorted(wanted)) if wanted else []
        numbers = self._candidates.take([*passages, *originals])
        self._grow()
        return [numbers[passage.name] for passage in passages]

    def quoted(self, sentences: Ints, filters: Filters) -> Ints:
        """The sentences, and in the place of what a copy says again the original, where the filters let it through."""
        originals = originals_of(self.arrays, sentences)
        for place in np.flatnonzero(originals >= 0).tolist():
            if not _passes(self.metadata_of(self.passage_of(int(originals[place]))), filters):
                originals[place] = -1
        return np.where(originals >= 0, originals, sentences)

    def count_of(self, filters: Filters) -> int:
        """How many documents the filters let through."""
        return self.document_count if filters == Filters() else self._searching.count(filters)

    def newest(self, filters: Filters, most: int) -> list[Document]:
        """The documents with the latest dates that the filters let through, latest first, without their texts."""
        return self._searching.newest(filters, most)

    def period(self) -> tuple[str | None, str | None]:
        """The dates of the oldest and the newest document; None without any date."""
        return self._searching.period()

    def values_of(self, name: str, most: int) -> list[str]:
        """The publishers, languages or tags (`publisher`, `language`, `tags`) with the most documents."""
        return self._searching.values_of(name, most)

    def first_sentence(self, document: int) -> tuple[int, int] | None:
        """The numbers of the first sentence of a document that is no heading, and of its passage; None for none."""
        passages = self._searching.opening(self._candidates.documents[document].id)
        for passage in self._take(passages):
            for sentence in self.sentences_of(passage):
                if not self._headings[sentence]:
                    return sentence, passage
        return None

    def metadata(self, number: int) -> Document:
        """The document with this number, without its text."""
        return self._candidates.documents[number]

    def metadata_of(self, passage: int) -> Document:
        """The document that holds a passage, without its text."""
        return self._candidates.documents[self._document_of[passage]]

    def quoted_text(self, sentence: int, passage: int) -> tuple[str, int, int]:
        """The raw text of a sentence of a passage, and its span in code points."""
        text, offset = self.passage_text(passage)
        start, end = self.sentence_span(sentence)
        if sentence not in self.sentences_of(passage) or not 0 <= start - offset < end - offset <= len(text):
            raise IndexUnusableError(f"The index in the cluster is damaged: a passage has no sentence {sentence}.")
        return text[start - offset : end - offset], start, end

    def passage_text(self, passage: int) -> tuple[str, int]:
        """The text from the passage's first sentence to its last, and the code point at which it starts."""
        return self._met(passage).text, self.sentence_span(self.sentences_of(passage).start)[0]

    def sentence_text(self, sentence: int) -> str:
        """The raw text of a sentence."""
        return self.quoted_text(sentence, self.passage_of(sentence))[0]

    def utf16_before(self, passage: int, place: int) -> int:
        """How many UTF-16 units stand before a code point of a passage in its document."""
        text, offset = self.passage_text(passage)
        return self._met(passage).utf16 + len(text[: place - offset].encode("utf-16-le", "surrogatepass")) // 2

    def _met(self, passage: int) -> PackedPassage:
        found = self._candidates.passages[passage]
        if found is None:
            raise IndexUnusableError(f"Passage {passage} was not met.")
        return found


def _passes(document: Document, filters: Filters) -> bool:
    """Whether the filters let a document through."""
    one_of = (
        (filters.document_id, (document.id,)), (filters.publisher, (document.publisher,)),
        (filters.language, (document.language,)), (filters.tags, document.tags),
    )  # fmt: skip
    if any(wanted and not set(wanted) & set(own) for wanted, own in one_of):
        return False
    if filters.date_from is None and filters.date_to is None:
        return True
    date = document.date
    return date is not None and (filters.date_from or "") <= date <= (filters.date_to or "9999-99-99")

"""Index: what a question is asked of; the named arrays behind plain accessors."""

from collections.abc import Mapping, Sequence

import numpy as np

from qa_service.corpus.document import Document
from qa_service.index.documents.copies import originals_of
from qa_service.index.filters import Filters
from qa_service.index.postings.columns import VIEWS, Columns
from qa_service.index.postings.retrieval import Hits, Passing, Retriever
from qa_service.index.storage.labels import Labels
from qa_service.index.storage.passage_texts import PassageTexts
from qa_service.index.storage.texts import Texts
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.index.wording import Wording, Wordings
from qa_service.native.arrays import Arrays, Bools, Ints

QUESTION, MOST_QUESTIONS = 2, 3
"""The bit of a printed question in `sentence_heading`, and how many in a row an answer follows; as in gather.c."""


class Index:
    """Read side of an index. Immutable; safe to share between threads and, mapped from disk, between processes."""

    def __init__(self, arrays: Arrays, version: str) -> None:
        self.arrays = arrays
        self.version = version
        self.texts = Texts(arrays)
        self.document_count = len(self.texts)
        self._labels = Labels(arrays, self.document_count)
        self.passage_count = len(arrays["passage_document"])
        self.sentence_count = len(arrays["sentence_start"])
        self._columns = Columns(arrays, self.passage_count)
        self._passage_texts = PassageTexts(arrays, self.texts)
        self.vocabulary = Lexicon(arrays, self._columns, self._passage_texts.sentence)
        self._retriever = Retriever((self._columns.postings,))
        self._wordings = Wordings(arrays)
        # Numbers out of a memoryview take half the time of those out of an array.
        self._headings = arrays["sentence_heading"].data
        self._document_of, self._document_passages = arrays["passage_document"].data, arrays["document_passages"].data

    def retrieve(self, terms: Mapping[str, Sequence[int]], k: int, filters: Filters) -> Hits:
        """The `k` best passages for the term numbers of a question in each view (`stem`, `root`)."""
        asked = [[column for view in VIEWS for column in self._columns.all_of(view, terms.get(view, ()))]]
        documents = self.let_through(filters)
        if documents is None:
            return self._retriever.top(asked, k)
        return self._retriever.top(asked, k, Passing(documents, self.arrays["passage_document"]))

    def let_through(self, filters: Filters) -> Bools | None:
        """Which documents pass, one place each; None where all do."""
        return None if filters == Filters() else self._labels.let_through(filters)

    def quoted(self, sentences: Ints, filters: Filters) -> Ints:
        """The sentences, and in the place of what a copy says again the original, where the filters let it through."""
        originals = originals_of(self.arrays, sentences)
        if filters != Filters() and (originals >= 0).any():
            passages = np.searchsorted(self.arrays["passage_sentences"], originals, side="right") - 1
            passing = self._labels.let_through(filters)[self.arrays["passage_document"][np.maximum(passages, 0)]]
            originals = np.where(passing, originals, -1)
        return np.where(originals >= 0, originals, sentences)

    def passages_with(self, view: str, term: int) -> int:
        """In how many passages a term of a view stands."""
        return self._columns.passages_with(view, term)

    def idf(self, view: str, terms: Sequence[int]) -> list[float]:
        """The TF-IDF weights of the terms of a view (`stem`, `root`) by their numbers."""
        return self._columns.idf(view, terms)

    def document_number(self, document_id: str) -> int:
        """The number of the document with this id, or -1."""
        return self._labels.document_with(document_id)

    def documents_by_id(self, filters: Filters, after: str | None = None) -> Ints:
        """The numbers of the documents that the filters let through, by id, from the first after `after`."""
        found = self._labels.by_id(after)
        return found if filters == Filters() else found[self._labels.let_through(filters)[found]]

    def newest(self, filters: Filters, most: int) -> list[Document]:
        """The documents with the latest dates that the filters let through, latest first, without their texts."""
        return [self.texts.metadata(number) for number in self._labels.newest(self.let_through(filters), most)]

    def count_of(self, filters: Filters) -> int:
        """How many documents the filters let through."""
        passing = self.let_through(filters)
        return self.document_count if passing is None else int(passing.sum())

    def first_sentence(self, document: int) -> tuple[int, int] | None:
        """The numbers of the first sentence of a document that is no heading, and of its passage; None for none."""
        for passage in range(*self._document_passages[document : document + 2]):
            for sentence in self.sentences_of(passage):
                if not self._headings[sentence]:
                    return sentence, passage
        return None

    def period(self) -> tuple[str | None, str | None]:
        """The dates of the oldest and the newest document; None without any date."""
        return self._labels.period()

    def values_of(self, name: str, most: int) -> list[str]:
        """The publishers, languages or tags (`publisher`, `language`, `tags`) with the most documents."""
        return self._labels.values_of(name, most)

    def sentences_in(self, document: int) -> list[tuple[int, int]]:
        """The numbers of the sentences of a document that may be quoted, each with its passage, in their order."""
        passages = range(*self._document_passages[document : document + 2])
        found = [(sentence, passage) for passage in passages for sentence in self.sentences_of(passage)]
        recurring = self.arrays["sentence_recurring"]
        return [each for each in found if not self._headings[each[0]] and not recurring[each[0]]]

    def document(self, number: int) -> Document:
        """The document with this number."""
        return self.texts.document(number)

    def sentences_of(self, passage: int) -> range:
        """The numbers of the sentences of a passage."""
        return self._passage_texts.sentences_of(passage)

    def passage_of(self, sentence: int) -> int:
        """The number of the passage that holds a sentence."""
        return self._passage_texts.passage_of(sentence)

    def wording(self, sentence: int, text: str, stems: Sequence[int], roots: Sequence[int]) -> Wording:
        """The words of a sentence, whose text is given, beside the stems and roots of a question; see `Wordings.of`."""
        return self._wordings.of(sentence, text, stems, roots)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """Where a sentence stands in its document's text, in code points."""
        return self._passage_texts.span_of(sentence)

    def document_of(self, passage: int) -> int:
        """The number of the document that holds a passage."""
        return int(self._document_of[passage])

    def metadata(self, number: int) -> Document:
        """The document with this number, without its text."""
        return self.texts.metadata(number)

    def metadata_of(self, passage: int) -> Document:
        """The document that holds a passage, without its text."""
        return self.texts.metadata(self._document_of[passage])

    def place_in_document(self, passage: int) -> int:
        """The number of a passage within its document, from 0."""
        return int(passage - self._document_passages[self._document_of[passage]])

    def quoted_text(self, sentence: int, passage: int) -> tuple[str, int, int]:
        """The raw text of a sentence of a passage, and its span in code points; raises as `passage_text` does."""
        return self._passage_texts.quoted(sentence, passage)

    def passage_text(self, passage: int) -> tuple[str, int]:
        """The text from the passage's first sentence to its last, and the code point at which it starts.

        Raises IndexUnusableError where it is not what was written: nothing else is ever quoted.
        """
        return self._passage_texts.passage(passage)

    def sentence_text(self, sentence: int) -> str:
        """The raw text of a sentence; raises IndexUnusableError as `passage_text` does."""
        return self._passage_texts.sentence(sentence)

    def question_before(self, sentence: int) -> str:
        """The printed questions that a sentence stands right behind in its passage; empty where there is none."""
        first, begin = sentence, self.sentences_of(self.passage_of(sentence)).start
        while first > begin and sentence - first < MOST_QUESTIONS and self._is_question(first - 1):
            first -= 1
        if self._is_question(sentence):
            return ""
        return " ".join(self.sentence_text(number) for number in range(first, sentence))

    def _is_question(self, sentence: int) -> bool:
        return bool(self._headings[sentence] & QUESTION)

    def utf16_before(self, passage: int, place: int) -> int:
        """How many UTF-16 units stand before a code point of the document that holds a passage."""
        return self.texts.utf16(self._document_of[passage], place)

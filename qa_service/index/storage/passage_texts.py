"""Passage texts: passages and sentences of an index as they stand in their documents, each held against a checksum."""

from bisect import bisect_right

from qa_service.index.storage.texts import Texts
from qa_service.native.arrays import Arrays


class PassageTexts:
    """Immutable; safe to share between threads. Knows nothing of the index that it is of, so that it may be kept by its
    parts: in a ring of references an index that was replaced would outlive its last question, and its mapped files with
    it."""

    def __init__(self, arrays: Arrays, texts: Texts) -> None:
        self._texts = texts
        # Numbers out of a memoryview take half the time of those out of an array.
        self._sentences, self._document_of = arrays["passage_sentences"].data, arrays["passage_document"].data
        self._starts, self._ends = arrays["sentence_start"].data, arrays["sentence_end"].data
        self._checks = arrays["passage_checks"].data

    def sentences_of(self, passage: int) -> range:
        """The numbers of the sentences of a passage."""
        return range(self._sentences[passage], self._sentences[passage + 1])

    def passage_of(self, sentence: int) -> int:
        """The number of the passage that holds a sentence."""
        return bisect_right(self._sentences, sentence) - 1

    def span_of(self, sentence: int) -> tuple[int, int]:
        """Where a sentence stands in its document's text, in code points."""
        return self._starts[sentence], self._ends[sentence]

    def passage(self, passage: int) -> tuple[str, int]:
        """The text from the passage's first sentence to its last, and the code point at which it starts.

        Raises IndexUnusableError where it is not what was written: nothing else is ever quoted.
        """
        start, end = self._starts[self._sentences[passage]], self._ends[self._sentences[passage + 1] - 1]
        return self._texts.slice(self._document_of[passage], start, end, self._checks[passage]), start

    def sentence(self, sentence: int) -> str:
        """The raw text of a sentence; raises IndexUnusableError as `passage` does."""
        text, offset = self.passage(self.passage_of(sentence))
        return text[self._starts[sentence] - offset : self._ends[sentence] - offset]

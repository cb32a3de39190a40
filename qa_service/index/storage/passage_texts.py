"""Passage texts: passages and sentences of an index as they stand in their documents, each held against a checksum."""

from bisect import bisect_right

from qa_service.errors import IndexUnusableError
from qa_service.index.storage.texts import Texts
from qa_service.native.arrays import Arrays

_MOST_SENTENCES = 4096  # of a passage; twenty times what it is cut at. As in features.h


class PassageTexts:
    """Immutable; safe to share between threads. Knows nothing of the index that it is of, so that it may be kept by its
    parts: in a ring of references an index that was replaced would outlive its last question, and its mapped files with
    it."""

    def __init__(self, arrays: Arrays, texts: Texts) -> None:
        self._texts = texts
        # Numbers out of a memoryview take half the time of those out of an array.
        self._sentences, self._document_of = arrays["passage_sentences"].data, arrays["passage_document"].data
        self._starts, self._ends = arrays["sentence_start"].data, arrays["sentence_end"].data
        self._checks, self._document_passages = arrays["passage_checks"].data, arrays["document_passages"].data

    def sentences_of(self, passage: int) -> range:
        """The numbers of the sentences of a passage."""
        found = range(self._sentences[passage], self._sentences[passage + 1])
        if not 0 < len(found) <= _MOST_SENTENCES or not 0 <= found.start < found.stop <= len(self._starts):
            raise IndexUnusableError(f"The index is damaged: the sentences of passage {passage} are not to be found.")
        return found

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
        own, document = self.sentences_of(passage), self._document_of[passage]
        place, begin, end = passage - self._document_passages[document], own.start, own.stop
        starts, ends = self._starts[begin:end], self._ends[begin:end]
        return self._texts.passage(document, place, starts, ends, self._checks[passage]), starts[0]

    def quoted(self, sentence: int, passage: int) -> tuple[str, int, int]:
        """The text of a sentence of a passage, and where it stands in its document's text, in code points.

        Raises IndexUnusableError as `passage` does, and where the sentence is none of the passage's.
        """
        text, offset = self.passage(passage)
        if not self._sentences[passage] <= sentence < self._sentences[passage + 1]:
            raise IndexUnusableError(f"The index is damaged: passage {passage} has no sentence {sentence}.")
        start, end = self._starts[sentence], self._ends[sentence]
        return text[start - offset : end - offset], start, end

    def sentence(self, sentence: int) -> str:
        """The raw text of a sentence; raises IndexUnusableError as `passage` does."""
        return self.quoted(sentence, self.passage_of(sentence))[0]

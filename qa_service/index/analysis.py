"""Analysis: documents to the spans of their sentences and the numbers of their words, a batch at a time."""

from array import array

import numpy as np

from qa_service.arabic.cues import CUES_OF_CONNECTIVES, cues_of_marks
from qa_service.arabic.stopwords import STOP_FORMS
from qa_service.arabic.tokens import fold, raw_words
from qa_service.corpus.document import Document
from qa_service.index.arrays import Array, Bools, Ints, offsets
from qa_service.index.parts import Analysis
from qa_service.index.texts import TextsWriter
from qa_service.passages import split_document


class Analyser:
    """Collects documents of one batch; every distinct word of it is looked at once."""

    def __init__(self) -> None:
        self._words = _Words()
        self._texts = TextsWriter()
        self._read, self._title_read = array("i"), array("i")  # words, stop words too
        self._sentences: list[tuple[int, int, bool, int, int]] = []  # start, end, heading, cues of marks, words
        self._title_words: list[int] = []
        self._passage_sentences: list[int] = []
        self._document_passages: list[int] = []

    def __len__(self) -> int:
        return len(self._document_passages)

    def add(self, document: Document) -> None:
        """Take in one document."""
        text, title = document.text, document.title
        number_of = self._words.__getitem__
        self._title_read.extend(map(number_of, found := raw_words(title, 0, len(title))))
        self._title_words.append(len(found))
        passages = split_document(document)
        self._texts.add(document, [(passage.start, passage.end) for passage in passages])
        for passage in passages:
            for sentence in passage.sentences:
                start, end = sentence.start, sentence.end
                found = raw_words(text, start, end)
                self._read.extend(map(number_of, found))
                cues = cues_of_marks(text, start, end)
                self._sentences.append((start, end, sentence.is_heading, cues, len(found)))
            self._passage_sentences.append(len(passage.sentences))
        self._document_passages.append(len(passages))

    def analysis(self) -> Analysis:
        """What was taken in."""
        numbers = self._words.numbers
        forms = list(numbers)
        is_content = np.array([form != "" and form not in STOP_FORMS for form in forms], np.bool_)
        cues = np.zeros(len(forms), np.uint16)
        for form in numbers.keys() & CUES_OF_CONNECTIVES.keys():
            cues[numbers[form]] = CUES_OF_CONNECTIVES[form]
        place = (np.cumsum(is_content) - 1).astype(np.int32)
        table = np.array(self._sentences, np.int32).reshape(-1, 5)
        words, title_words = np.array(self._read, np.int32), np.array(self._title_read, np.int32)
        counts = np.array(self._title_words, np.int32)
        arrays: dict[str, Array] = {
            "document_passages": np.array(self._document_passages, np.int32),
            "document_titles": _kept(is_content[title_words], counts),
            "title_tokens": place[title_words[is_content[title_words]]],
            "passage_sentences": np.array(self._passage_sentences, np.int32),
            "sentence_start": table[:, 0].copy(),
            "sentence_end": table[:, 1].copy(),
            "sentence_heading": table[:, 2].astype(np.uint8),
            "sentence_cues": table[:, 3].astype(np.uint16) | _joined(cues[words], table[:, 4]),
            "sentence_tokens": _kept(is_content[words], table[:, 4]),
            "tokens": place[words[is_content[words]]],
        }
        content = [form for form, kept in zip(forms, is_content.tolist(), strict=True) if kept]
        return Analysis(content, arrays | self._texts.arrays())


class _Words(dict[str, int]):
    """Raw words to the numbers of their folded forms, in the order of first sight."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def __missing__(self, raw: str) -> int:
        number = self[raw] = self.numbers.setdefault(_FOLDED[raw], len(self.numbers))
        return number


class _Folded(dict[str, str]):
    """Raw words to their folded forms, of all batches; a form may be empty."""

    def __missing__(self, raw: str) -> str:
        if len(self) >= _FOLDED_KEPT:
            self.clear()
        folded = self[raw] = fold.__wrapped__(raw)  # a cache of its own would be one too many
        return folded


_FOLDED_KEPT = 1 << 20  # words; some 150 MB
_FOLDED = _Folded()


def _kept(kept: Bools, lengths: Ints) -> Ints:
    """How many are kept in each of the runs of these lengths."""
    return np.asarray(np.diff(offsets(kept.astype(np.int32))[offsets(lengths)]), np.int32)


def _joined(bits: Ints, lengths: Ints) -> Ints:
    """The bits of each of the runs of these lengths, or-ed."""
    joined = np.zeros(len(lengths), np.uint16)
    filled = np.flatnonzero(lengths)
    if len(filled):
        joined[filled] = np.bitwise_or.reduceat(bits, offsets(lengths)[filled])
    return joined

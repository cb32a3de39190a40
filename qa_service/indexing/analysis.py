"""Analysis: documents to the spans of their sentences and the numbers of their words, a batch at a time."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import chain, compress

import numpy as np

from qa_service.arabic.analysis.stopwords import STOP_FORMS
from qa_service.arabic.conversation.cues import CUES_OF_CONNECTIVES
from qa_service.corpus.document import Document
from qa_service.index.storage.texts import TextsWriter, encoded
from qa_service.indexing.batch import Analysis
from qa_service.indexing.words import Spans, Written, read_words
from qa_service.native.arrays import Array, Bools, Ints, offsets
from qa_service.text.passages import split_document


class Analyser:
    """Collects documents of one batch; every distinct word of it is looked at once."""

    def __init__(self) -> None:
        self._texts = TextsWriter()
        self._titles: list[str] = []
        self._sentences = array("i")  # start, end, is it a heading, a question: one sentence after the other
        self._document_sentences: list[int] = []
        self._passage_sentences: list[int] = []
        self._document_passages: list[int] = []

    def __len__(self) -> int:
        return len(self._document_passages)

    def add(self, document: Document) -> None:
        """Take in one document; of one that can't be split nothing is taken in, and the exception raised."""
        passages = split_document(document)
        self._texts.add(document, [passage.sentences for passage in passages])
        self._titles.append(document.title)
        for passage in passages:
            self._sentences.extend(chain.from_iterable(passage.sentences))
            self._passage_sentences.append(len(passage.sentences))
        self._document_sentences.append(sum(self._passage_sentences[len(self._passage_sentences) - len(passages) :]))
        self._document_passages.append(len(passages))

    def analysis(self) -> Analysis:
        """What was taken in."""
        table, texts = np.array(self._sentences, np.int32).reshape(-1, 4), self._texts.arrays()
        start, end = table[:, 0].copy(), table[:, 1].copy()
        found = read_words(
            _titles(self._titles), Written(texts["texts"], texts["text_ends"], texts["text_widths"]),
            Spans(start, end, np.array(self._document_sentences, np.int32)),
        )  # fmt: skip
        is_content, cues = _known(found.forms)
        words, title_words = found.words, found.title_words
        place = (np.cumsum(is_content) - 1).astype(np.int32)
        arrays: dict[str, Array] = {
            "document_passages": np.array(self._document_passages, np.int32),
            "document_titles": _kept(is_content[title_words], found.title_counts),
            "title_tokens": place[title_words[is_content[title_words]]],
            "passage_sentences": np.array(self._passage_sentences, np.int32),
            "sentence_start": start,
            "sentence_end": end,
            "sentence_heading": (table[:, 2] + 2 * table[:, 3]).astype(np.uint8),  # bits, as in gather.c
            "sentence_cues": found.cues | _joined(cues[words], found.counts),
            "sentence_tokens": _kept(is_content[words], found.counts),
            "tokens": place[words[is_content[words]]],
        }
        return Analysis(list(compress(found.forms, is_content.tolist())), arrays | texts)


def _known(forms: Mapping[str, int]) -> tuple[Bools, Ints]:
    """Which forms are content words, and the cues that each gives to its sentence, as bits."""
    is_content, cues = np.ones(len(forms), np.bool_), np.zeros(len(forms), np.uint16)
    is_content[[forms[form] for form in (*STOP_FORMS, "") if form in forms]] = False
    for form in forms.keys() & CUES_OF_CONNECTIVES.keys():
        cues[forms[form]] = CUES_OF_CONNECTIVES[form]
    return is_content, cues


def _titles(titles: Sequence[str]) -> Written:
    block, width = encoded("".join(titles))
    ends = np.array([width * len(title) for title in titles], np.int32)
    return Written(np.frombuffer(block, np.uint8), ends, np.full(len(titles), width, np.uint8))


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

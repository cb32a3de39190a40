"""Labelled questions as cases to learn from: for each question the shortlist that serving would rank, with labels."""

import random
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LONGEST_QUOTE_CHARS, LabelledQuestion, folded
from qa_service.index.index import Index
from qa_service.indexing.pipeline import index_documents
from qa_service.native.arrays import Bools, Ints
from qa_service.query.query import understand
from qa_service.ranking.features import NAMES, Features
from qa_service.ranking.reranker import Reranker

FOLDS = 5
_EDGES = " .،"


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The sentences that serving would score, in the order of the corpus."""

    sentences: Ints
    documents: Ints  # the number of the document of each
    features: Features


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one corpus."""

    question: LabelledQuestion
    wording: str
    shortlist: Shortlist
    right: Bools  # which sentences of the shortlist answer; none when the document is absent


def fold_of(document_id: str | None) -> int:
    """Which of the five folds a document falls into, by its id, so that it never changes."""
    return zlib.crc32((document_id or "").encode()) % FOLDS


class Collection:
    """Documents indexed in memory, with what is needed to tell a right sentence from a wrong one."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = [complete(document) for document in documents]
        self.index = Index(index_documents(self.documents), "training")
        self._reranker = Reranker(self.index)
        self._numbers = {document.id: number for number, document in enumerate(self.documents)}
        self._folded: dict[int, str] = {}

    def cases(self, questions: Iterable[LabelledQuestion], field: str = "question") -> list[Case]:
        """The cases of all questions that share a term with the collection."""
        cases = []
        for question in questions:
            wording = question.worded(field)
            if wording is None:
                continue
            shortlist = self._shortlist(wording)
            if shortlist is not None:
                cases.append(Case(question, wording, shortlist, self._right(question, shortlist)))
        return cases

    def _shortlist(self, wording: str) -> Shortlist | None:
        found = self._reranker.candidates(understand(wording, self.index.vocabulary))
        if found is None:
            return None
        documents = self.index.arrays["passage_document"][found.passages]
        return Shortlist(found.sentences, documents, Features(NAMES, found.rows))

    def _right(self, question: LabelledQuestion, shortlist: Shortlist) -> Bools:
        if not question.answers:
            return np.zeros(len(shortlist.sentences), np.bool_)
        number = self._numbers.get(question.document_id or "", -1)
        right: Bools = shortlist.documents == number
        if not right.any():
            return right
        paragraphs = self.documents[number].text.split("\n\n")
        paragraph = folded(paragraphs[question.paragraph]) if question.paragraph is not None else ""
        answers = [folded(answer).strip(_EDGES) for answer in question.answers]
        for i in np.flatnonzero(right):
            sentence = self._sentence(int(shortlist.sentences[i]), number)
            right[i] = (not paragraph or sentence in paragraph) and any(answer in sentence for answer in answers)
        return right

    def text(self, sentence: int) -> str:
        """The wording of a sentence."""
        document = self.index.arrays["passage_document"][self.index.passage_of(sentence)]
        start, end = self.index.sentence_span(sentence)
        return self.documents[int(document)].text[start:end]

    def _sentence(self, sentence: int, document: int) -> str:
        if sentence not in self._folded:
            start, end = self.index.sentence_span(sentence)
            text = self.documents[document].text[start:end]
            # Too long a quotation is no answer; NUL stands in no paragraph.
            self._folded[sentence] = folded(text) if len(text) <= LONGEST_QUOTE_CHARS else "\0"
        return self._folded[sentence]


def corpora_of(documents: Sequence[Document], size: int, most: int, seed: int = 0) -> list[list[Document]]:
    """At most `most` disjoint corpora of `size` documents each."""
    shuffled = list(documents)
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    groups = [shuffled[first : first + size] for first in range(0, len(shuffled), size)]
    return [group for group in groups if len(group) == size or len(groups) == 1][:most]

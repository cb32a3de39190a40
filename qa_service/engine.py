"""Engine: the stages joined; build, open, save, ask."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qa_service.answers.answer import Answer, AnswerSentence, Citation, IndexInfo, Quotations, Status
from qa_service.answers.conversation import Conversation
from qa_service.answers.finding import Finder
from qa_service.answers.kinds.verdict import verdict_of
from qa_service.answers.outcome import nearest_documents, reason_for, status_of
from qa_service.answers.readings import Reading
from qa_service.answers.related import RelatedQuestions, Suggestion
from qa_service.answers.replies import House
from qa_service.answers.roles import with_roles
from qa_service.answers.sentence_reader import ReaderOf, ReaderState
from qa_service.answers.stages import seconds_of_stages
from qa_service.answers.values import agreement_of, values_of
from qa_service.arabic.conversation.times import AskedTime, asked_time
from qa_service.arabic.conversation.turns import without_conversation
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.completion import complete
from qa_service.corpus.document import Document
from qa_service.deadline import NEVER, Deadline
from qa_service.errors import IndexUnusableError
from qa_service.index.documents.copies import Copy, copies_of
from qa_service.index.documents.recurring import Recurring, recurring_of
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.storage import generations
from qa_service.index.storage.glossary import glossary_of
from qa_service.indexing.pipeline import NO_GLOSSARY, index_documents
from qa_service.native.arrays import Arrays
from qa_service.query.query import Turn
from qa_service.ranking.reranker import Reranker

DEFAULT_MIN_CONFIDENCE = 0.41  # from the risk-coverage curve, docs/quality.md
_ALL, _NO_HOUSE = Filters(), House()


class Engine:
    """Answers questions over one index. Immutable; safe to share between threads."""

    waits = False  # for others: questions of one process are better answered side by side then

    def __init__(self, arrays: Arrays, version: str, reader: ReaderOf | None = None) -> None:
        """`reader`: makes what reads over this index; None: questions are answered by words alone."""
        self._join(Reranker(Index(arrays, version)), glossary_of(arrays), reader)
        self._related = RelatedQuestions(self._reranker, self._quotations)

    def _join(self, reranker: Reranker, glossary: Mapping[str, str], reader: ReaderOf | None) -> None:
        self._index, self._reranker = reranker.index, reranker
        self._reader = None if reader is None else reader(self._index)
        self._finder = Finder(reranker, glossary, self._reader)
        self._quotations = Quotations(self._index)
        self.info = IndexInfo.of(self._index)
        self._conversation = Conversation(self._index, self.info)

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        glossary: Mapping[str, str] = NO_GLOSSARY,
        additions: tuple[LinePattern, ...] = (),
        reader: ReaderOf | None = None,
    ) -> "Engine":
        """Index the documents in memory; raises ValueError when two have one id.

        `glossary` is a maintainer's own, for questions in English and French; `additions` tell what recurs and is kept
        nevertheless (`corpus.folder.read_maintained`).
        """
        taken: set[str] = set()
        completed = []
        for document in documents:
            if document.id in taken:
                raise ValueError(f"two documents have the id {document.id!r}")
            taken.add(document.id)
            completed.append(complete(document))
        return cls.of(index_documents(completed, glossary, additions), reader)

    @classmethod
    def of(cls, arrays: Arrays, reader: ReaderOf | None = None) -> "Engine":
        """The engine of the arrays of an index."""
        return cls(arrays, generations.version_of(arrays), reader)

    @classmethod
    def open(cls, folder: Path, reader: ReaderOf | None = None) -> "Engine":
        """The engine of the newest good generation in `folder`; raises IndexUnusableError."""
        arrays, version = generations.load(folder)
        try:
            return cls(arrays, version, reader)
        except KeyError as missing:
            raise IndexUnusableError(f"The index in {folder} lacks {missing}.") from None

    def reader_state(self) -> ReaderState:
        """Whether questions are read by the model, and how many of the sentences it can find by meaning."""
        return ReaderState("off") if self._reader is None else self._reader.state()

    def cluster_state(self) -> Mapping[str, object] | None:
        """How the cluster is that holds the index, for operators; None where no cluster does."""
        return None

    @property
    def min_confidence(self) -> float:
        """The confidence below which there is no answer: the reader's while it reads, else that of words."""
        threshold = None if self._reader is None else self._reader.min_confidence
        return DEFAULT_MIN_CONFIDENCE if threshold is None else threshold

    @property
    def index(self) -> Index:
        """What is asked, for those who measure its parts."""
        return self._index

    def save(self, folder: Path) -> None:
        """Write the index as a generation in `folder` and make it the current one; raises OSError."""
        generations.save(folder, self._index.arrays)

    def ask(
        self,
        question: str,
        *,
        max_sentences: int = 3,
        min_confidence: float | None = None,
        history: Sequence[Turn] = (),
        filters: Filters = _ALL,
        request_id: str = "",
        verbatim: bool = False,
        deadline: Deadline = NEVER,
        observe: Callable[[dict[str, float]], None] | None = None,
        house: House = _NO_HOUSE,
    ) -> Answer:
        """Answer one question with at most `max_sentences` sentences; TimeoutError where the `deadline` passes first.

        Below `min_confidence` (default: `Engine.min_confidence`) there is no answer; at 0 whatever shares a term is
        shown. `verbatim`: words are taken as typed, without `history`. `observe`: told the seconds of each of `STAGES`.
        What is no question (a greeting, «who are you») gets a reply worded as `house` says, with status `conversation`.
        """
        said = None if verbatim else self._conversation.turn_of(question)
        if said is not None:
            return self._conversation.reply(question, said, filters=filters, house=house, request_id=request_id)
        asked = question if verbatim else without_conversation(question)
        before = None if verbatim else self._conversation.questions(history)
        asked_at = AskedTime(asked, is_present=False) if verbatim else asked_time(asked)
        first, surest, clock = self._finder.find(asked_at.question, before, filters, deadline)
        threshold = self.min_confidence if min_confidence is None else min_confidence
        confidence = round(surest.ranking.confidence, 4)  # what is reported is what is compared
        is_shown = confidence >= threshold
        taken = self._finder.timely(surest, asked_at) if is_shown else first  # a refusal is of what was asked
        deadline.check()
        cited = self._quotations.cite(taken.query, taken.ranking, max_sentences if is_shown else 0)
        deadline.check()
        status = status_of(confidence, threshold, is_cited=bool(cited))
        cited = with_roles(cited, is_uncertain=status == "uncertain")
        if observe is not None:
            observe(seconds_of_stages([*clock, time.perf_counter()]))
        answer = self._answer(question, taken, cited, (status, confidence), (clock[0], request_id))
        return replace(answer, as_of=answer.citations[0].date) if cited and asked_at.is_present else answer

    def _answer(
        self,
        question: str,
        taken: Reading,
        cited: Sequence[tuple[AnswerSentence, Citation]],
        measured: tuple[Status, float],
        told: tuple[float, str],
    ) -> Answer:
        """The answer of what is cited. `measured`: status and confidence; `told`: when the question came, its id."""
        citations = tuple(citation for _, citation in cited)
        values = values_of(self._index, taken.query, taken.ranking) if cited else ()
        return Answer(
            question=question,
            status=measured[0],
            confidence=measured[1],
            sentences=tuple(sentence for sentence, _ in cited),
            citations=citations,
            interpreted_as=taken.query.interpreted_as,
            related_questions=self._related.beside(citations),
            nearest=() if cited else nearest_documents(self._index, taken.ranking),
            index=self.info,
            took_ms=round((time.perf_counter() - told[0]) * 1000, 3),
            request_id=told[1] or uuid.uuid4().hex,
            reason=None if cited else reason_for(taken.query, taken.ranking),
            agreement=agreement_of(values) if cited else None,
            values=values or None,
            form=taken.form if cited else None,
            verdict=verdict_of(taken.query, citations[0].quote, citations[0].title)
            if measured[0] == "answered"
            else None,
        )

    def questions_about(self, typed: str, most: int = 5) -> tuple[str, ...]:
        """Whole questions that an unfinished one may become, each surely answered by a document it leads to."""
        return self._related.about(typed, most)

    def suggest(self, document_id: str, most: int = 10) -> list[Suggestion]:
        """Questions on a document that its own sentences answer first, in their order; each with its short answer."""
        return self._related.suggest(document_id, most)

    def recurring(self) -> list[Recurring]:
        """The sentences that are never cited since they stand at the edges of many documents."""
        return recurring_of(self._index.arrays)

    def copies(self) -> list[Copy]:
        """The documents that say what an earlier one says, in the order of the corpus."""
        return copies_of(self._index.arrays)

    def document(self, document_id: str) -> Document | None:
        """The document with this id, or None."""
        number = self._index.document_number(document_id)
        found = None if number < 0 else self._index.document(number)
        if found is not None and found.id != document_id:
            raise IndexUnusableError("The index is damaged: a document is not where its id says.")
        return found

    def documents(self, *, filters: Filters = _ALL, after: str | None = None, limit: int = 20) -> list[Document]:
        """The documents that the filters let through, without their texts, by id, from the first after `after`."""
        return [self._index.metadata(number) for number in self._index.documents_by_id(filters, after)[:limit].tolist()]

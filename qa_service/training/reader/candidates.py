"""Candidates: for every wording of every question the sentences that the engine ranks by words, with their labels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from qa_service.answers.readings import Reading, rank_readings
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.evaluation.labelled import LabelledQuestion, folded
from qa_service.index.filters import Filters
from qa_service.query.query import understand
from qa_service.ranking.reranker import Reranker
from qa_service.ranking.sentence_ranker import KEPT
from qa_service.training.reader.labels import RIGHT, Labels
from qa_service.training.reader.shares import WORDINGS, share_of


class Sentence(NamedTuple):
    """A sentence and what is read beside it."""

    text: str
    title: str  # of its document
    before: str  # the sentence before it in the document, or nothing
    document_id: str
    is_heading: bool


class Candidate(NamedTuple):
    """A sentence for a question."""

    sentence: int  # its number in the corpus
    score: float | None  # the ranker's; None where the ranking doesn't hold it
    label: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One wording of a question with its candidates, best first."""

    id: str
    source: str
    field: str  # the key that the wording is kept under
    wording: str
    document_id: str
    answers: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    def row(self) -> dict[str, Any]:
        """What `of_row` reads again."""
        return asdict(self)

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "Asked":
        """The same from JSON."""
        candidates = tuple(Candidate(*each) for each in row["candidates"])
        return cls(**row | {"answers": tuple(row["answers"]), "candidates": candidates})


class Corpus:
    """Documents as the engine holds them, all their sentences at hand."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Raises ValueError where two documents have one id."""
        self.engine = Engine.build(documents)
        self.documents = {document.id: document for document in documents}
        self._reranker = Reranker(self.engine.index)
        self.sentences = list(_sentences(self.engine))
        self._folded = [folded(each.text) for each in self.sentences]
        self._of_document: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            self._of_document.setdefault(sentence.document_id, []).append(number)

    def ranked(self, wording: str) -> Reading:
        """A question as it is read most surely, and its ranking by words, as `Engine.ask` has them."""
        query = understand(wording, self.engine.index.vocabulary, ())
        return rank_readings(self._reranker, query, Filters())[1]

    def label(self, labels: Labels, sentence: int) -> int:
        """The label of a sentence by its number."""
        each = self.sentences[sentence]
        return labels.of(each.document_id, each.text, self._folded[sentence])

    def candidates(self, question: LabelledQuestion, wording: str) -> tuple[Candidate, ...]:
        """The sentences that the engine ranks, and after them the right ones that it missed.

        Args:
            question: what is known of the answer.
            wording: as it is asked.

        Returns:
            At most `KEPT` ranked ones and whatever else answers, headings left out.
        """
        labels = Labels(question, self.documents)
        ranked = self.ranked(wording).ranking.sentences[:KEPT]
        found = [
            Candidate(each.sentence, round(each.rerank_score, 3), self.label(labels, each.sentence)) for each in ranked
        ]
        held = {each.sentence for each in found}
        for document_id in labels.documents:
            for number in self._of_document.get(document_id, ()):
                if number in held or self.sentences[number].is_heading or self.label(labels, number) != RIGHT:
                    continue
                found.append(Candidate(number, None, RIGHT))
        return tuple(found)


def ask_all(corpus: Corpus, questions: Iterable[LabelledQuestion]) -> Iterator[Asked]:
    """Every question in every wording that is learned from, asked of the corpus."""
    for question in questions:
        for field in WORDINGS:
            wording = question.worded(field)
            if wording is None or not share_of(question.slice, field):
                continue
            yield Asked(
                id=question.id,
                source=question.slice,
                field=field,
                wording=wording,
                document_id=question.document_id or "",
                answers=question.answers,
                candidates=corpus.candidates(question, wording),
            )


def _sentences(engine: Engine) -> Iterator[Sentence]:
    """Every sentence of the index, in its order."""
    index, headings = engine.index, engine.index.arrays["sentence_heading"]
    before, home = "", ""
    for passage in range(index.passage_count):
        document = index.metadata_of(passage)
        for number in index.sentences_of(passage):
            text = index.sentence_text(number)
            yield Sentence(
                text, document.title, before if home == document.id else "", document.id, bool(headings[number])
            )
            before, home = text, document.id

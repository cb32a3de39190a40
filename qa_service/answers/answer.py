"""Answer and its parts: ranked sentences become cited slices of documents, in the shape of the contract's JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any, Literal
from urllib.parse import quote

from qa_service.answers.highlights import marks_of
from qa_service.answers.kinds.verdict import Verdict
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import Ranking

_MOST_REMEMBERED = 1024  # sentences, of a kilobyte or two each
Status = Literal["answered", "uncertain", "no_answer", "conversation"]
Agreement = Literal["single", "agree", "differ"]
Form = Literal["articles", "summary", "comparison"]  # in the place of sentences that answer
Role = Literal["answer", "context"]  # whether a sentence answers, or only stands near the question
OPTIONAL = ("reason", "reply", "agreement", "values", "as_of", "form", "verdict")
"""Keys of an answer that are left out where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """One sentence of the corpus that answers or stands near the question, best first."""

    text: str
    citation: int  # id of the citation it is quoted from
    highlights: tuple[tuple[int, int], ...]  # code points of `text`; the short answer first
    short_answer: tuple[int, int] | None = None  # the phrase that answers
    role: Role = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a sentence stands: `document.text[start:end] == quote`, in code points of the raw text."""

    id: int  # 1-based, in order of the sentences
    document_id: str
    title: str
    source_url: str | None
    date: str | None
    passage_id: str
    quote: str
    start: int
    end: int
    start_utf16: int  # the same span in UTF-16 code units, as JavaScript slices
    end_utf16: int
    retrieval_score: float
    rerank_score: float
    link: str  # the reader page, at the sentence
    source_link: str | None  # the original page, at the sentence, by a text fragment
    publisher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestDocument:
    """A document close to a question that has no answer."""

    document_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that articles give for what is asked: a number, a date, a name."""

    value: str  # as the first of them words it
    date: str | None  # of the newest of them
    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInfo:
    """Which index answered."""

    version: str
    documents: int
    passages: int

    @classmethod
    def of(cls, index: Index) -> "IndexInfo":
        """What is told of an index."""
        return cls(version=index.version, documents=index.document_count, passages=index.passage_count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question; `as_dict` gives the JSON of the contract."""

    question: str
    status: Status
    confidence: float  # calibrated probability that the first sentence answers, also for `no_answer`
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    interpreted_as: str | None
    related_questions: tuple[str, ...]
    nearest: tuple[NearestDocument, ...]
    agreement: Agreement | None = None  # whether articles give one value; of an answer only
    values: tuple[Value, ...] | None = None  # newest first, where several articles give one
    form: Form | None = None  # articles with their first sentences, newest first; extracts; a sentence on each side
    verdict: Verdict | None = None  # where yes or no was asked for, and the first sentence says it
    as_of: str | None = None  # date of the newest article that answers, where the present is asked for
    index: IndexInfo
    took_ms: float
    request_id: str
    reason: str | None = None  # stable code, with `no_answer`; the kind of turn, with `conversation`
    reply: str | None = None  # what the service says of itself, with `conversation` only

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values, without those of `OPTIONAL` that are None."""
        unsaid = self.unsaid()
        return {name: value for name, value in asdict(self).items() if name not in unsaid}

    def unsaid(self) -> set[str]:
        """The keys that are left out."""
        return {name for name in OPTIONAL if getattr(self, name) is None}


class Quotations:
    """The sentences of an index as they are quoted; safe to share between threads.

    The latest are remembered: many questions lead to the same few sentences, and to read and check one costs four times
    what a citation of it does.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._quoted = lru_cache(maxsize=_MOST_REMEMBERED)(partial(_quoted, index))

    def cite(self, query: Query, ranking: Ranking, most: int) -> list[tuple[AnswerSentence, Citation]]:
        """The first `most` sentences of a ranking as quotations, each with its citation; the same wording once."""
        cited: dict[str, tuple[AnswerSentence, Citation]] = {}
        for sentence in ranking.sentences:
            if len(cited) == most:
                break
            quoted = self._quoted(sentence.sentence, sentence.passage)
            if quoted["quote"] not in cited:
                citation = Citation(
                    id=len(cited) + 1,
                    retrieval_score=round(sentence.retrieval_score, 4),
                    rerank_score=round(sentence.rerank_score, 4),
                    **quoted,
                )
                # The short answer is looked for in the first sentence only.
                marks = marks_of(self._index, sentence.sentence, citation.quote, query, None if cited else ranking)
                shown = AnswerSentence(
                    text=citation.quote, citation=citation.id, highlights=marks.spans, short_answer=marks.answer
                )
                cited[citation.quote] = (shown, citation)
        return list(cited.values())


def _quoted(index: Index, sentence: int, passage: int) -> Mapping[str, Any]:
    """What every citation of a sentence says; offsets count from the passage's start, so the document isn't read
    whole."""
    wording, start, end = index.quoted_text(sentence, passage)
    start_utf16 = index.utf16_before(passage, start)
    document = index.metadata_of(passage)
    return {
        "document_id": document.id,
        "title": document.title,
        "source_url": document.source_url,
        "date": document.date,
        "passage_id": f"{document.id}#{index.place_in_document(passage)}",
        "quote": wording,
        "start": start,
        "end": end,
        "start_utf16": start_utf16,
        "end_utf16": start_utf16 + utf16_units(wording),
        "link": f"/documents/{quote(document.id, safe='/', errors='surrogatepass')}?start={start}&end={end}",
        "source_link": source_link(document.source_url, wording),
        "publisher": document.publisher,
    }


def utf16_units(text: str) -> int:
    """The length of `text` in UTF-16 code units, as JavaScript counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_FRAGMENT_WORDS = 4


def source_link(source_url: str | None, wording: str) -> str | None:
    """The original page at a sentence: a text fragment of its first and last words (WICG ScrollToTextFragment).

    Whole words only: browsers match at word bounds, and an attached و is no bound.
    """
    if not source_url:
        return None
    words = wording.split()
    ends = [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]] if len(words) > 2 * _FRAGMENT_WORDS else [words]
    # A comma or a hyphen parts a fragment's pieces, so quote() alone isn't enough for the latter.
    fragment = ",".join(quote(" ".join(part), safe="", errors="surrogatepass").replace("-", "%2D") for part in ends)
    return f"{source_url.split('#', 1)[0]}#:~:text={fragment}"

"""What was asked: the question with its history, and the Query it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.arabic.analyzer import content_tokens, light_stem, root
from qa_service.index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier question of the conversation and the documents that answered it."""

    question: str
    document_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of the question in its views; numbers are those of the vocabulary, -1 where it has none."""

    word: str  # folded
    stem: str
    word_number: int
    stem_number: int
    root_number: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for retrieval: its distinct content terms in order."""

    text: str
    terms: tuple[QueryTerm, ...]
    interpreted_as: str | None = None


def understand(question: str, vocabulary: Vocabulary, history: Sequence[Turn] = ()) -> Query:
    """The query that a question becomes."""
    words = dict.fromkeys(token.text for token in content_tokens(question))
    terms: dict[str, QueryTerm] = {}
    for word in words:
        stem = light_stem(word)
        term = QueryTerm(word, stem, vocabulary.find(word), vocabulary.find(stem), vocabulary.find(root(word)))
        terms.setdefault(stem, term)
    return Query(question, tuple(terms.values()))

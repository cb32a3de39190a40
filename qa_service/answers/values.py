"""Values: whether other articles give the same value as the first sentence, or another one."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_service.answers.answer import Agreement, Value
from qa_service.answers.highlights import marks_of
from qa_service.answers.timing import covers_question
from qa_service.arabic.analysis.analyzer import is_stop_word, light_stem, tokenize
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import RankedSentence, Ranking

_NEAR = 1.5  # how much less than the first a sentence of another article may score to be held against it
_LEAST_TERMS = 2  # «متى توفي؟» is about nobody
_LOOKED_AT = 10  # sentences
_MEASURED = ("how_many", "when")
_NAMED = ("who",)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence gives as the value: its text, and the words that are compared."""

    ranked: RankedSentence
    value: str
    words: frozenset[str]


def values_of(index: Index, query: Query, ranking: Ranking) -> tuple[Value, ...]:
    """The values that sentences of different articles give, newest first; fewer than two articles: none."""
    if query.kind not in (*_MEASURED, *_NAMED) or len(query.terms) < _LEAST_TERMS or not ranking.sentences:
        return ()
    first = ranking.sentences[0]
    said: dict[int, _Said] = {}
    for ranked in ranking.sentences[:_LOOKED_AT]:
        if ranked.rerank_score < first.rerank_score - _NEAR:
            break
        number = index.document_of(ranked.passage)
        if number not in said and covers_question(index, query, ranked) and (found := _said(index, query, ranked)):
            said[number] = found
    return _grouped(index, list(said.values())) if len(said) > 1 else ()


def agreement_of(values: Sequence[Value]) -> Agreement:
    """Whether several articles agree in one value, or differ; `single` where one article alone gives it."""
    if not values:
        return "single"
    return "agree" if len(values) == 1 else "differ"


def _said(index: Index, query: Query, ranked: RankedSentence) -> _Said | None:
    text = index.sentence_text(ranked.sentence)
    marked = marks_of(index, ranked.sentence, text, query, Ranking((ranked,), 1.0)).answer
    if marked is None:
        return None
    value = text[slice(*marked)]
    words = [token.text for token in tokenize(value)]
    numbers = [word for word in words if word[0].isdigit()]
    if query.kind in _MEASURED:
        return _Said(ranked, value, frozenset(numbers)) if numbers else None
    return _Said(ranked, value, frozenset(light_stem(word) for word in words if not is_stop_word(word)))


def _grouped(index: Index, said: list[_Said]) -> tuple[Value, ...]:
    """The values, each with the articles that give it, newest first; equal where one's words are all in the other's."""
    groups: list[list[_Said]] = []
    for each in said:
        for group in groups:
            if each.words <= group[0].words or group[0].words <= each.words:
                group.append(each)
                break
        else:
            groups.append([each])
    values = []
    for group in groups:
        documents = [index.metadata_of(each.ranked.passage) for each in group]
        dates = [document.date for document in documents if document.date]
        values.append(
            Value(
                value=group[0].value,
                date=max(dates, default=None),
                document_ids=tuple(document.id for document in documents),
            )
        )
    return tuple(sorted(values, key=lambda value: value.date or "", reverse=True))

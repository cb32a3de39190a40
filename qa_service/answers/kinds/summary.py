"""Summary: of the article about something its first sentence and those that weigh most, as they are: extracts."""

from collections import Counter

from qa_service.answers.kinds.definition import is_named_after
from qa_service.arabic.analysis.analyzer import content_tokens, light_stem
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.query.terms import term_of
from qa_service.ranking.reranker import RankedSentence, Ranking

_PASSAGES = 50  # looked into
_CONFIDENCE = 0.75  # by rule, not learned: the words stand in the title, or in several passages of one article
_SEVERAL = 2
_HEAVIEST = 3
_SHORTEST_CHARS, _LONGEST_CHARS = 40, 320
_OFTEN = 4  # times a word counts at most


def summary_of(index: Index, query: Query, filters: Filters) -> Ranking:
    """The extracts of the article about a topic, in its order, the first sentence first; empty where there is none."""
    document = _article(index, query, filters)
    lead = None if document is None else index.first_sentence(document)
    if document is None or lead is None:
        return Ranking((), 0.0)
    sentences = [(number, passage) for number, passage in index.sentences_in(document) if number != lead[0]]
    weights = _weights(index, [number for number, _ in sentences])
    heaviest = sorted(sentences, key=lambda each: -weights.get(each[0], 0.0))[:_HEAVIEST]
    chosen = [lead, *sorted(each for each in heaviest if each[0] in weights)]
    ranked = tuple(RankedSentence(number, passage, 0.0, 0.0) for number, passage in chosen)
    return Ranking(ranked, _CONFIDENCE, is_read=True)  # so that no phrase is marked as the answer


def _article(index: Index, query: Query, filters: Filters) -> int | None:
    """The document that is named after the topic, else the one with most passages about it."""
    if not query.terms:
        return None
    asked = {"stem": [term.stem_number for term in query.terms], "root": [term.root_number for term in query.terms]}
    stems = {term.stem for term in query.terms}
    times: Counter[int] = Counter()
    for passage in index.retrieve(asked, _PASSAGES, filters).passages.tolist():
        document = index.document_of(passage)
        if is_named_after(index.metadata_of(passage).title or "", stems):
            return document
        words = {light_stem(token.text) for token in content_tokens(index.passage_text(passage)[0])}
        times[document] += stems <= words
    best = max(times, key=lambda number: times[number], default=None)
    return best if best is not None and times[best] >= _SEVERAL else None


def _weights(index: Index, sentences: list[int]) -> dict[int, float]:
    """What each sentence that may be shown weighs: its rare words that the article repeats, by its length."""
    words = {number: [token.text for token in content_tokens(index.sentence_text(number))] for number in sentences}
    times = Counter(light_stem(word) for held in words.values() for word in held)
    weights = {}
    for number, held in words.items():
        if held and _SHORTEST_CHARS <= len(index.sentence_text(number)) <= _LONGEST_CHARS:
            terms = {light_stem(word): term_of(word, index.vocabulary).weight for word in held}
            weights[number] = (
                sum(weight * min(_OFTEN, times[stem]) for stem, weight in terms.items()) / len(held) ** 0.5
            )
    return weights

"""Definition: for «what is X», «who is X» or a bare name, the sentence of the article about it that says what it is."""

import re

from qa_service.arabic.analysis.analyzer import content_tokens, is_stop_word, light_stem, tokenize
from qa_service.arabic.conversation.requests import thing_asked
from qa_service.index.index import Index
from qa_service.query.query import Query
from qa_service.ranking.reranker import RankedSentence, Ranking

_CONFIDENCE = 0.75  # by rule, not learned: the article is named after the thing
_HEAD = re.compile(r"\s*[:：|–—]\s*|\s+-\s+")  # what parts a title's subject from what is said of it
_LONGEST_HEAD = 2  # words of the subject for one of the thing's
_LOOKED_AT = 30  # sentences
_OPENING = 3  # sentences at the beginning of an article that say what it is about


def definition_of(index: Index, query: Query, ranking: Ranking) -> Ranking | None:
    """The ranking with the sentence first that says what the thing is.

    Args:
        index: what was ranked.
        query: the question, as understood.
        ranking: its sentences.

    Returns:
        None where the question asks for something else, or no article that was found is named after the thing.
    """
    thing = thing_asked(query.text)
    if thing is None:
        return None
    stems = {light_stem(token.text) for token in content_tokens(thing)}
    if not stems:
        return None
    for each in ranking.sentences[:_LOOKED_AT]:
        if is_named_after(index.metadata_of(each.passage).title or "", stems):
            first = _opening(index, ranking, index.document_of(each.passage), stems)
            others = tuple(other for other in ranking.sentences if other.sentence != first.sentence)
            best = max(first.rerank_score, ranking.sentences[0].rerank_score)
            return Ranking((first._replace(rerank_score=best), *others), _CONFIDENCE, is_read=True)
    return None


def is_named_after(title: str, stems: set[str]) -> bool:
    """Whether the subject of a title begins with the thing and is little more."""
    head = _HEAD.split(title.strip(), 1)[0]
    words = [light_stem(token.text) for token in tokenize(head) if not is_stop_word(token.text)]
    return set(words[: len(stems)]) == stems and len(words) <= _LONGEST_HEAD * len(stems)


def _opening(index: Index, ranking: Ranking, document: int, stems: set[str]) -> RankedSentence:
    """The earliest sentence that names all of the thing, if it is at the beginning of the document; else the first."""
    ranked = [each for each in ranking.sentences if index.document_of(each.passage) == document]
    lead = index.first_sentence(document)
    first = ranked[0] if lead is None else RankedSentence(*lead, ranked[0].retrieval_score, ranked[0].rerank_score)
    naming = [each for each in ranked if stems <= _stems(index.sentence_text(each.sentence))]
    earliest = min(naming, key=lambda each: each.sentence, default=first)
    return earliest if earliest.sentence <= first.sentence + _OPENING else first


def _stems(text: str) -> set[str]:
    return {light_stem(token.text) for token in tokenize(text)}

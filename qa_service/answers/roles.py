"""Roles: which of the cited sentences answer, and which only stand near the question."""

from collections.abc import Sequence
from dataclasses import replace

from qa_service.answers.answer import AnswerSentence, Citation

Cited = tuple[AnswerSentence, Citation]
_NEAR = 1.5
"""By how much less than the first another sentence that answers may score: of those nearer a third hold the answer too
(on the labelled questions of half of the articles), of those farther one in twenty."""
_CHOICE = 2  # an uncertain answer is a choice between so many


def with_roles(cited: Sequence[Cited], *, is_uncertain: bool) -> list[Cited]:
    """The sentences, best first, those that do not answer as `context`; of an uncertain answer the first two are the
    choice.
    """
    if not cited:
        return []
    least = cited[0][1].rerank_score - _NEAR
    found = []
    for place, (sentence, citation) in enumerate(cited):
        answers = place < _CHOICE if is_uncertain else citation.rerank_score >= least
        found.append((sentence if answers else replace(sentence, role="context"), citation))
    return found

"""Offers: what a sentence has, beside the question's own words, of the kind that is asked for."""

import numpy as np

from qa_service.arabic.conversation import cues
from qa_service.arabic.conversation.asking import kind_of_question
from qa_service.index.index import Index
from qa_service.native.arrays import Array
from qa_service.query.query import Query
from qa_service.ranking.evidence import Evidence

_TERM_CUES = {
    "number": cues.NUMBER, "year": cues.YEAR, "month": cues.MONTH, "country": cues.PLACE, "title": cues.TITLE,
    "unit": cues.UNIT, "numeral": cues.NUMERAL, "latin": cues.LATIN,
}  # fmt: skip
_SENTENCE_CUES = {
    "reason": cues.REASON, "copula": cues.COPULA, "parenthesis": cues.PARENTHESIS, "quote": cues.QUOTE,
    "list": cues.LIST, "speech": cues.SPEECH, "manner": cues.MANNER, "time": cues.TIME, "locative": cues.LOCATIVE,
}  # fmt: skip
WANTED_SENTENCE_CUES = {  # by the kind of question that they answer
    "when": cues.TIME, "where": cues.LOCATIVE, "why": cues.REASON, "how": cues.MANNER, "what": cues.COPULA,
}  # fmt: skip
_SENTENCE_BITS = np.array(list(_SENTENCE_CUES.values()))[:, None]


def offers(index: Index, query: Query, evidence: Evidence) -> dict[str, Array]:
    """What the sentence has, beside the question's own terms, of the kind that is asked for."""
    count = len(evidence.sentences)
    found = evidence.matches.new_cues  # count of each cue among the tokens that are not of the question: 8 x S
    sentence_cues = index.arrays["sentence_cues"][evidence.sentences]
    columns: dict[str, Array] = {f"has_{name}": found[bit.bit_length() - 1] for name, bit in _TERM_CUES.items()}
    said = (sentence_cues & _SENTENCE_BITS) > 0
    columns |= {f"says_{name}": each for name, each in zip(_SENTENCE_CUES, said, strict=True)}
    kind = kind_of_question(query.text)
    term_bits, sentence_bits = cues.WANTED_TERM_CUES.get(kind, 0), WANTED_SENTENCE_CUES.get(kind, 0)
    offered = np.zeros(count)
    for bit in range(cues.TERM_CUES):
        if term_bits >> bit & 1:
            offered += found[bit]
    columns["offers_terms"] = np.minimum(offered, 4)
    columns["offers_cue"] = (sentence_cues & sentence_bits) > 0
    names = ("offer_distance", "offer_distance_first", "offer_distance_heaviest", "title_distance")
    columns |= dict(zip(names, evidence.matches.distance, strict=True))
    return columns

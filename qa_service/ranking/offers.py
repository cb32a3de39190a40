"""Offers: what a sentence has, beside the question's own words, of the kind that is asked for."""

import numpy as np

from qa_service.arabic import cues
from qa_service.arabic.asking import kind_of_question
from qa_service.index.arrays import Array, Floats
from qa_service.index.index import Index
from qa_service.question import Query
from qa_service.ranking.evidence import Evidence

_WANTED: dict[str, tuple[int, int]] = {  # which cues of terms and of sentences answer which kind of question
    "who": (cues.TITLE, 0),
    "when": (cues.NUMBER | cues.YEAR | cues.MONTH, cues.TIME),
    "where": (cues.PLACE, cues.LOCATIVE),
    "how_many": (cues.NUMBER | cues.NUMERAL | cues.UNIT, 0),
    "why": (0, cues.REASON),
    "how": (0, cues.MANNER),
    "what": (0, cues.COPULA),
}
WANTED_TERM_CUES = {kind: bits for kind, (bits, _) in _WANTED.items()}
_TERM_CUES = {
    "number": cues.NUMBER, "year": cues.YEAR, "month": cues.MONTH, "country": cues.PLACE, "title": cues.TITLE,
    "unit": cues.UNIT, "numeral": cues.NUMERAL, "latin": cues.LATIN,
}  # fmt: skip
_SENTENCE_CUES = {
    "reason": cues.REASON, "copula": cues.COPULA, "parenthesis": cues.PARENTHESIS, "quote": cues.QUOTE,
    "list": cues.LIST, "speech": cues.SPEECH, "manner": cues.MANNER, "time": cues.TIME, "locative": cues.LOCATIVE,
}  # fmt: skip
_SENTENCE_BITS = np.array(list(_SENTENCE_CUES.values()))[:, None]


def offers(index: Index, query: Query, evidence: Evidence, weights: Floats) -> dict[str, Array]:
    """What the sentence has, beside the question's own terms, of the kind that is asked for."""
    count = len(evidence.sentences)
    found = evidence.matches.new_cues  # count of each cue among the tokens that are not of the question: 8 x S
    sentence_cues = index.arrays["sentence_cues"][evidence.sentences]
    columns: dict[str, Array] = {f"has_{name}": found[bit.bit_length() - 1] for name, bit in _TERM_CUES.items()}
    said = (sentence_cues & _SENTENCE_BITS) > 0
    columns |= {f"says_{name}": each for name, each in zip(_SENTENCE_CUES, said, strict=True)}
    kind = kind_of_question(query.text)
    term_bits, sentence_bits = _WANTED.get(kind, (0, 0))
    offered = np.zeros(count)
    for bit in range(cues.TERM_CUES):
        if term_bits >> bit & 1:
            offered += found[bit]
    columns["offers_terms"] = np.minimum(offered, 4)
    columns["offers_cue"] = (sentence_cues & sentence_bits) > 0
    columns["offer_distance"] = _distance(evidence, term_bits, count)
    columns["offer_distance_first"] = _distance(evidence, term_bits, count, 0)
    columns["offer_distance_heaviest"] = _distance(evidence, term_bits, count, int(np.argmax(weights)))
    columns["title_distance"] = _distance(evidence, cues.TITLE, count)
    return columns


def _distance(evidence: Evidence, bits: int, count: int, term: int | None = None) -> Floats:
    """Tokens between the nearest offer and the nearest matched term (or the one of the question that is given by its
    place); 30 where there is none of one of them."""
    distance = np.full(count, 30.0, np.float32)
    offers = np.flatnonzero(evidence.matches.offer_cues & bits)
    of_term = slice(None) if term is None else evidence.matches.token_term == term
    stride = 1 << 14
    matched = evidence.matches.token_sentence[of_term] * stride + evidence.matches.token_position[of_term]
    if bits and len(offers) and len(matched):
        offered = evidence.matches.offer_sentence[offers] * stride + evidence.matches.offer_position[offers]
        after = np.minimum(np.searchsorted(matched, offered), len(matched) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.minimum(np.abs(matched[after] - offered), np.abs(matched[before] - offered))
        np.minimum.at(distance, evidence.matches.offer_sentence[offers], nearest.astype(np.float32))
    return distance

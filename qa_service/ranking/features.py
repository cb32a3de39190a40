"""Features: what the ranker knows of each candidate sentence; one row a sentence, one named column a feature.

Weights of terms are idf over the corpus blended with a background of general Arabic (`_PRIOR_PASSAGES` passages of
it), so that a feature means the same in a corpus of one article and of a hundred thousand. Columns whose name begins
with `best_` compare with the other candidates; all others look at the sentence, its passage and its title alone.
"""

from dataclasses import dataclass

import numpy as np

from qa_service.arabic import cues
from qa_service.arabic.asking import KINDS, kind_of_question
from qa_service.arabic.background import zipf
from qa_service.index.arrays import Array, Bools, Floats, Ints
from qa_service.index.index import Index
from qa_service.question import Query, QueryTerm
from qa_service.ranking.evidence import Evidence

_PRIOR_PASSAGES = 1000
_PASSAGE_TERMS = 60
_K1, _B = 1.2, 0.6
_NAME_ZIPF = 4.5


@dataclass(frozen=True, slots=True)
class Features:
    """`rows[i, j]`: the value of the feature `names[j]` for the i-th candidate sentence; float32."""

    names: tuple[str, ...]
    rows: Floats

    def column(self, name: str) -> Floats:
        """The values of one feature."""
        return self.rows[:, self.names.index(name)]


def term_weights(index: Index, query: Query) -> Floats:
    """The blended idf of each term of the question, in nats; at least 0.1."""
    passages = index.passage_count
    held = np.array([index.passages_with("stem", term.stem_number) for term in query.terms])
    general = np.array([1 - (1 - 10 ** (zipf(term.stem) - 9)) ** _PASSAGE_TERMS for term in query.terms])
    expected = held + _PRIOR_PASSAGES * general
    return np.asarray(np.maximum(np.log((passages + _PRIOR_PASSAGES) / (expected + 0.5)), 0.1))


def features_of(index: Index, query: Query, evidence: Evidence) -> Features:
    """The features of all candidate sentences."""
    weights = term_weights(index, query)
    columns: dict[str, Array] = {}
    columns |= _question(query, evidence, weights)
    columns |= _coverage(query, evidence, weights)
    columns |= _similarity(index, query, evidence, weights)
    columns |= _order(evidence)
    columns |= _place(index, evidence)
    columns |= _offers(index, query, evidence)
    columns |= _beside_the_best(columns, evidence)
    columns["first_mention"] = columns["cover_either"] - _earlier(columns["cover_either"], index, evidence)
    count = len(evidence.sentences)
    rows = np.empty((count, len(columns)), np.float32)
    for number, values in enumerate(columns.values()):
        rows[:, number] = values
    return Features(tuple(columns), rows)


def _question(query: Query, evidence: Evidence, weights: Floats) -> dict[str, Array]:
    """What is the same for all candidates: size and kind of the question, what the corpus doesn't know."""
    known = np.array([term.stem_number >= 0 for term in query.terms])
    kind = kind_of_question(query.text)
    columns: dict[str, Array] = {
        "question_terms": np.asarray(len(query.terms)),
        "question_weight": weights.sum(),
        "question_unknown": weights[~known].sum() / weights.sum(),
        "question_candidates": np.asarray(len(evidence.passages)),
    }
    return columns | {f"asks_{name}": np.asarray(name == kind) for name in KINDS}


def _coverage(query: Query, evidence: Evidence, weights: Floats) -> dict[str, Array]:
    """Shares of the question's weight that stand in the sentence, in each view, and around it."""
    total = weights.sum()
    share = weights / total
    exact, stem, root = evidence.word > 0, evidence.stem > 0, evidence.root > 0
    either = stem | root
    grammed = _gram_cover(evidence)
    starts = np.searchsorted(evidence.row, np.arange(len(evidence.passages)))
    in_passage = np.logical_or.reduceat(either, starts, axis=1)
    title = evidence.title_stem > 0
    before = _shifted(either, evidence.row, 1)
    after = _shifted(either, evidence.row, -1)
    titled = title[:, evidence.row]
    heaviest = np.argsort(-weights, kind="stable")
    names = np.where([_may_be_name(term) for term in query.terms], weights, 0.0)[:, None]
    columns: dict[str, Array] = {
        "cover_word": share @ exact,
        "cover_stem": share @ stem,
        "cover_root": share @ root,
        "cover_either": share @ either,
        "cover_gram": grammed,
        "cover_count": either.mean(axis=0),
        "cover_passage": (share @ in_passage)[evidence.row],
        "cover_passage_title": (share @ (in_passage | title))[evidence.row],
        "cover_title": (share @ title)[evidence.row],
        "cover_with_title": share @ (either | titled),
        "cover_before": share @ before,
        "cover_with_before": share @ (either | before),
        "cover_with_after": share @ (either | after),
        "cover_around": share @ (either | before | after | titled),
        "heaviest_matched": either[heaviest[0]],
        "heaviest_around": (either | titled | before)[heaviest[0]],
        "second_matched": either[heaviest[min(1, len(heaviest) - 1)]],
        "first_matched": either[0],
        "last_matched": either[-1],
        "unmatched_heaviest": (weights[:, None] * ~either).max(axis=0),
        "unmatched_count": (~either).sum(axis=0),
        "last_around": (either | titled | before)[-1],
        "unmatched_name": (names * ~(in_passage | title)).max(axis=0)[evidence.row],
        "unmatched_passage": ((weights[:, None] * ~(in_passage | title)).max(axis=0))[evidence.row],
        "title_matched": (title.sum(axis=0) / np.maximum(evidence.title_lengths, 1))[evidence.row],
    }
    return columns


def _may_be_name(term: QueryTerm) -> bool:
    """Whether a term may name something: not a common word, and without the prefix of an imperfect verb."""
    return zipf(term.stem) < _NAME_ZIPF and term.word[0] not in "يتن"


def _earlier(cover: Floats, index: Index, evidence: Evidence) -> Floats:
    """The greatest coverage among the candidates that stand earlier in the same document; 0 for the first of them."""
    document = index.arrays["passage_document"][evidence.passages][evidence.row]
    # Documents stand in order and a share is at most 1, so each document's running maximum starts anew above the last.
    step = 2.0 * np.searchsorted(np.unique(document), document)
    highest = np.maximum.accumulate(cover + step)
    return np.asarray(np.maximum(np.concatenate(([0.0], highest[:-1])) - step, 0.0))


def _gram_cover(evidence: Evidence) -> Floats:
    if not len(evidence.gram_numbers):
        return np.zeros(len(evidence.sentences), np.float32)
    share: Floats = evidence.gram_counts / evidence.gram_counts.sum()
    return np.asarray(share @ (evidence.gram > 0))


def _shifted(matched: Bools, row: Ints, by: int) -> Bools:
    """The matches of the sentence before (`by` = 1) or after (-1) in the same passage."""
    shifted = np.roll(matched, by, axis=1)
    same = np.roll(row, by) == row
    if by > 0:
        same[:by] = False
    else:
        same[by:] = False
    return np.asarray(shifted & same)


def _similarity(index: Index, query: Query, evidence: Evidence, weights: Floats) -> dict[str, Array]:
    """BM25 of the passage, and BM25 and TF-IDF cosine of the sentence, each as a share of what could be reached."""
    arrays = index.arrays
    reachable = (_K1 + 1) * weights.sum()
    stems = np.array([term.stem_number for term in query.terms])
    roots = np.array([term.root_number for term in query.terms])
    norms = {view: arrays[f"norm_{view}"][evidence.sentences] for view in ("stem", "root", "gram")}
    length = evidence.lengths / 15  # content terms of a common sentence
    saturation = evidence.stem * (_K1 + 1) / (evidence.stem + _K1 * (1 - _B + _B * length))
    columns: dict[str, Array] = {
        "passage_score": (evidence.retrieval_scores / reachable)[evidence.row],
        "sentence_score": weights @ saturation / reachable,
        "cosine_stem": _cosine(arrays["idf_stem"], norms["stem"], stems, evidence.stem),
        "cosine_root": _cosine(arrays["idf_root"], norms["root"], roots, evidence.root),
        "cosine_gram": _cosine(
            arrays["idf_gram"], norms["gram"], evidence.gram_numbers, evidence.gram, evidence.gram_counts
        ),
    }
    columns["cosine"] = (columns["cosine_stem"] + columns["cosine_root"] + 2 * columns["cosine_gram"]) / 4
    return columns


def _cosine(idf: Array, norms: Array, terms: Ints, counts: Floats, times: Floats | float = 1.0) -> Floats:
    """TF-IDF cosine of the question (`terms`, each `times` times) and each sentence (`counts`: terms by sentences)."""
    weights = np.where(terms >= 0, idf[terms], 0.0)
    question = weights * times
    length = float(np.sqrt((question * question).sum())) or 1.0
    return np.asarray((question * weights) @ counts / (length * norms))


def _order(evidence: Evidence) -> dict[str, Array]:
    """How near each other and in what order the question's terms stand in the sentence."""
    count = len(evidence.sentences)
    term, sentence, position = evidence.token_term, evidence.token_sentence, evidence.token_position
    same = sentence[1:] == sentence[:-1]
    gap = position[1:] - position[:-1]
    next_to = np.bincount(sentence[1:][same & (gap == 1) & (term[1:] != term[:-1])], minlength=count)
    in_order = np.bincount(sentence[1:][same & (term[1:] == term[:-1] + 1) & (gap <= 3)], minlength=count)
    first = np.full(count, 99.0)
    last = np.full(count, -1.0)
    np.minimum.at(first, sentence, position)
    np.maximum.at(last, sentence, position)
    matched = np.bincount(sentence, minlength=count)
    spread = np.where(matched > 1, (last - first + 1) / np.maximum(matched, 1), 0)
    pairs = max(evidence.stem.shape[0] - 1, 1)
    return {
        "pairs_adjacent": next_to / pairs,
        "pairs_in_order": in_order / pairs,
        "first_position": first,
        "spread": spread,
        "matched_tokens": matched / np.maximum(evidence.lengths, 1),
    }


def _place(index: Index, evidence: Evidence) -> dict[str, Array]:
    """Where the sentence stands and how long it is."""
    arrays = index.arrays
    passage = evidence.passages[evidence.row]
    chars = arrays["sentence_end"][evidence.sentences] - arrays["sentence_start"][evidence.sentences]
    in_document = passage - arrays["document_passages"][arrays["passage_document"][passage]]
    in_passage = evidence.sentences - arrays["passage_sentences"][passage]
    return {
        "place_passage": np.minimum(in_document, 10),
        "place_sentence": np.minimum(in_passage, 10),
        "opens_document": (in_document == 0) & (in_passage == 0),
        "heading": arrays["sentence_heading"][evidence.sentences],
        "chars": np.minimum(chars, 500),
        "terms": evidence.lengths,
    }


_WANTED = {  # which cues of terms and of sentences answer which kind of question
    "who": (cues.TITLE, 0),
    "when": (cues.NUMBER | cues.YEAR | cues.MONTH, cues.TIME),
    "where": (cues.PLACE, cues.LOCATIVE),
    "how_many": (cues.NUMBER | cues.NUMERAL | cues.UNIT, 0),
    "why": (0, cues.REASON),
    "how": (0, cues.MANNER),
    "what": (0, cues.COPULA),
}
_TERM_CUES = {
    "number": cues.NUMBER, "year": cues.YEAR, "month": cues.MONTH, "country": cues.PLACE, "title": cues.TITLE,
    "unit": cues.UNIT, "numeral": cues.NUMERAL, "latin": cues.LATIN,
}  # fmt: skip
_SENTENCE_CUES = {
    "reason": cues.REASON, "copula": cues.COPULA, "parenthesis": cues.PARENTHESIS, "quote": cues.QUOTE,
    "list": cues.LIST, "speech": cues.SPEECH, "manner": cues.MANNER, "time": cues.TIME, "locative": cues.LOCATIVE,
}  # fmt: skip


def _offers(index: Index, query: Query, evidence: Evidence) -> dict[str, Array]:
    """What the sentence has, beside the question's own terms, of the kind that is asked for."""
    count = len(evidence.sentences)
    found = evidence.new_cues  # count of each cue among the tokens that are not of the question: 8 x S
    sentence_cues = index.arrays["sentence_cues"][evidence.sentences]
    columns: dict[str, Array] = {f"has_{name}": found[bit.bit_length() - 1] for name, bit in _TERM_CUES.items()}
    columns |= {f"says_{name}": (sentence_cues & bit) > 0 for name, bit in _SENTENCE_CUES.items()}
    kind = kind_of_question(query.text)
    term_bits, sentence_bits = _WANTED.get(kind, (0, 0))
    offered = np.zeros(count)
    for bit in range(cues.TERM_CUES):
        if term_bits >> bit & 1:
            offered += found[bit]
    columns["offers_terms"] = np.minimum(offered, 4)
    columns["offers_cue"] = (sentence_cues & sentence_bits) > 0
    columns["offer_distance"] = _distance(evidence, term_bits, count)
    columns["new_rarity"] = evidence.new_rarity
    columns["title_distance"] = _distance(evidence, cues.TITLE, count)
    return columns


def _distance(evidence: Evidence, bits: int, count: int) -> Floats:
    """Tokens between the nearest offer and the nearest matched term; 30 where there is none of one of them."""
    distance = np.full(count, 30.0, np.float32)
    offers = np.flatnonzero(evidence.offer_cues & bits)
    if bits and len(offers) and len(evidence.token_sentence):
        stride = 1 << 14
        matched = evidence.token_sentence * stride + evidence.token_position
        offered = evidence.offer_sentence[offers] * stride + evidence.offer_position[offers]
        after = np.minimum(np.searchsorted(matched, offered), len(matched) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.minimum(np.abs(matched[after] - offered), np.abs(matched[before] - offered))
        np.minimum.at(distance, evidence.offer_sentence[offers], nearest.astype(np.float32))
    return distance


_COMPARED = ("cosine", "cosine_gram", "cover_either", "cover_around", "sentence_score", "passage_score", "offers_terms")


def _beside_the_best(columns: dict[str, Array], evidence: Evidence) -> dict[str, Array]:
    """The distance to the best candidate, and to the best of the same passage; the neighbours' likeness."""
    row = evidence.row
    starts = np.searchsorted(row, np.arange(len(evidence.passages)))
    compared: dict[str, Array] = {}
    for name in _COMPARED:
        values = columns[name]
        compared[f"best_{name}"] = values - values.max()
    for name in ("cosine", "cover_either", "offers_terms"):
        values = columns[name]
        compared[f"best_in_passage_{name}"] = values - np.maximum.reduceat(values, starts)[row]
    cosines = columns["cosine"]
    same_before, same_after = np.roll(row, 1) == row, np.roll(row, -1) == row
    compared["before_cosine"] = np.where(same_before, np.roll(cosines, 1), 0)
    compared["after_cosine"] = np.where(same_after, np.roll(cosines, -1), 0)
    order = np.argsort(-evidence.retrieval_scores, kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(len(order))
    compared["best_passage_rank"] = np.log1p(ranks)[row]
    return compared

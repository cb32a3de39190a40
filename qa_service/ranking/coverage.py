"""Coverage: how much of the question, by weight, stands in a sentence, in its passage, in its title and beside it."""

import numpy as np

from qa_service.arabic.analysis.background import zipf
from qa_service.index.index import Index
from qa_service.native.arrays import Array, Bools, Floats, Ints
from qa_service.query.query import Query, QueryTerm
from qa_service.ranking.evidence import Evidence, in_order

_NAME_ZIPF = 4.5  # commoner words name nothing


def coverage(index: Index, query: Query, evidence: Evidence, weights: Floats) -> dict[str, Array]:
    """Shares of the question's weight that stand in the sentence, in each view, and around it."""
    share = weights / sum(weights.tolist())
    stem, root, title = evidence.matches.stem > 0, evidence.matches.root > 0, evidence.title_stem > 0
    either = stem | root
    starts = np.searchsorted(evidence.row, np.arange(len(evidence.passages)))
    in_passage = np.logical_or.reduceat(either, starts, axis=1)
    before, after = beside(either, evidence.row)
    titled = title[:, evidence.row]
    # Shares of many things at once: what takes time here is the number of calls, not of numbers.
    of_sentence = in_order(share, np.stack([
        evidence.matches.word > 0, stem, root, either, either | titled, before, either | before, either | after,
        either | before | after | titled,
    ], axis=1))  # fmt: skip
    of_passage = in_order(share, np.stack([in_passage, in_passage | title, title], axis=1))[:, evidence.row]
    columns: dict[str, Array] = {
        "cover_word": of_sentence[0],
        "cover_stem": of_sentence[1],
        "cover_root": of_sentence[2],
        "cover_either": of_sentence[3],
        "cover_gram": _gram_cover(evidence),
        "cover_count": either.mean(axis=0),
        "cover_passage": of_passage[0],
        "cover_passage_title": of_passage[1],
        "cover_title": of_passage[2],
        "cover_with_title": of_sentence[4],
        "cover_before": of_sentence[5],
        "cover_with_before": of_sentence[6],
        "cover_with_after": of_sentence[7],
        "cover_around": of_sentence[8],
        "title_matched": (title.sum(axis=0) / np.maximum(evidence.title_lengths, 1))[evidence.row],
    }
    columns |= _single_terms(weights, either, either | titled | before)
    missed = ~(in_passage | title)
    names = np.where([may_be_name(term) for term in query.terms], weights, 0.0)
    columns["unmatched_name"] = (names[:, None] * missed).max(axis=0)[evidence.row]
    columns["unmatched_passage"] = (weights[:, None] * missed).max(axis=0)[evidence.row]
    columns["first_mention"] = columns["cover_either"] - _earlier(columns["cover_either"], index, evidence)
    return columns


def _single_terms(weights: Floats, matched: Bools, around: Bools) -> dict[str, Array]:
    """Whether the terms that matter most, by weight or by place, stand in the sentence or around it."""
    heaviest = np.argsort(-weights, kind="stable")
    return {
        "heaviest_matched": matched[heaviest[0]],
        "heaviest_around": around[heaviest[0]],
        "second_matched": matched[heaviest[min(1, len(heaviest) - 1)]],
        "first_matched": matched[0],
        "last_matched": matched[-1],
        "last_around": around[-1],
        "unmatched_heaviest": (weights[:, None] * ~matched).max(axis=0),
        "unmatched_count": (~matched).sum(axis=0),
    }


def may_be_name(term: QueryTerm) -> bool:
    """Whether a term may name something: not a common word, and without the prefix of an imperfect verb."""
    return zipf(term.stem) < _NAME_ZIPF and term.word[0] not in "يتن"


def _earlier(cover: Floats, index: Index, evidence: Evidence) -> Floats:
    """The greatest coverage among the candidates that stand earlier in the same document; 0 for the first of them."""
    document = index.arrays["passage_document"][evidence.passages][evidence.row]
    # Documents stand in order: with whole numbers for shares, each one's running maximum starts above the last one's.
    distinct, place = np.unique(np.append(cover, 0.0), return_inverse=True)
    step = np.zeros(len(document), np.int64)
    np.cumsum(len(distinct) * (document[1:] != document[:-1]), out=step[1:])
    highest = np.maximum.accumulate(place[:-1] + step)
    return np.asarray(distinct[np.maximum(np.append(place[-1], highest[:-1]) - step, place[-1])])


def _gram_cover(evidence: Evidence) -> Floats:
    if not len(evidence.gram_numbers):
        return np.zeros(len(evidence.sentences))
    counts = evidence.gram_counts.astype(np.float64)
    return in_order(counts / counts.sum(), evidence.matches.gram > 0)


def beside(values: Array, row: Ints) -> tuple[Array, Array]:
    """For each sentence the values (in the last axis) of the one before and of the one after it in the same passage;
    0 where there is none.
    """
    before, after = np.zeros_like(values), np.zeros_like(values)
    same = row[1:] == row[:-1]
    np.multiply(values[..., :-1], same, out=before[..., 1:])
    np.multiply(values[..., 1:], same, out=after[..., :-1])
    return before, after

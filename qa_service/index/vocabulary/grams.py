"""Grams of all terms of an index at once; the same as `qa_service.arabic.analysis.grams` gives for each."""

from qa_service.arabic.analysis.grams import ARTICLES, EDGE
from qa_service.index.vocabulary.letters import Letters
from qa_service.native.arrays import Array, narrow, offsets
from qa_service.native.build import gram_numbers


def gram_arrays(letters: Letters) -> dict[str, Array]:
    """`gram_codes`, sorted and distinct, and for each term the numbers of its grams: `term_grams` by offsets."""
    distinct, numbers, counts = gram_numbers(letters.codes, letters.starts, ARTICLES, EDGE)
    return {"gram_codes": distinct, "term_grams": numbers, "term_gram_offsets": narrow(offsets(counts))}

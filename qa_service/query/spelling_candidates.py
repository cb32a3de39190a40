"""Spelling candidates: the words of the corpus that are one slip of the fingers from a word that it doesn't have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

from qa_service.arabic.analysis.analyzer import light_stem
from qa_service.arabic.typing.spelling import slip
from qa_service.index.vocabulary.lexicon import Lexicon

ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
PROCLITICS = ("و", "ف", "ب", "ل", "ك")
SHORTEST = 4  # letters; of shorter words every second one is one slip from another
PER_PASSAGES = 0.35  # gained by a word for each power of ten of passages
_PER_MEETING = 0.45  # gained for each word of the context that stands in a passage with it
_CLITIC_COST, _STEM_COST, _SHORT_COST = 0.3, 0.6, 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word of the corpus, the clitic that stands before it, and how unlikely it is to be meant."""

    clitic: str
    word: str
    cost: float


def candidates(word: str, lexicon: Lexicon, context: Sequence[int]) -> Iterator[Candidate]:
    """Every word one slip from a folded one or from what a clitic leaves of it; some more than once."""
    found = [
        Candidate(clitic, candidate, cost + cost_of_reading)
        for clitic, bare, cost_of_reading in _readings(word)
        for candidate in lexicon.near((bare,))
        if (cost := slip(bare, candidate)) is not None and not (clitic[-1:] == "ل" and candidate[0] in "ال")
    ]
    lexicon.expect_meetings((each.word for each in found), context)
    for each in found:
        yield Candidate(each.clitic, each.word, each.cost + prior(each.word, lexicon, context))


def prior(candidate: str, lexicon: Lexicon, context: Sequence[int]) -> float:
    """The cost of a word before a slip: less for one that many passages have, and some with words of the context."""
    stem = lexicon.stem_of(lexicon.find(candidate))
    gained = PER_PASSAGES * log10(lexicon.passages_with_stem(stem))
    gained += _PER_MEETING * sum(lexicon.meet(stem, other) for other in context)
    return _SHORT_COST * (len(candidate) < SHORTEST) - gained


def _readings(word: str) -> list[tuple[str, str, float]]:
    """The word whole, its stem, and the word without each proclitic that leaves enough of it, and what each costs."""
    readings = [("", word, 0.0)]
    stem = light_stem(word)
    if stem != word and len(stem) >= SHORTEST:
        readings.append(("", stem, _STEM_COST))
    for clitic in ARTICLES + PROCLITICS:
        if word.startswith(clitic) and len(word) - len(clitic) >= SHORTEST - 1:
            readings.append((clitic, word[len(clitic) :], _CLITIC_COST))
    return readings

"""Corrections: what a word of a question that the corpus doesn't have was meant to be, in words that it has."""

from dataclasses import dataclass
from math import log10

from qa_service.arabic import words
from qa_service.arabic.analyzer import is_stop_word, light_stem, root
from qa_service.arabic.dialects import standard_forms
from qa_service.arabic.folding import fold_word
from qa_service.arabic.spelling import NEIGHBOUR, slip
from qa_service.arabic.stopwords import STOP_WORDS
from qa_service.index.lexicon import Lexicon

_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_PROCLITICS = ("و", "ف", "ب", "ل", "ك")
_ASKING = tuple(map(fold_word, ("ما", "من", "كم", "هل", "أي", "في")))
_SHORTEST = 4  # letters; of shorter words every second one is one slip from another
_SHORT_COST = 1.0
_CLITIC_COST = 0.3
_STEM_COST = 0.6
_PER_PASSAGES = 0.35  # gained by a word for each power of ten of passages
_HIGHEST_COST = 0.8
_HIGHEST_COST_BY_CHANCE = 0.0  # for a word of whose stem the corpus has others
_COMMONER = 1.0  # Zipf; by so much a word must be commoner without its clitic to be read so


@dataclass(frozen=True, slots=True)
class Correction:
    """`searched` stands for the word in retrieval, `shown` where the question is read back."""

    searched: str
    shown: str
    is_told: bool  # whether a reader should be told; a clitic split off is the same word


def is_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a folded word is a stop word or it, or another word of its stem, stands in the corpus."""
    return is_stop_word(word) or stands(word, lexicon) or _has_stem(word, lexicon)


def stands(word: str, lexicon: Lexicon) -> bool:
    """Whether this very word stands in the corpus."""
    return lexicon.passages_like(lexicon.find(word)) > 0


def _has_stem(word: str, lexicon: Lexicon) -> bool:
    return lexicon.passages_with_stem(lexicon.find(light_stem(word))) > 0


def correct(word: str, lexicon: Lexicon) -> Correction | None:
    """What is to be read for a folded word; None if it is to be left alone."""
    if not "\u0621" <= word[0] <= "\u064a" or is_stop_word(word) or stands(word, lexicon):
        return None
    by_chance = _has_stem(word, lexicon)
    listed = words.frequency(word)
    if not by_chance:
        if listed is None and (function_word := _near_stop_word(word)):
            return Correction(function_word, function_word, True)
        if standard := _standard(word, lexicon, listed):
            return standard
        if bare := _without_clitic(word, lexicon, listed):
            return bare
    if listed is not None or len(word) < _SHORTEST:
        return None
    clitic, meant = _meant(word, lexicon, _HIGHEST_COST_BY_CHANCE if by_chance else _HIGHEST_COST)
    if not meant:
        return None
    told = light_stem(clitic + meant) != light_stem(word)
    return Correction(clitic + meant, clitic + lexicon.spelled(meant), told)


def _meant(word: str, lexicon: Lexicon, highest: float) -> tuple[str, str]:
    """The likeliest word of the corpus that is a slip away, with the clitic before it; two empty ones for none."""
    best, least = ("", ""), highest
    for clitic, bare, cost_of_reading in _readings(word):
        for candidate in lexicon.near((bare,)):
            cost = slip(bare, candidate)
            if cost is None or (clitic[-1:] == "ل" and candidate[0] in "ال"):
                continue
            total = cost + cost_of_reading + _prior(candidate, lexicon)
            if total < least:
                best, least = (clitic, candidate), total
    return best


def _prior(candidate: str, lexicon: Lexicon) -> float:
    passages = lexicon.passages_like(lexicon.find(candidate))
    return _SHORT_COST * (len(candidate) < _SHORTEST) - _PER_PASSAGES * log10(passages)


def _readings(word: str) -> list[tuple[str, str, float]]:
    """The word whole, its stem, and the word without each proclitic that leaves enough of it, and what each costs."""
    readings = [("", word, 0.0)]
    stem = light_stem(word)
    if stem != word and len(stem) >= _SHORTEST:
        readings.append(("", stem, _STEM_COST))
    for clitic in _ARTICLES + _PROCLITICS:
        if word.startswith(clitic) and len(word) - len(clitic) >= _SHORTEST - 1:
            readings.append((clitic, word[len(clitic) :], _CLITIC_COST))
    return readings


def _standard(word: str, lexicon: Lexicon, listed: float | None) -> Correction | None:
    """The standard word for one of a dialect, if the corpus has it or another of its root."""
    forms = standard_forms(word) if listed is None else standard_forms(word)[:1]
    folded = [(form, fold_word(form)) for form in forms]
    for form, plain in folded:
        if stands(plain, lexicon) or (len(plain) > _SHORTEST and _has_stem(plain, lexicon)):
            return Correction(plain, form if form != plain else lexicon.spelled(plain), True)
    for form, plain in folded:
        if listed is None and words.frequency(plain) is not None and lexicon.find(root(plain)) >= 0:
            return Correction(plain, form, True)
    return None


def _without_clitic(word: str, lexicon: Lexicon, listed: float | None) -> Correction | None:
    """The word without a clitic («بكندا»), or a question word glued to it («ماسبب»), if the corpus has the rest."""
    for clitic in _ARTICLES + _PROCLITICS + _ASKING:
        rest = word[len(clitic) :]
        if word.startswith(clitic) and len(rest) >= _SHORTEST - (listed is None) and stands(rest, lexicon):
            if listed is None or (words.frequency(rest) or 0) >= listed + _COMMONER:
                return Correction(rest, word, False)
    return None


def _near_stop_word(word: str) -> str | None:
    """The stop word of at least four letters that this was meant to be, if any."""
    if len(word) < _SHORTEST:
        return None
    pieces = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    found = {candidate for piece in pieces for candidate in _STOP_WORDS_NEAR.get(piece, ())}
    costs = [(cost, candidate) for candidate in found if (cost := slip(word, candidate)) is not None]
    best = min(costs, default=(9.0, ""))
    return best[1] if best[0] <= NEIGHBOUR else None


def _stop_words_near() -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for stop_word in STOP_WORDS:
        if len(stop_word) >= _SHORTEST:
            for piece in {stop_word, *(stop_word[:i] + stop_word[i + 1 :] for i in range(len(stop_word)))}:
                near.setdefault(piece, []).append(stop_word)
    return near


_STOP_WORDS_NEAR = _stop_words_near()

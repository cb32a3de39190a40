"""Spelling: what a word of a question that the corpus doesn't have was meant to be, in words that it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from qa_service.arabic.analysis import words
from qa_service.arabic.analysis.analyzer import is_stop_word, light_stem, root
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stopwords import STOP_WORDS
from qa_service.arabic.conversation.agreement import REQUESTS
from qa_service.arabic.typing.dialects import standard_forms
from qa_service.arabic.typing.spelling import DOUBLED, MISSING, NEIGHBOUR, SWAPPED, slip
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.query.spelling_candidates import (
    ARTICLES,
    PER_PASSAGES,
    PROCLITICS,
    SHORTEST,
    Candidate,
    candidates,
    prior,
)

_ASKING = ("ما", "من", "كم", "هل", "اي", "في")
_PERSON = "ي"  # behind a prefix it makes a verb: «بيشارك» is one word of a dialect, not «ب» and another
_COMMONER = 0.3  # Zipf; by so much a word must be commoner without its clitic to be read so
_CONTEXT = 3  # words of the question, the rarest of the corpus, that a correction is held against

# What a reading costs and gains beside the slip itself (arabic/typing/spelling.py), and the most it may cost in the
# end. Chosen on 2,256 slips in questions of three collections: 84 % are put right, 4 % wrong, and 0.6 % of the words of
# the questions without slips are changed, many of them slips that were there from the start.
_RESPELLED_COST = 0.5
_PER_ZIPF = 0.1  # gained by a word for how common it is in general
_PER_LETTER = 0.1  # more may be paid for a longer word
_HIGHEST_COST = {  # by whether the word is one of general Arabic, and whether the corpus has others of its stem
    (False, False): 0.8, (False, True): 0.0, (True, False): -0.6, (True, True): -0.8,
}  # fmt: skip
_LONGEST = 24  # letters; a longer word is none of Arabic, and every letter more has more words near it
_MOST_CORRECTED = 50  # different words of a question, so that no question takes long
_LONG = 7  # letters, from which on two slips are looked for
_HIGHEST_COST_OF_TWO = 0.1  # so that both must be swaps or doubled letters, or the context speak for it
_SURE = 3.0  # Zipf, of a word of general Arabic that a dialect's may be read as
_COMMON = 4.0  # Zipf, from which on a word of general Arabic is never taken for a slip


@dataclass(frozen=True, slots=True)
class Correction:
    """`searched` stands for the word in retrieval, `shown` where the question is read back."""

    searched: str
    shown: str
    is_told: bool  # whether a reader should be told; a clitic split off is the same word


def is_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a folded word is a stop word or it, or another word of its stem, stands in the corpus."""
    return is_stop_word(word) or stands(word, lexicon) or _has_stem(word, lexicon)


def context_of(tokens: Sequence[str], lexicon: Lexicon) -> list[int]:
    """The stems of a question's words that the corpus has, the rarest few of them."""
    stems = {lexicon.stem_with(word) for word in tokens if not is_stop_word(word)}
    held = sorted((passages, stem) for stem in stems if (passages := lexicon.passages_with_stem(stem)))
    return [stem for _, stem in held[:_CONTEXT]]


def stands(word: str, lexicon: Lexicon) -> bool:
    """Whether this very word stands in the corpus."""
    return lexicon.passages_like(lexicon.find(word)) > 0


def _has_stem(word: str, lexicon: Lexicon) -> bool:
    return lexicon.passages_with_stem(lexicon.stem_with(word)) > 0


def corrections_of(tokens: Sequence[str], lexicon: Lexicon) -> tuple[Correction | None, ...]:
    """What is to be read for each of a question's folded words; None for those that are left alone, as most are."""
    context = None
    known: dict[str, Correction | None] = {}
    for word in tokens:
        if word not in known and len(known) < _MOST_CORRECTED and not _is_left_alone(word, lexicon):
            context = context_of(tokens, lexicon) if context is None else context
            known[word] = correct(word, lexicon, context)
    return tuple(map(known.get, tokens))


def correct(word: str, lexicon: Lexicon, context: Sequence[int] = ()) -> Correction | None:
    """What is to be read for a folded word; None if it is to be left alone. `context`: stems of the words beside it."""
    if _is_left_alone(word, lexicon):
        return None
    listed = words.frequency(word)
    if not _has_stem(word, lexicon) and (found := _in_other_words(word, lexicon, listed)):
        return found
    if len(word) < SHORTEST or (listed is not None and (listed >= _COMMON or not context)):
        return None
    own = lexicon.stem_with(word)
    context = [stem for stem in context if stem != own]
    highest = _HIGHEST_COST[listed is not None, _has_stem(word, lexicon)]
    clitic, meant = _meant(word, lexicon, highest, context)
    if not meant and listed is None:
        if standard := _general(word):
            return standard
        meant = _respelled(word, lexicon, highest) or _meant_by_two(word, lexicon, context)
    is_rarer = listed is not None and (words.frequency(clitic + meant) or 0) <= listed
    return None if not meant or is_rarer else read_as(word, clitic, meant, lexicon)


def may_be_a_slip(word: str, lexicon: Lexicon) -> bool:
    """Whether a folded word is a long enough one of Arabic letters that the corpus doesn't have."""
    return len(word) >= SHORTEST and not _is_left_alone(word, lexicon)


def other_candidates(word: str, lexicon: Lexicon, context: Sequence[int], taken: Correction | None) -> list[Candidate]:
    """What else may be read for a word that may be a slip; `taken`: what `correct` gave."""
    own = lexicon.stem_with(word)
    least: dict[str, Candidate] = {}
    for each in candidates(word, lexicon, [stem for stem in context if stem != own]):
        held = least.setdefault(each.clitic + each.word, each)
        if each.cost < held.cost:
            least[each.clitic + each.word] = each
    if taken is not None:
        least.pop(taken.searched, None)
    return list(least.values())


def _is_left_alone(word: str, lexicon: Lexicon) -> bool:
    """Whether a folded word is none of Arabic, or one that the corpus or every text has."""
    is_word = 2 <= len(word) <= _LONGEST and "\u0621" <= word[0] <= "\u064a"
    return not is_word or is_stop_word(word) or word in REQUESTS or stands(word, lexicon)


def read_as(word: str, clitic: str, meant: str, lexicon: Lexicon) -> Correction:
    """The correction of `word` to a word of the corpus with a clitic before it."""
    searched = clitic + meant
    if light_stem(searched) == light_stem(word) or root(searched) == root(word):
        return Correction(searched, word, False)
    return Correction(searched, clitic + lexicon.spelled(meant), True)


def _in_other_words(word: str, lexicon: Lexicon, listed: float | None) -> Correction | None:
    """A function word for a slip of one, the standard word for a dialect's, or the word without its clitic."""
    if listed is None and (function_word := _near_stop_word(word)):
        return Correction(function_word, function_word, True)
    readers = (_without_clitic, _standard) if word[1] != _PERSON else (_standard, _without_clitic)
    return next((found for read in readers if (found := read(word, lexicon, listed))), None)


def _meant(word: str, lexicon: Lexicon, highest: float, context: Sequence[int]) -> tuple[str, str]:
    """The likeliest word of the corpus that is a slip away, with the clitic before it; two empty ones for none."""
    best = min(candidates(word, lexicon, context), key=lambda each: each.cost, default=None)
    if best is None or best.cost >= highest + _PER_LETTER * (len(word) - 6):
        return "", ""
    return best.clitic, best.word


def _meant_by_two(word: str, lexicon: Lexicon, context: Sequence[int]) -> str:
    """The word of the corpus that is two slips away, the first of them a swap or a letter too many; empty for none."""
    if len(word) < _LONG:
        return ""
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :]: SWAPPED for i in range(len(word) - 1)}
    shorter = {word[:i] + word[i + 1 :]: slip(word, word[:i] + word[i + 1 :]) or 0.0 for i in range(len(word))}
    found = [
        (candidate, first + second)
        for variant, first in (shorter | swapped).items()
        for candidate in lexicon.near((variant,))
        if (second := slip(variant, candidate)) is not None and len(candidate) >= _LONG - 1
    ]
    lexicon.expect_meetings((candidate for candidate, _ in found), context)
    costs = [(slips + prior(candidate, lexicon, context), candidate) for candidate, slips in found]
    return min([(_HIGHEST_COST_OF_TWO, ""), *costs], key=lambda each: each[0])[1]


def _respelled(word: str, lexicon: Lexicon, highest: float) -> str:
    """The word spelled so that the corpus has others of its stem, or so that it is general Arabic; empty for none."""
    best = ""
    for variant, slipped in _respellings(word):
        stem = light_stem(variant)
        passages = lexicon.passages_with_stem(lexicon.find(stem)) if len(stem) >= SHORTEST else 0
        common = words.frequency(variant)
        if passages or common is not None:
            cost = slipped + _RESPELLED_COST - PER_PASSAGES * log10(passages or 1) - _PER_ZIPF * (common or 0)
            if cost < highest:
                best, highest = variant, cost
    return best


def _respellings(word: str) -> list[tuple[str, float]]:
    """The word with two letters swapped, a doubled letter single or a broken article whole, and what each costs."""
    variants = []
    for i in range(len(word) - 1):
        if word[i] == word[i + 1]:
            variants.append((word[:i] + word[i + 1 :], DOUBLED))
        else:
            variants.append((word[:i] + word[i + 1] + word[i] + word[i + 2 :], SWAPPED))
    if word[0] == "ا" and word[1] != "ل":
        variants += [("ال" + word[1:], MISSING), ("ال" + word[2:], MISSING)]
    return variants


def _standard(word: str, lexicon: Lexicon, listed: float | None) -> Correction | None:
    """The standard word for one of a dialect, if the corpus has it or another of its root."""
    forms = standard_forms(word) if listed is None else standard_forms(word)[:1]
    folded = [(form, fold_word(form)) for form in forms]
    for form, plain in folded:
        if stands(plain, lexicon) or (len(plain) > SHORTEST and _has_stem(plain, lexicon)):
            return Correction(plain, form if form != plain else lexicon.spelled(plain), True)
    return None


def _general(word: str) -> Correction | None:
    """The standard word for one of a dialect, if general Arabic has it: a rare word weighs too much."""
    forms = [(form, words.frequency(fold_word(form)) or 0.0) for form in standard_forms(word)]
    form, frequency = max(forms, key=lambda each: each[1], default=("", 0.0))
    return Correction(fold_word(form), form, True) if frequency >= _SURE else None


def _without_clitic(word: str, lexicon: Lexicon, listed: float | None) -> Correction | None:
    """The word without a clitic («بكندا»), or a question word glued to it («ماسبب»), if the corpus has the rest."""
    for clitic in ARTICLES + PROCLITICS + _ASKING:
        rest = word[len(clitic) :]
        if not word.startswith(clitic) or len(rest) < SHORTEST - (listed is None):
            continue
        rarer = listed is None or (words.frequency(rest) or 0) >= listed + _COMMONER
        if rarer and stands(rest, lexicon):
            return Correction(rest, word, False)
    return None


def _near_stop_word(word: str) -> str | None:
    """The stop word of at least four letters that this was meant to be, if any."""
    if len(word) < SHORTEST:
        return None
    pieces = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    found = {candidate for piece in pieces for candidate in _STOP_WORDS_NEAR.get(piece, ())}
    costs = [(cost, candidate) for candidate in found if (cost := slip(word, candidate)) is not None]
    best = min(costs, default=(9.0, ""))
    return best[1] if best[0] <= NEIGHBOUR else None


def _stop_words_near() -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for stop_word in STOP_WORDS:
        if len(stop_word) >= SHORTEST:
            for piece in {stop_word, *(stop_word[:i] + stop_word[i + 1 :] for i in range(len(stop_word)))}:
                near.setdefault(piece, []).append(stop_word)
    return near


_STOP_WORDS_NEAR = _stop_words_near()

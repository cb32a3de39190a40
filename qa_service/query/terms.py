"""Terms: the content words of a question in their views, and how much each weighs in an index."""

from dataclasses import dataclass
from math import log

from qa_service.arabic.analysis.analyzer import content_tokens, light_stem, root
from qa_service.arabic.analysis.background import zipf
from qa_service.index.vocabulary.lexicon import Lexicon

_PRIOR_PASSAGES = 1000  # of general Arabic, by which the counts of an index are blended
_PASSAGE_TERMS = 60
_LEAST_WEIGHT = 0.1
_NAME_ZIPF = 4.5  # commoner words name nothing


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of the question in its views; numbers are those of the vocabulary, -1 where it has none."""

    word: str  # folded
    stem: str
    root: str
    word_number: int
    stem_number: int
    root_number: int
    commonness: float  # Zipf frequency of the stem in general Arabic
    weight: float  # idf in nats over the passages of the index and a thousand of general Arabic; at least 0.1
    may_be_name: bool  # whether it may name something: not a common word, and without the prefix of an imperfect verb


def terms_of(text: str, lexicon: Lexicon) -> tuple[QueryTerm, ...]:
    """The content words of a text in order, one for each stem."""
    terms: dict[str, QueryTerm] = {}
    for word in dict.fromkeys(token.text for token in content_tokens(text)):
        term = term_of(word, lexicon)
        terms.setdefault(term.stem, term)
    return tuple(terms.values())


def term_of(word: str, lexicon: Lexicon) -> QueryTerm:
    """A folded word as a term."""
    number = lexicon.find(word)
    views = lexicon.views_of(number)
    stem, base = (light_stem(word), root(word)) if views is None else (lexicon[views[0]], lexicon[views[1]])
    stem_number, root_number = views or (lexicon.find(stem), lexicon.find(base))
    commonness = zipf(stem)
    return QueryTerm(
        word, stem, base, number, stem_number, root_number, commonness,
        weight=_weight(lexicon, stem_number, commonness),
        may_be_name=commonness < _NAME_ZIPF and word[0] not in "يتن",
    )  # fmt: skip


def _weight(lexicon: Lexicon, stem_number: int, commonness: float) -> float:
    held = lexicon.passages_with_stem(stem_number)
    general = 1 - (1 - 10 ** (commonness - 9)) ** _PASSAGE_TERMS
    blended = (lexicon.passage_count + _PRIOR_PASSAGES) / (held + _PRIOR_PASSAGES * general + 0.5)
    return max(log(blended), _LEAST_WEIGHT)

"""Query: what was asked: the question with its history, and the Query it becomes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_service.arabic.analysis.analyzer import Token, tokenize
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.conversation.agreement import agreed
from qa_service.arabic.conversation.asking import Kind, chosen_question, kind_of_question
from qa_service.arabic.translation.glossary import words_of
from qa_service.arabic.translation.languages import language_of
from qa_service.arabic.translation.translation import translate
from qa_service.arabic.typing.politeness import without_courtesy
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.query.followups import DEEPEST, Turn, inherit
from qa_service.query.latin_script import read_arabizi, typed_on_arabic_layout, typed_on_latin_layout
from qa_service.query.spelling import (
    Correction,
    context_of,
    corrections_of,
    is_known,
    may_be_a_slip,
    other_candidates,
    read_as,
    stands,
)
from qa_service.query.terms import QueryTerm, terms_of

__all__ = ["Query", "QueryTerm", "Turn", "as_typed", "read_otherwise", "understand"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question read once for all that follows: the kind of answer it wants, its distinct content terms in order."""

    text: str  # the question as understood
    kind: Kind
    terms: tuple[QueryTerm, ...]
    interpreted_as: str | None = None  # the same, where spelling, dialect, script or history changed it
    typed: str = ""  # the same before its spelling was mended,
    tokens: tuple[Token, ...] = ()  # the words of that,
    corrections: tuple[Correction | None, ...] = ()  # and what each is read as; None: as it stands


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question in words of the corpus: as it is searched for, as it is shown, and whether a reader must be told."""

    searched: str
    shown: str
    is_told: bool


_MOST_DOUBTED = 20  # words of a question that are read otherwise, so that no question takes long
_LONGEST_TURN_CHARS = 300  # of an earlier question: what a follow-up leaves out stands at its beginning
_NO_GLOSSARY: Mapping[str, str] = {}
_ARABIC = re.compile("[\u0621-\u064a]")
_STRAY_MARK = re.compile(r"(?<=\w)([؟?!])(\w)(?!\w)")  # «اليابا؟ن»: the mark a letter too early
_LOOSE_ARTICLE = re.compile(r"(?<!\w)([وفبك]?ال|و?لل)\s+(?=[^\W\d_]{3})")  # «ال مغرب», «لل مغرب»
_LOST_ARTICLE = re.compile(r"\s+ال\W*$")
_GLUED = re.compile(r"(?<!\w)(ما)(اسم|سم)(?!\w)")
_UNTIDY = re.compile(r"[؟?!]\w|[ال]ل(?:\W|\Z)|ماا?سم")  # what each of these has: few texts do
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_THRICE = re.compile(r"(.)\1\1")  # told in a tenth of the time; few texts have it
_ELONGATED = re.compile(r"\w*?([^\W\d_])\1{2,}\w*")


def as_typed(question: str, lexicon: Lexicon) -> Query:
    """The query that a question is, word for word, for those whom no other reading suits."""
    return Query(question, kind_of_question(question), terms_of(question, lexicon))


def understand(
    question: str, lexicon: Lexicon, history: Sequence[Turn] = (), glossary: Mapping[str, str] = _NO_GLOSSARY
) -> Query:
    """The query that a question becomes: put into Arabic, courtesy left out, one question chosen, words read as the
    corpus has them. `glossary`: Arabic for words and phrases of English and French, before the built-in ones.
    """
    arabic = _in_arabic(question, lexicon, glossary)
    asked, is_chosen = chosen_question(without_courtesy(arabic or question))
    completed = inherit(asked, _arabic_history(history, lexicon, glossary)) if history else None
    asked = completed or asked
    typed = _tidied(asked, lexicon)
    tokens = tuple(tokenize(typed))
    corrections = corrections_of([token.text for token in tokens], lexicon)
    reading = _read(typed, tokens, corrections)
    if reading.is_told and not terms_of(reading.searched, lexicon):  # all that was asked for is lost
        reading, corrections = _Reading(typed, typed, is_told=False), (None,) * len(tokens)
    is_told = reading.is_told or is_chosen or arabic is not None or completed is not None
    return _query(reading, lexicon, is_told=is_told, typed=typed, tokens=tokens, corrections=corrections)


def worded_for_reading(question: str, query: Query, history: Sequence[Turn] | None) -> str:
    """The question for a model that knows Arabic, English and French: as it was typed in the latter two, else with its
    slips mended and what `history` completes.
    """
    if _ARABIC.search(question) or history:
        return query.text
    return question if language_of(words_of(question)) else query.text


def read_otherwise(query: Query, lexicon: Lexicon, most: int) -> list[Query]:
    """The question with one word that the corpus doesn't have read as another that it has, in at most so many ways, the
    likeliest first.
    """
    tokens, taken = query.tokens, query.corrections
    unknown = [place for place, token in enumerate(tokens) if may_be_a_slip(token.text, lexicon)][:_MOST_DOUBTED]
    context = context_of([token.text for token in tokens], lexicon) if unknown else []
    others = [
        (candidate, place)
        for place in unknown
        for candidate in other_candidates(tokens[place].text, lexicon, context, taken[place])
    ]
    queries = []
    for candidate, place in sorted(others, key=lambda other: other[0].cost)[:most]:
        correction = read_as(tokens[place].text, candidate.clitic, candidate.word, lexicon)
        corrections = (*taken[:place], correction, *taken[place + 1 :])
        reading = _read(query.typed, tokens, corrections)
        queries.append(
            _query(reading, lexicon, is_told=True, typed=query.typed, tokens=tokens, corrections=corrections)
        )
    return queries


def _query(
    reading: _Reading,
    lexicon: Lexicon,
    *,
    is_told: bool,
    typed: str,
    tokens: tuple[Token, ...],
    corrections: tuple[Correction | None, ...],
) -> Query:
    shown = reading.shown
    terms = terms_of(reading.searched, lexicon)
    return Query(shown, kind_of_question(shown), terms, shown if is_told else None, typed, tokens, corrections)


def _arabic_history(history: Sequence[Turn], lexicon: Lexicon, glossary: Mapping[str, str]) -> list[Turn]:
    """The earlier questions that count, those in other letters put into Arabic."""
    said = [(turn.question[:_LONGEST_TURN_CHARS], turn.document_ids) for turn in history[-DEEPEST:]]
    return [
        Turn(question=_in_arabic(question, lexicon, glossary) or question, document_ids=document_ids)
        for question, document_ids in said
    ]


def _in_arabic(question: str, lexicon: Lexicon, glossary: Mapping[str, str]) -> str | None:
    """The question in Arabic if it was typed in other letters; None if it is Arabic, or can't be read."""
    if not _ARABIC.search(question):
        return typed_on_latin_layout(question, lexicon) or _from_latin(question, lexicon, glossary)
    latin = typed_on_arabic_layout(question, lexicon)
    return _from_latin(latin, lexicon, glossary) if latin else None


def _from_latin(text: str, lexicon: Lexicon, glossary: Mapping[str, str]) -> str | None:
    """The Arabic for English, French or Arabizi."""
    translated = translate(text, lambda word: is_known(word, lexicon), glossary, lexicon.sounding_like)
    if translated:
        return agreed(translated)
    return read_arabizi(text, lexicon) or read_arabizi(text, lexicon, certain=False)


def _tidied(text: str, lexicon: Lexicon) -> str:
    """The text with marks, articles and drawn-out letters where they belong."""
    if _UNTIDY.search(text):
        text = _STRAY_MARK.sub(r"\2\1", text)
        text = _GLUED.sub(r"\1 اسم", _LOST_ARTICLE.sub("", _LOOSE_ARTICLE.sub(r"\1", text)))
    return _ELONGATED.sub(lambda word: _shortened(word[0], lexicon), text) if _THRICE.search(text) else text


def _shortened(word: str, lexicon: Lexicon) -> str:
    """A word without its drawn-out letters: «اللله» is «الله», which the corpus has, and no «اله»."""
    twice = _DRAWN_OUT.sub(r"\1\1", word)
    return twice if stands(fold_word(twice), lexicon) else _DRAWN_OUT.sub(r"\1", word)


def _read(text: str, tokens: Sequence[Token], corrections: Sequence[Correction | None]) -> _Reading:
    """A text with its tokens read as the corrections say."""
    searched: list[str] = []
    shown: list[str] = []
    is_told, end = False, 0
    for token, correction in zip(tokens, corrections, strict=True):
        if correction is not None:
            between = text[end : token.start]
            searched += between, correction.searched
            shown += between, correction.shown if correction.is_told else text[token.start : token.end]
            is_told |= correction.is_told
            end = token.end
    return _Reading("".join((*searched, text[end:])), "".join((*shown, text[end:])), is_told)

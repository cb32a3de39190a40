"""What was asked: the question with its history, and the Query it becomes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa_service.arabic.analyzer import content_tokens, light_stem, root, tokenize
from qa_service.arabic.asking import chosen_question
from qa_service.arabic.politeness import without_courtesy
from qa_service.arabic.translation import translate
from qa_service.followups import Turn, inherit
from qa_service.index.corrections import context_of, correct, is_known
from qa_service.index.latin import read_arabizi, typed_on_arabic_layout, typed_on_latin_layout
from qa_service.index.lexicon import Lexicon

__all__ = ["Query", "QueryTerm", "Turn", "understand"]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A content word of the question in its views; numbers are those of the vocabulary, -1 where it has none."""

    word: str  # folded
    stem: str
    word_number: int
    stem_number: int
    root_number: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for retrieval: its distinct content terms in order."""

    text: str  # the question as understood
    terms: tuple[QueryTerm, ...]
    interpreted_as: str | None = None  # the same, where spelling, dialect, script or history changed it


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question in words of the corpus: as it is searched for, as it is shown, and whether a reader must be told."""

    searched: str
    shown: str
    is_told: bool


_NO_GLOSSARY: Mapping[str, str] = {}
_ARABIC = re.compile("[\u0621-\u064a]")
_STRAY_MARK = re.compile(r"(?<=\w)([؟?!])(\w)(?!\w)")  # «اليابا؟ن»: the mark a letter too early
_LOOSE_ARTICLE = re.compile(r"(?<!\w)([وفبك]?ال|و?لل)\s+(?=[^\W\d_]{3})")  # «ال مغرب», «لل مغرب»
_LOST_ARTICLE = re.compile(r"\s+ال\W*$")
_GLUED = re.compile(r"(?<!\w)(ما)(اسم|سم)(?!\w)")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")


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
    reading = _read(_tidied(asked), lexicon)
    text = reading.shown
    is_told = reading.is_told or is_chosen or arabic is not None or completed is not None
    return Query(text, _terms(reading.searched, lexicon), text if is_told else None)


def _arabic_history(history: Sequence[Turn], lexicon: Lexicon, glossary: Mapping[str, str]) -> list[Turn]:
    """The earlier questions, those in other letters put into Arabic."""
    return [
        Turn(question=_in_arabic(turn.question, lexicon, glossary) or turn.question, document_ids=turn.document_ids)
        for turn in history
    ]


def _in_arabic(question: str, lexicon: Lexicon, glossary: Mapping[str, str]) -> str | None:
    """The question in Arabic if it was typed in other letters; None if it is Arabic, or can't be read."""
    if not _ARABIC.search(question):
        return typed_on_latin_layout(question, lexicon) or _from_latin(question, lexicon, glossary)
    latin = typed_on_arabic_layout(question, lexicon)
    return _from_latin(latin, lexicon, glossary) if latin else None


def _from_latin(text: str, lexicon: Lexicon, glossary: Mapping[str, str]) -> str | None:
    """The Arabic for English, French or Arabizi."""
    return (
        translate(text, lambda word: is_known(word, lexicon), glossary, lexicon.sounding_like)
        or read_arabizi(text, lexicon)
        or read_arabizi(text, lexicon, certain=False)
    )


def _tidied(text: str) -> str:
    """The text with marks, articles and drawn-out letters where they belong."""
    text = _STRAY_MARK.sub(r"\2\1", text)
    text = _LOST_ARTICLE.sub("", _LOOSE_ARTICLE.sub(r"\1", text))
    return _ELONGATED.sub(r"\1", _GLUED.sub(r"\1 اسم", text))


def _read(text: str, lexicon: Lexicon) -> _Reading:
    """Every word of an Arabic text as the corpus has it."""
    searched: list[str] = []
    shown: list[str] = []
    is_told, end = False, 0
    tokens = tokenize(text)
    context = context_of([token.text for token in tokens], lexicon)
    for token in tokens:
        correction = correct(token.text, lexicon, context)
        if correction is not None:
            between = text[end : token.start]
            searched += between, correction.searched
            shown += between, correction.shown if correction.is_told else text[token.start : token.end]
            is_told |= correction.is_told
            end = token.end
    return _Reading("".join((*searched, text[end:])), "".join((*shown, text[end:])), is_told)


def _terms(text: str, lexicon: Lexicon) -> tuple[QueryTerm, ...]:
    terms: dict[str, QueryTerm] = {}
    for word in dict.fromkeys(token.text for token in content_tokens(text)):
        stem = light_stem(word)
        numbers = (lexicon.find(view) for view in (word, stem, root(word)))
        terms.setdefault(stem, QueryTerm(word, stem, *numbers))
    return tuple(terms.values())

"""Turns: what is said to the service itself: a greeting, thanks, who are you; told from questions by covering all words.

`turns.tsv` lists phrases and fillers. A turn is part of the conversation only if they cover every word of it, so a
question that holds a greeting stays a question.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_service.arabic.analysis import words as general
from qa_service.arabic.analysis.tokens import Token, tokenize
from qa_service.arabic.conversation.turn_table import (
    FILLER,
    REPEATED,
    SHORTEST_SLIP,
    Phrase,
    loose,
    phrases,
    registers,
    shortened,
)

_MOST_WORDS = 16
_WEIGHTIEST = (
    "article_count latest_article date time identity knowledge help chat may_i_ask insult farewell thanks apology"
    " how_are_you praise greeting acknowledgement"
).split()  # of several kinds in one turn the first is replied to
_LEADING = frozenset(("greeting", "how_are_you", "thanks", "may_i_ask", "apology"))  # before a question
_TRAILING = frozenset(("greeting", "thanks", "farewell"))  # after it
_MISSPELLED = _LEADING | _TRAILING | {"praise"}  # kinds in which slips are read: others ask for something
_EMOJIS = {
    "greeting": "👋🙋🤝",
    "thanks": "🙏❤♥💐🌹🌷💙💚",
    "insult": "🖕💩",
    "praise": "👏😍🥰💯🔥⭐🌟",
    "farewell": "🚶",
    "acknowledgement": "👍👌😂🤣✅",
}
_THRICE = re.compile(r"(.)\1\1+")
_BREAK = re.compile(r"[،,!.؛;:\n…؟?]")
_LATIN = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """What was said to the service: `reason` of its answer, and how to word the reply."""

    kind: str
    variant: str  # which reply of the kind; empty for the usual one
    register: str  # ar, ma, eg, lv, gu, en or fr
    greeting: str | None = None  # the variant of a greeting that came with another kind


def _no_word(word: str) -> bool:
    return False


def turn_of(text: str, is_word: Callable[[str], bool] = _no_word) -> ConversationTurn | None:
    """Return what a text says to the service, None for a question. `is_word` tells words that are no slips of others.

    >>> turn_of("مرحبااا يا صديقي 👋").kind
    'greeting'
    """
    tokens = tokenize(text)
    if not tokens:
        return _of_emojis(text)
    if len(tokens) > _MOST_WORDS:
        return None
    words, slips = [], 0
    for token in tokens:
        word = _known(token.text)
        if word is None:
            word, slips = _meant(token.text, is_word), slips + 1
        if word is None:
            return None
        words.append(word)
    found = _summed(_cover(words)) or _in_other_words(words)
    return None if found is not None and slips and found.kind not in _MISSPELLED else found


def prepare() -> None:
    """Read the table now: the first question needs it at once."""
    phrases()
    loose()
    registers()


def without_conversation(question: str) -> str:
    """Return a question without greetings and thanks at its two ends; unchanged where nothing else would remain."""
    tokens = tokenize(question)
    words = [_known(token.text) or token.text for token in tokens]
    first, last = 0, len(tokens)
    while first < last and (found := _leading(question, words, tokens, first)):
        first += found
    while last > first and (found := _trailing(question, words, tokens, first, last)):
        last -= found
    if first >= last or (first, last) == (0, len(tokens)):
        return question
    end = len(question) if last == len(tokens) else tokens[last - 1].end
    return question[tokens[first].start : end].strip()


def _leading(question: str, words: Sequence[str], tokens: Sequence[Token], first: int) -> int:
    """Return how many words from `first` on are said before the question; a lone word only if a break follows it."""
    return _said(words, _LEADING, range(first, len(words)), lambda end: _has_break(question, tokens, end))


def _trailing(question: str, words: Sequence[str], tokens: Sequence[Token], first: int, last: int) -> int:
    for length in range(min(phrases().longest, last - first - 1), 0, -1):
        phrase = phrases().by_words.get(tuple(words[last - length : last]))
        is_said = phrase is not None and (phrase.kind in _TRAILING or (phrase.kind == FILLER and last < len(words)))
        if is_said and _has_break(question, tokens, last - length):
            return length
    return 0


def _said(words: Sequence[str], kinds: frozenset[str], places: range, ends: Callable[[int], bool]) -> int:
    start = places.start
    for length in range(min(phrases().longest, len(places) - 1), 0, -1):
        phrase = phrases().by_words.get(tuple(words[start : start + length]))
        if phrase is None:
            continue
        is_address = phrase.kind == FILLER and start > 0 and ends(start + length)
        if is_address or (phrase.kind in kinds and (length > 1 or ends(start + length))):
            return length
    return 0


def _has_break(question: str, tokens: Sequence[Token], place: int) -> bool:
    """Return whether a comma or another mark stands before the token at `place`."""
    if not 0 < place < len(tokens):
        return False
    return _BREAK.search(question, tokens[place - 1].end, tokens[place].start) is not None


def _of_emojis(text: str) -> ConversationTurn | None:
    for kind, emojis in _EMOJIS.items():
        if any(each in text for each in emojis):
            return ConversationTurn(kind, "", "ar")
    return None


def _known(word: str) -> str | None:
    """Return the word of the phrases that a folded word is: as it stands, drawn out, or with «و» before it."""
    table = phrases()
    if word in table.words:
        return word
    if word[0] == "و" and word[1:] in table.words:
        return word[1:]
    short = REPEATED.sub(r"\1", word)
    if short != word or _THRICE.search(word):
        for form in (_THRICE.sub(r"\1\1", word), _THRICE.sub(r"\1", word)):
            if form in table.words:
                return form
        if short in table.squeezed:
            return table.squeezed[short]
    return None


def _meant(word: str, is_word: Callable[[str], bool]) -> str | None:
    """Return the word that this is a slip of; none of a word that general Arabic or the corpus has."""
    word = _THRICE.sub(r"\1", word)
    if len(word) < SHORTEST_SLIP or _LATIN.match(word) or general.frequency(word) is not None or is_word(word):
        return None
    return next((found for piece in shortened(word) for found in phrases().near.get(piece, ())), None)


def _cover(words: Sequence[str]) -> list[Phrase] | None:
    """Return the phrases that cover all the words, long ones first; None if there are none."""
    table = phrases()
    covers: dict[int, list[Phrase] | None] = {len(words): []}
    for start in range(len(words) - 1, -1, -1):
        covers[start] = None
        for end in range(min(len(words), start + table.longest), start, -1):
            phrase, rest = table.by_words.get(tuple(words[start:end])), covers[end]
            if phrase is not None and rest is not None:
                covers[start] = [phrase, *rest]
                break
    return covers[0]


def _summed(cover: list[Phrase] | None) -> ConversationTurn | None:
    said = [phrase for phrase in cover or () if phrase.kind != FILLER]
    if not cover or not said:
        return None
    main = min(said, key=lambda phrase: _WEIGHTIEST.index(phrase.kind))
    register = main.register
    if register == "ar":
        register = next((each.register for each in cover if each.register not in ("ar", "en", "fr")), register)
    greeting = next((each.variant for each in said if each.kind == "greeting" and each is not main), None)
    return ConversationTurn(main.kind, main.variant, register, greeting)


def _in_other_words(words: Sequence[str]) -> ConversationTurn | None:
    """Return the first kind whose vocabulary holds all the words, and of whose cues one of each group is there."""
    for kind, (cues, vocabulary) in loose().items():
        if all(any(word in group for word in words) for group in cues) and all(word in vocabulary for word in words):
            if kind == "greeting" and words[0] not in cues[0]:
                continue  # «يوم السلام»
            return ConversationTurn(kind, "", _register_of(words))
    return None


def _register_of(words: Sequence[str]) -> str:
    """Return the register of the first word that only one register has; else Arabic, or English for Latin letters."""
    for word in words:
        found = registers().get(word, frozenset())
        if len(found) == 1:
            return next(iter(found))
    return "en" if all(word.isascii() for word in words) else "ar"

"""Translation: an English or French question to Arabic words, to search Arabic articles.

There is no grammar beyond the order of a noun phrase: glossary phrases are translated first, longest first, then
single words without their endings, then names by their sound. What isn't recognised stays as typed.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.translation.foreign import (
    AMBIGUOUS_MONTHS,
    ANDS,
    ARTICLES,
    ASKING,
    FUNCTION,
    GENITIVES,
    OBJECTS,
    POLITE,
    POSSESSIVES,
    PREPOSITIONS,
    ROMAN,
    YES_NO,
    plain_forms,
)
from qa_service.arabic.translation.glossary import Language, Word, built_in, months, words_of
from qa_service.arabic.translation.languages import language_of
from qa_service.arabic.translation.phrasing import Item, Kind, is_adjective, phrased
from qa_service.arabic.translation.transliteration import readings, written

Spelled = Callable[[str], Sequence[tuple[str, float]]]

_NOT_LATIN = re.compile(r"[\u0400-\u1dff\u2e80-\U0002ffff]")
_DIGIT_IN_WORD = re.compile(r"[a-z]+[235679]+[a-z]*|[379][a-z]{2,}")  # m3a, 9bel: Arabic in Latin letters
_LONGEST_PHRASE = 8  # words
_NAME_UNLIKENESS = 0.65  # maximum distance of a capitalised word from a word of the corpus
_WORD_UNLIKENESS, _SHORT_WORD_UNLIKENESS = 0.25, 0.1  # other words: of four consonants and more, of three
_NAME_OVER_GLOSSARY = 0.15
_CONTENT = frozenset(("noun", "adjective", "name"))
_MOST_WITH_PRONOUN = 2  # content words; in a longer question a pronoun refers to something in it
_NOTHING: Mapping[str, str] = {}


def _no_names(_: str) -> Sequence[tuple[str, float]]:
    return ()


def translate(
    question: str,
    known: Callable[[str], bool],
    additions: Mapping[str, str] = _NOTHING,
    spelled: Spelled = _no_names,
) -> str | None:
    """Translate `question` to Arabic words, its question word first.

    `known` returns whether the corpus has a folded Arabic word; of several translations a known one is preferred.
    `additions` is a maintainer's glossary (`parse_glossary`), which takes precedence. `spelled` returns the words of
    the corpus that a lower-case Latin word may spell, with their phonetic distance (`Skeletons.spelled`).

    Returns None if the question isn't English or French or no word is recognised.
    """
    words = words_of(question)
    if not words or _NOT_LATIN.search(question) or any(_DIGIT_IN_WORD.fullmatch(word.raw) for word in words):
        return None
    language = language_of(words, additions)
    if language is None:
        return None
    items = _Scan(words, language, known, additions, spelled).items()
    content = sum(item.kind in _CONTENT for item in items)
    leans = any(item.kind == "asking" for item in items) and not any(item.kind == "foreign" for item in items)
    if not content and not leans:
        return None
    if content > _MOST_WITH_PRONOUN:
        items = [item for item in items if item.kind != "pronoun"]
    return phrased(items, reverse=language == "en") + ("؟" if "?" in question else "")


class _Scan:
    """One pass over the words of a question."""

    def __init__(
        self,
        words: Sequence[Word],
        language: Language,
        known: Callable[[str], bool],
        additions: Mapping[str, str],
        spelled: Spelled,
    ) -> None:
        self._words = words
        self._language: Language = language
        self._known = known
        self._additions = additions
        self._spelled = spelled
        self._asked = False

    def items(self) -> list[Item]:
        """Return the question as items, in the order of the words."""
        found: list[Item] = []
        place = 0
        while place < len(self._words):
            item, size = self._phrase(place)
            if item is None:
                item, size = self._word(place), 1
            place += size
            found.append(item)
        return found

    def _phrase(self, place: int) -> tuple[Item | None, int]:
        """Return the longest phrase of two or more words at `place`, and its number of words; None, 0 without one."""
        for size in range(min(_LONGEST_PHRASE, len(self._words) - place), 1, -1):
            keys = [word.key for word in self._words[place : place + size]]
            phrase = " ".join(keys)
            if phrase in POLITE:
                return Item("", "break"), size
            if place == 0 and phrase in YES_NO[self._language]:
                self._asked = True
                return Item("هل", "asking"), size
            arabic = ASKING[self._language].get(phrase)
            if arabic and not self._asked:
                self._asked = True
                return Item(arabic, "asking"), size
            plural = " ".join(key.removesuffix("s") for key in keys)
            last = " ".join([*keys[:-1], keys[-1].removesuffix("s")])
            for form in (phrase, last, plural):
                alternatives = self._alternatives(form)
                if alternatives:
                    return self._item(alternatives), size
        return None, 0

    def _alternatives(self, key: str) -> Sequence[str]:
        added = self._additions.get(key)
        return [each.strip() for each in added.split("|")] if added else built_in(self._language).get(key, ())

    def _item(self, alternatives: Sequence[str]) -> Item:
        text = self._chosen(alternatives)
        return Item(text, "adjective" if is_adjective(text) else "noun")

    def _chosen(self, alternatives: Sequence[str]) -> str:
        """Return the first alternative whose words the corpus has, else the first."""
        for each in alternatives:
            folded = [fold_word(word) for word in each.split()]
            if all(is_stop_word(word) or self._known(word) for word in folded):
                return each
        return alternatives[0]

    def _word(self, place: int) -> Item:
        word = self._words[place]
        if word.key[0].isdigit():
            return Item(re.sub(r"(?<=\d)[a-z]+$", "", word.key), "number")
        if word.raw in ROMAN and place and self._words[place - 1].raw[0].isupper():
            return Item(ROMAN[word.raw], "name")
        month = self._month(place)
        if month:
            return Item(month, "number")
        is_acronym = len(word.raw) > 1 and word.raw.isupper() and self._alternatives(word.key)
        return (None if is_acronym else self._function(place)) or self._content(place)

    def _month(self, place: int) -> str:
        word = self._words[place]
        names = months(self._language).get(word.key)
        near = [*self._words[max(place - 1, 0) : place], *self._words[place + 1 : place + 2]]
        dated = any(each.key[0].isdigit() for each in near)
        if not names or (word.key in AMBIGUOUS_MONTHS and not dated and not (place and word.raw[0].isupper())):
            return ""
        return self._chosen(names)

    def _function(self, place: int) -> Item | None:
        """Return the item of a function word; None for a content word."""
        key, language = self._words[place].key, self._language
        if place == 0 and key in YES_NO[language]:
            self._asked = True
            return Item("هل", "asking")
        is_where = key != "ou" or place == 0 or self._words[place].raw.lower() == "où"
        if key in ASKING[language] and not self._asked and is_where:
            self._asked = True
            return Item(ASKING[language][key], "asking")
        preposition = PREPOSITIONS[language].get(self._words[place].raw.lower(), "")
        kind: Kind | None = None
        pronouns = OBJECTS[language] if place == len(self._words) - 1 else POSSESSIVES[language]
        if key in pronouns:
            return Item(pronouns[key], "pronoun")
        if key in GENITIVES[language]:
            return Item("", "genitive", definite=key in ARTICLES[language])
        elif key in ARTICLES[language]:
            kind = "article"
        elif key in ANDS:
            return Item("و", "and")
        elif key == "'s":
            kind = "possessive"
        elif preposition:
            return Item(preposition, "preposition")
        elif key in FUNCTION[language]:
            kind = "break"
        return Item("", kind) if kind else None

    def _content(self, place: int) -> Item:
        word = self._words[place]
        named = bool(place) and word.raw[0].isupper()
        if named and self._beside_name(place):
            name = self._name(word, _NAME_OVER_GLOSSARY)
            if name:
                return Item(name, "name")
        for form in plain_forms(word.key, self._language):
            alternatives = self._alternatives(form)
            if alternatives:
                item = self._item(alternatives)
                return Item(item.text, "name") if named and item.kind == "noun" else item
        return self._unlisted(word, named=named)

    def _beside_name(self, place: int) -> bool:
        """Return whether a neighbour is a name missing from the glossary, so that Baker is a name and not a baker."""
        near = [*self._words[max(place - 1, 1) : place], *self._words[place + 1 : place + 2]]
        return any(
            each.raw[0].isupper() and each.key not in FUNCTION[self._language] and not self._alternatives(each.key)
            for each in near
        )

    def _unlisted(self, word: Word, *, named: bool) -> Item:
        """Return a word missing from the glossary: as the corpus spells it, else transliterated, else as typed."""
        consonants = len(readings(word.key)[0].consonants)
        most = _NAME_UNLIKENESS if named else _WORD_UNLIKENESS if consonants > 3 else _SHORT_WORD_UNLIKENESS
        name = self._name(word, most) if named or consonants > 2 else ""
        if name:
            return Item(name, "name")
        if not named or self._known(word.key) or not word.key.isalpha() or not word.key.isascii():
            return Item(word.raw, "foreign")
        return Item(written(word.key), "name")

    def _name(self, word: Word, most: float) -> str:
        """Return how the corpus spells a Latin word, "" if no word sounds like it."""
        for candidate, cost in self._spelled(word.key):
            if cost <= most and self._known(candidate):
                return candidate[:-1] + "ة" if word.key.endswith("a") and candidate.endswith("ه") else candidate
        return ""

"""Topics: the parts of a complete question: question phrase, topic, places and years."""

import re
from dataclasses import dataclass

from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import Token, tokenize
from qa_service.arabic.conversation.asking import kind_of_question
from qa_service.arabic.conversation.ellipsis import (
    PREPOSITIONS,
    is_asking,
    is_relational,
    is_verb,
    place_at,
    without_clitic,
)

_COPULAS = frozenset("هو هي هم هما هن كان كانت كانوا يكون تكون".split())
_BEFORE_ASKING = frozenset("في من الي مع عن ب علي منذ حتي ل".split())
_YEAR = re.compile(r"[12]\d{3}")
_MASCULINE_PLACES = frozenset("المغرب العراق السودان لبنان الاردن اليمن الصومال تشاد".split())
RELATIVE = frozenset("الذي التي الذين اللذان اللتان اللي والذي والتي".split())
"""Folded relative pronouns."""
_MEASURES = frozenset(
    "اسم عدد مساحه طول ارتفاع علو عمق عرض حجم وزن سكان نسبه معدل تاريخ سبب اسباب مده كثافه سرعه".split()
)
_DIALECT_OF = frozenset("ديال تاع نتاع متاع بتاع بتاعه تبع حق د".split())
_OF_PEOPLE = frozenset(
    map(fold_word, "ولد توفي مات عاش نشأ تزوج درس تخرج سافر هاجر دفن يعيش يسكن اعتزل استقال عين".split())
)
_OF_COUNTRIES = frozenset(
    map(fold_word, "ملك رئيس حكومة برلمان عملة علم لغة مساحة حدود دستور جيش اقتصاد نظام زعيم حاكم".split())
)
_END = " \t\n؟?!.،"


@dataclass(frozen=True, slots=True)
class Asked:
    """The span of the question phrase of a text («في أي عام», «من هو»), in code points."""

    start: int
    end: int


def asked_in(text: str) -> Asked | None:
    """Return the question phrase of a text, or None; except at the beginning only unambiguous words count."""
    tokens = tokenize(text)
    for place, token in enumerate(tokens):
        at_head = place == 0 or (place == 1 and tokens[0].text in _BEFORE_ASKING)
        if not is_asking(token.text) or (not at_head and (len(token.text) < 3 or token.text[0] in "بل")):
            continue
        if place == 0 and token.text == "من" and len(tokens) > 1 and is_asking(tokens[1].text):
            continue
        first = place - 1 if place == 1 and tokens[0].text in _BEFORE_ASKING else place
        last = place
        if kind_of_question(token.text) == "which" and place + 1 < len(tokens):
            asks_noun = kind_of_question(f"{token.text} {tokens[place + 1].text}") != "which"
            last += asks_noun
        while last + 1 < len(tokens) and tokens[last + 1].text in _COPULAS:
            last += 1
        return Asked(tokens[first].start, tokens[last].end)
    return None


def without_question(text: str) -> str:
    """Return the text without its question phrase and its closing marks."""
    asked = asked_in(text)
    if asked is None:
        return text.strip(_END)
    return f"{text[: asked.start].rstrip()} {text[asked.end :].strip(_END)}".strip()


def asked_anew(question: str, phrase: str) -> str:
    """Return `question` with another question phrase, without closing marks."""
    rest = without_question(question)
    first = next(iter(tokenize(rest)), None)
    # «أسباب المعركة» has a reason and no year: the year asked for is that of the battle.
    is_measure = first is not None and first.text in _MEASURES
    dated = kind_of_question(phrase) in ("when", "where", "who")
    return f"{phrase} {topic_of(question, None) if is_measure and dated else rest}"


def topic_of(question: str, gender: str | None, leaning: str = "") -> str:
    """Return the topic of a question that a pronoun of this gender (None: any) or a verb without a subject refers to.

    `leaning` is the referring word, in its independent spelling.

    «متى تأسس المنتدى العالمي؟» المنتدى العالمي, «ما عاصمة المغرب؟» عاصمة المغرب or المغرب. After a «who» question the
    topic is the person if `leaning` is something that people do: «من اكتشف البنسلين؟», «وأين ولد؟».
    """
    asked = asked_in(question)
    kind = kind_of_question(question[asked.start : asked.end]) if asked else "none"
    rest = without_question(question)
    tokens = tokenize(rest)
    if not tokens:
        return rest
    first = 0
    verbal = kind in ("when", "where", "why", "how", "yes_no", "how_many", "who") and (
        is_verb(tokens[0].text) or _looks_like_verb(tokens, kind, copula=_has_copula(question, asked))
    )
    if verbal:
        if kind == "who" and fold_word(leaning).removesuffix("ت") in _OF_PEOPLE:
            return f"من {rest}"
        first = 1
    first = _past_measures(tokens, first)
    if first >= len(tokens):
        return rest
    chosen = _agreeing(tokens, first, gender)
    if fold_word(leaning) in _OF_COUNTRIES and is_relational(tokens[first].text):
        chosen = next((place for place in range(first, len(tokens)) if place_at(tokens, place)), chosen)
    end = _end_of_phrase(tokens, chosen)
    return _bare(rest[tokens[chosen].start : tokens[end - 1].end], after_verb=verbal and chosen == first)


def _has_copula(question: str, asked: Asked | None) -> bool:
    return asked is not None and any(t.text in _COPULAS for t in tokenize(question, asked.start, asked.end))


def _looks_like_verb(tokens: list[Token], kind: str, *, copula: bool) -> bool:
    """Return whether the first word after a question word of time, place or person is a verb: no article, no name."""
    word = tokens[0].text
    if copula or len(tokens) < 2 or word.startswith("ال") or place_at(tokens, 0) or is_relational(word):
        return False
    # «كم عدد», «أين مدينة فاس»: nouns; «من يشارك في», «كيف وصف التقرير»: verbs.
    return kind in ("who", "when", "where", "why", "how", "yes_no") and not word[0].isdigit()


def _past_measures(tokens: list[Token], first: int) -> int:
    """Skip «عدد سكان», «مساحة»: return the place of what is measured, not of the measure."""
    while first < len(tokens) - 1 and (
        tokens[first].text.removeprefix("ال") in _MEASURES
        or tokens[first].text in _DIALECT_OF
        or tokens[first].text in PREPOSITIONS
        or is_verb(tokens[first].text)
        or is_stop_word(tokens[first].text)
        or (tokens[first].text[0] == "ي" and tokens[first + 1].text.startswith("ال"))
    ):
        first += 1
    return first


def _agreeing(tokens: list[Token], first: int, gender: str | None) -> int:
    """Return the head of the phrase, or its complement if only that agrees: «عاصمة المغرب» with «ـه» is المغرب."""
    if gender is None or gender == "plural" or _gender(tokens[first].text) == gender:
        return first
    for place in range(first + 1, min(first + 4, len(tokens))):
        word = tokens[place].text
        is_name = place_at(tokens, place) > 0 or word.startswith(("ال", "لل", "بال"))
        if is_name and _gender(word) == gender and not word.endswith("يه"):
            return place
    return first


def _gender(word: str) -> str:
    bare = without_clitic(word)[-1]
    if bare in _MASCULINE_PLACES:
        return "masculine"
    is_place = place_at([Token(bare, 0, 0)], 0) > 0
    return "feminine" if is_place or bare.endswith(("ه", "ات", "اء", "يا")) else "masculine"


def _end_of_phrase(tokens: list[Token], first: int) -> int:
    """Return the end of the phrase that begins at a token: before a second verb, a year, or «مع», «في عام», «حسب»."""
    place = first + 1
    while place < len(tokens):
        word = tokens[place].text
        if (
            _YEAR.fullmatch(word)
            or word in ("عام", "سنه", "مع", "حسب", "خلال", "منذ", "قبل", "بعد", "ضد", *RELATIVE)
            or (word in ("في", "من", "عن", "علي", "الي") or is_asking_after(word) or is_verb(word))
        ):
            break
        place += 1
    return place


def is_asking_after(word: str) -> bool:
    """Return whether a word inside a question begins another one: «وأين», «ومتى»."""
    return len(word) > 3 and word[0] == "و" and is_asking(word[1:])


def _bare(phrase: str, *, after_verb: bool = False) -> str:
    """Return a phrase without the clitic of its article («بالمغرب» المغرب), after a verb also without «ب» («بكأس»)."""
    for clitic, article in (("بال", "ال"), ("لل", "ال"), ("وال", "ال")):
        if phrase.startswith(clitic):
            return article + phrase[len(clitic) :]
    word = fold_word(phrase.split(maxsplit=1)[0])
    is_clitic = after_verb and word[0] == "ب" and len(word) > 3 and zipf(light_stem(word)) < zipf(light_stem(word[1:]))
    return phrase[1:] if is_clitic else phrase


def replaced(question: str, phrase: str, tokens: list[Token]) -> str:
    """Return `question` with its place, year or topic, whichever kind `phrase` is, replaced by `phrase`."""
    mark = "؟" if question.rstrip().endswith(("؟", "?")) else ""
    whole = question.strip(_END)
    theirs = tokenize(whole)
    content = [token for token in tokens if not is_stop_word(token.text)]
    prepositional = bool(tokens) and tokens[0].text in PREPOSITIONS
    bare = phrase[content[0].start :] if prepositional else phrase
    if any(_YEAR.fullmatch(token.text) for token in content):
        spot = next(((t.start, t.end) for t in theirs if _YEAR.fullmatch(t.text)), None)
        year = next(token.text for token in content if _YEAR.fullmatch(token.text))
        return _put(whole, spot, year) + mark if spot else f"{whole} {_in(phrase, prepositional)}{mark}"
    if prepositional or any(place_at(tokens, place) for place in range(len(tokens))):
        spot = _place_in(whole, theirs)
        if spot is not None:
            return _put(whole, spot, _bare(bare)) + mark
        if prepositional:
            return f"{whole} {phrase}{mark}"
    topic = topic_of(question, None)
    start = whole.find(topic)
    if start >= 0:
        return _put(whole, (start, start + len(topic)), phrase) + mark
    return f"{whole} {phrase}{mark}"


def _in(phrase: str, prepositional: bool) -> str:
    return phrase if prepositional else f"في {phrase}"


def _place_in(text: str, tokens: list[Token]) -> tuple[int, int] | None:
    """Return the span of the first place name in a text, without clitics, or None."""
    for place, token in enumerate(tokens):
        size = place_at(tokens, place)
        if size:
            raw = text[token.start : token.end]
            skipped = (
                1 if raw.startswith(("بال", "وال", "لال")) or not place_at([token, *tokens[place + 1 :]], 0) else 0
            )
            return token.start + skipped, tokens[place + size - 1].end
    return None


def _put(text: str, spot: tuple[int, int], new: str) -> str:
    return text[: spot[0]] + new + text[spot[1] :]

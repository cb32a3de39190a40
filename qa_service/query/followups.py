"""Follow-ups: a question that leaves out what was asked before («ومتى؟», «ومن يرأسها؟», «وفي إسبانيا؟»), completed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import Token, tokenize
from qa_service.arabic.conversation.agreement import referent_of
from qa_service.arabic.conversation.asking import kind_of_question
from qa_service.arabic.conversation.ellipsis import (
    PREPOSITIONS,
    Pronoun,
    is_joined,
    is_relational,
    is_superlative,
    is_tail,
    is_verb,
    place_at,
    pronoun_of,
)
from qa_service.arabic.conversation.topics import RELATIVE, Asked, asked_anew, asked_in, replaced, topic_of

_LONGEST_ELLIPSIS, _LONGEST_FOLLOW_UP = 3, 4  # content words
DEEPEST = 5  # earlier questions looked at
_LEADS = frozenset("طيب طب حسنا اوك اوكي تمام ممتاز شكرا اه ايوه نعم واخا زين جيد يعني".split())  # noqa: SIM905
_ABOUT = tuple(
    tuple(token.text for token in tokenize(phrase))
    for phrase in ("ماذا عن", "وماذا عن", "ماذا بشأن", "وماذا بشأن", "ماذا بخصوص", "وماذا بخصوص", "بالنسبة ل", "بالنسبة إلى",
                   "وبالنسبة إلى", "شنو على", "وشنو على", "اشنو على", "واشنو على", "شو عن", "وشو عن", "ايش عن", "وايش عن",
                   "وش عن", "شنو عن", "وشنو عن", "إيه عن", "أما عن", "وماذا في", "وماذا حول")
)  # fmt: skip
_EMPTY = _LEADS | frozenset("مرحبا سلام السلام عليكم اهلا وسهلا".split())  # noqa: SIM905
_OWNED = frozenset(
    "السكان العاصمه المساحه الطول السبب الاسباب النتيجه النتائج العمر الارتفاع السعر الثمن التكلفه التاريخ".split()  # noqa: SIM905
)
_POINTING = frozenset("هذا هذه ذلك تلك هذي هادشي هاد ده دي هيدا".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier question of the conversation and the documents that answered it."""

    question: str
    document_ids: tuple[str, ...] = ()


def _is_no_stop_word(word: str) -> bool:
    return not is_stop_word(word)


def inherit(question: str, history: Sequence[Turn], is_content: Callable[[str], bool] = _is_no_stop_word) -> str | None:
    """`question` completed from the earlier questions, newest first; None when it stands alone or nothing completes it.

    All questions in Arabic; `history` oldest first. `is_content` tells folded words that carry content. What a
    question leaves out is told by its form alone: no content words, a pronoun or a verb without what it refers to,
    a noun that is always of something, or a joined phrase without a question word. All else stays as it is.
    """
    heard = _heard(question, is_content)
    before = "" if heard is None else _last_complete(history[-DEEPEST:], is_content)
    completed = heard.completed(before) if heard and before else None
    return completed if completed and completed.strip() else None


def _last_complete(history: Sequence[Turn], is_content: Callable[[str], bool]) -> str:
    """The newest question that asks something, completed from those before it; empty without one."""
    complete = ""
    for turn in history:
        heard = _heard(turn.question, is_content)
        if heard is not None:
            complete = (heard.completed(complete) if complete else None) or complete
        elif any(is_content(token.text) and token.text not in _EMPTY for token in tokenize(turn.question)):
            complete = turn.question
    return complete


@dataclass(frozen=True, slots=True)
class _FollowUp:
    """A question that leans on another."""

    text: str  # without «طيب», «وماذا عن», the joining و
    tokens: list[Token]  # of `text`
    asked: Asked | None  # its question phrase
    way: str  # what is missing: all | slot | referent | subject | owner

    def completed(self, before: str) -> str | None:
        """The follow-up with what it leaves out, taken from the complete question before it."""
        match self.way:
            case "all":
                return self._with_content_of(before)
            case "slot":
                return self._in_place_of(before)
            case "referent":
                return self._with_referent(before)
            case _:
                return self._with_topic(before)

    def _with_content_of(self, before: str) -> str:
        """«ومتى؟»: the old question under the new question word."""
        mark = "؟" if "؟" in before or "؟" in self.text else ""
        return asked_anew(before, self.text.rstrip(" ؟?!.")) + mark

    def _in_place_of(self, before: str) -> str:
        """«وفي إسبانيا؟»: the old question with the new place, year or topic."""
        owned = self._owned()
        if owned is not None:
            return f"ما {owned} {topic_of(before, None)}؟"
        return replaced(before, self.text.rstrip(" ؟?!."), self.tokens)

    def _owned(self) -> str | None:
        """The noun of «وعاصمتها؟», «والمساحة؟», None for another phrase."""
        if len(self.tokens) != 1:
            return None
        raw = self.text[self.tokens[0].start : self.tokens[0].end]
        pronoun = pronoun_of(raw)
        if pronoun and is_relational(tokenize(pronoun.host)[0].text):
            return pronoun.host
        return raw.removeprefix("ال") if is_relational(self.tokens[0].text) else None

    def _with_referent(self, before: str) -> str | None:
        """«ومن يرأسها؟»: the pronoun replaced by what it stands for."""
        for token in _outside(self.tokens, self.asked):
            pronoun = pronoun_of(self.text[token.start : token.end])
            if pronoun:
                topic = referent_of(before, pronoun.gender, pronoun.host)
                return topic and self.text[: token.start] + _joined_to(pronoun, topic) + self.text[token.end :]
        return None

    def _with_topic(self, before: str) -> str:
        """«وأين ولد؟», «وكم عدد السكان؟»: the subject or owner after the last word that wants one."""
        content = [token for token in self.tokens if not is_stop_word(token.text) and not is_tail(token.text)]
        last = content[-1] if self.way == "owner" else content[0]
        word = self.text[last.start : last.end]
        topic = referent_of(before, None, word)
        if self.way == "owner" and last.text.startswith("ال"):
            word = word.removeprefix("ال")
        return topic and f"{self.text[: last.start]}{word} {topic}{self.text[last.end :]}"


def _joined_to(pronoun: Pronoun, topic: str) -> str:
    if pronoun.on_preposition and len(pronoun.host) == 1:
        return "لل" + topic[2:] if pronoun.host == "ل" and topic.startswith("ال") else pronoun.host + topic
    return f"{pronoun.host} {topic}"


def _heard(question: str, is_content: Callable[[str], bool]) -> _FollowUp | None:
    """The question as a follow-up, None when it stands alone."""
    text, about = _without_lead(question)
    tokens = tokenize(text)
    if not tokens:
        return None
    joined = about or is_joined(tokens[0].text) or tokens[0].text in ("و", "ف")
    asked = None if about else asked_in(text)
    if joined and not about and (asked is None or asked.start == 0):
        text = text[1:].lstrip() if len(tokens[0].text) > 1 or tokens[0].text in ("و", "ف") else text
        tokens, asked = tokenize(text), asked_in(text)
    after = _outside(tokens, asked)
    content = [t for t in after if is_content(t.text) and not is_tail(t.text) and t.text not in _LEADS]
    way = _way_of(text, after, content, asked, joined=joined, about=about)
    return None if way is None else _FollowUp(text, tokens, asked, way)


def _outside(tokens: list[Token], asked: Asked | None) -> list[Token]:
    """The tokens but those of the question phrase."""
    return tokens if asked is None else [t for t in tokens if not asked.start <= t.start < asked.end]


def _without_lead(question: str) -> tuple[str, bool]:
    """The question without «طيب», and whether it began with «ماذا عن» or the like, which is left out as well."""
    text = question.strip()
    tokens = tokenize(text)
    first = 0
    while first < len(tokens) - 1 and tokens[first].text in _LEADS:
        first += 1
    words = [token.text for token in tokens[first:]]
    for phrase in _ABOUT:
        if tuple(words[: len(phrase)]) == phrase and len(words) > len(phrase):
            return text[tokens[first + len(phrase)].start :], True
    if words and words[0] in ("وعن", "بالنسبه", "وبالنسبه") and 1 < len(words) <= 4:
        return text[tokens[first + 1].start :], True
    return (text[tokens[first].start :] if first else text), False


def _way_of(
    text: str, after: list[Token], content: list[Token], asked: Asked | None, *, joined: bool, about: bool
) -> str | None:
    """What is missing; None for a question that stands alone. `after`: its words but the question phrase."""
    if asked is None:
        return _way_of_phrase(after, content, joined=joined, about=about)
    if not content:
        return (
            "all"
            if kind_of_question(text) != "yes_no" and not _has_pronoun(text, after)
            else ("referent" if _has_pronoun(text, after) else None)
        )
    if len(content) > _LONGEST_FOLLOW_UP or any(token.text in RELATIVE for token in after):
        return None
    if _refers_outside(text, after, content, kind_of_question(text[asked.start : asked.end]), joined=joined):
        return "referent"
    if all(is_relational(token.text) for token in content):
        # «من هو رئيس الحكومة؟» stands alone, «ومن هو رئيس الحكومة؟» and «كم عدد السكان؟» don't.
        wants_owner = joined or content[-1].text in _OWNED
        return "owner" if wants_owner and kind_of_question(text) != "yes_no" else None
    first = content[0]
    rest_points = all(token.text in _POINTING for token in after if token not in content and token.start > first.start)
    is_lonely = len(content) == 1 and rest_points and not _ends_on_noun(after)
    if is_lonely and (is_verb(first.text) or (joined and _may_be_verb(first, after))):
        return "subject"
    return None


def _way_of_phrase(after: list[Token], content: list[Token], *, joined: bool, about: bool) -> str | None:
    """What a phrase without a question word leaves out: all but itself, when it is short and joined to what was said."""
    prepositional = bool(after) and after[0].text in PREPOSITIONS
    if not content or len(content) > _LONGEST_ELLIPSIS or not (joined or about or prepositional):
        return None
    if any(token.text in RELATIVE or token.text == "من" or is_verb(token.text) for token in after):
        return None
    return "slot" if about or prepositional or len(content) <= 2 else None


def _may_be_verb(token: Token, tokens: list[Token]) -> bool:
    return not token.text.startswith("ال") and not token.text[0].isdigit() and not place_at(tokens, tokens.index(token))


def _ends_on_noun(tokens: list[Token]) -> bool:
    """Whether «هذا» stands before a noun, so that the verb has its subject."""
    return any(
        one.text in _POINTING and not is_stop_word(two.text) for one, two in zip(tokens, tokens[1:], strict=False)
    )


def _has_pronoun(text: str, tokens: list[Token]) -> bool:
    return any((found := pronoun_of(text[t.start : t.end])) and found.certain for t in tokens)


def _refers_outside(text: str, after: list[Token], content: list[Token], kind: str, *, joined: bool) -> bool:
    """Whether the first pronoun that hangs on a word has nothing in the question to stand for."""
    for place, token in enumerate(after):
        pronoun = pronoun_of(text[token.start : token.end])
        if pronoun is None or not (pronoun.certain or joined):
            continue
        following = after[place + 1 : place + 2]
        if text[token.end - 1] == "ه" and any(each in content for each in following):
            return False  # «عاصمه المغرب» has a ة
        if pronoun.on_preposition and (len(content) > 2 or kind == "which" or (kind == "who" and place == 0)):
            return False  # «من لديه», «أي جامعة لها»: it stands for who or which is asked for
        before = [each for each in content if each.start < token.start]
        # A verb and nouns that are «of» the pronoun aren't what it stands for.
        return all(is_relational(each.text) or is_verb(each.text) or is_superlative(each.text) for each in before)
    return False

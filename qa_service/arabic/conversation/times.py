"""Times: whether a question asks for the present state, and without which words it is searched for."""

import re
from dataclasses import dataclass

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.tokens import Token, tokenize

_NOW = frozenset(map(fold_word, (
    "الآن حاليا حالياً دابا توا هلق هلأ دلوقتي دلوقت الحين هسه هسع حاليّا راهنا now currently nowadays maintenant actuellement"
).split()))  # fmt: skip
_NOW_AT_END = frozenset(map(fold_word, "اليوم النهارده النهاردة today".split()))
_UNTIL = frozenset(("حتي", "الي", "لحد", "until", "jusqu"))
_PER = frozenset(("في", "كل", "هذا", "ذلك", "من"))  # «في اليوم» is a day, no time
_LATEST = frozenset(map(fold_word, "آخر أحدث latest newest dernier derniere".split()))  # near the beginning
_CURRENT = frozenset(map(fold_word, "الحالي الحالية حالي مؤخرا current actuel actuelle".split()))
_OFFICE = frozenset(map(fold_word, (
    "رئيس رئيسة ملك وزير وزيرة مدير مديرة أمير حاكم محافظ عمدة والي مدرب مدربة أمين سلطان زعيم قائد بطل حامل"
).split()))  # fmt: skip
_WHAT = frozenset(map(fold_word, "ما ماهو ماهي شنو اش ايش وش شو ايه what which quel quelle quels quelles".split()))
_BEGINNING = 3  # words
_IS = frozenset(("هو", "هي"))
_PAST = re.compile(r"\b(?:كان|كانت|عام|سنه|اثناء|خلال|عهد|زمن|قبل|بعد|عندما|حين|اول|سابق|السابق|was|etait|\d{3,4})\b")


@dataclass(frozen=True, slots=True)
class AskedTime:
    """`question` without the words that only say «now»; `is_present`: the newest article that answers is wanted."""

    question: str
    is_present: bool


def asked_time(question: str) -> AskedTime:
    """Return what a question says about time.

    >>> asked_time("كم ارتفاع السد العالي الآن؟")
    AskedTime(question='كم ارتفاع السد العالي؟', is_present=True)
    """
    tokens = tokenize(question)
    words = [token.text for token in tokens]
    said = [place for place, word in enumerate(words) if word in _NOW or _is_today(words, place)]
    said = sorted({*said, *(place - 1 for place in said if place and words[place - 1] in _UNTIL)})
    if 0 < len(said) < len(tokens):
        return AskedTime(_without(question, tokens, said), is_present=True)
    is_latest = bool(words) and words[0] in _WHAT | _LATEST and any(word in _LATEST for word in words[:_BEGINNING])
    is_latest |= any(word in _CURRENT for word in words)
    return AskedTime(question, is_present=(is_latest or _asks_office(words)) and not _PAST.search(" ".join(words)))


def _is_today(words: list[str], place: int) -> bool:
    """Return whether «today» stands at the end, where it can't be «the day» of something."""
    is_last = place == len(words) - 1 and place > 1
    return words[place] in _NOW_AT_END and is_last and words[place - 1] not in _PER


def _asks_office(words: list[str]) -> bool:
    """Return whether «من هو رئيس…», «من هي وزيرة…» is asked."""
    return any(
        one in ("من", "مين", "شكون", "منو") and two in _IS and three in _OFFICE
        for one, two, three in zip(words, words[1:], words[2:], strict=False)
    )


def _without(question: str, tokens: list[Token], places: list[int]) -> str:
    kept, end = [], 0
    for place in places:
        kept.append(question[end : tokens[place].start].rstrip())
        end = tokens[place].end
    rest = question[end:]
    return ("".join(kept) + rest).strip()

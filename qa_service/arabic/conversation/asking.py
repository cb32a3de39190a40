"""Asking: the kind of answer a question wants, from its question word or the noun it asks about."""

import re
from typing import Literal

from qa_service.arabic.analysis.analyzer import content_tokens
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.tokens import tokenize

Kind = Literal["who", "when", "where", "how_many", "why", "how", "what", "which", "yes_no", "none"]

KINDS: tuple[Kind, ...] = ("who", "when", "where", "how_many", "why", "how", "what", "which", "yes_no", "none")

_WORDS: dict[Kind, str] = {
    "who": "من مين منو شكون لمن بمن ممن منهو",
    "when": "متى إمتى امتى إيمتى فوقاش وقتاش وقتاه متين",
    "where": "أين فين وين منين فاين اين",
    "how_many": "كم بكم كام شحال قديش قداش بشحال بقديش بكام",
    "why": "لماذا لم ليه ليش علاش لاش لمه علام",
    "how": "كيف كيفاش كيفاه ازاي إزاي شلون اشلون شلونك",
    "what": "ما ماذا ماهو ماهي شنو شنوا اشنو أشنو آش اش ايش إيش شو شن شني ايه إيه وش بماذا بم فيم مم عم عماذا شنهو",
    "which": "أي أيهما أيها اي انهي انهو أشمن اشمن شمن اد چم",
    "yes_no": "هل أهل واش",
}
_KIND_OF: dict[str, Kind] = {fold_word(word): kind for kind, words in _WORDS.items() for word in words.split()}

# The noun after a «what» or a «which» says more than the question word: «في أي عام», «ما عدد», «ما سبب».
_NOUNS: dict[Kind, str] = {
    "when": "عام سنة يوم شهر تاريخ قرن عقد ساعة عصر زمن فترة موعد أعوام سنوات حقبة وقت مواليد",
    "where": "مدينة دولة بلد قارة مكان منطقة ولاية إقليم محافظة جزيرة موقع عاصمة حي بلاد قرية مقر مسقط"
    " شارع ملعب بحر نهر",
    "who": "شخص رئيس ملك عالم كاتب لاعب مخرج مؤلف مؤسس قائد مدرب زعيم شاعر امير وزير فنان مخترع مكتشف",
    "how_many": "عدد مساحة طول نسبة ارتفاع عمر سعر ثمن عرض عمق مسافة وزن سرعة كمية كثافة درجة قيمة معدل حجم"
    " مدة مبلغ تكلفة",
    "why": "سبب أسباب علة",
    "how": "كيفية طريقة",
}
_KIND_OF_NOUN: dict[str, Kind] = {
    light_stem(fold_word(noun)): kind for kind, nouns in _NOUNS.items() for noun in nouns.split()
}
_PROCLITICS = ("و", "ف", "ب", "ل")
_SKIPPED = frozenset(map(fold_word, "هو هي هم هن كان كانت تم اسم اسماء يكون تكون هذا هذه".split()))
_AMBIGUOUS = ("من", "ما", "لم", "مم", "عم", "اد")
_PRONOUNS = frozenset(("هو", "هي", "هم", "اسم"))
_LOOK_AHEAD = 3


def kind_of_question(question: str) -> Kind:
    """Return the kind of answer that `question` wants; `none` for keywords without a question word."""
    words = [token.text for token in tokenize(question)]
    for place, word in enumerate(words):
        kind = _kind_of_word(word, words[place + 1 : place + 2], first=place == 0)
        if kind is None:
            continue
        if kind in ("what", "which"):
            return _kind_of_noun(words[place + 1 : place + 1 + _LOOK_AHEAD]) or kind
        return kind
    return "none"


def _kind_of_word(word: str, following: list[str], *, first: bool) -> Kind | None:
    kind = _KIND_OF.get(word)
    if kind is None and len(word) > 2 and word[0] in _PROCLITICS:
        kind = _KIND_OF.get(word[1:])
    # «من» is «who» at the head of a question and «from» inside it, unless «من هو»; «ما» and «لم» likewise.
    if kind is not None and not first and word in _AMBIGUOUS and not _PRONOUNS.intersection(following):
        return None
    # «من أين», «من أي بلد»: before another question word it is «from» also at the head.
    if word == "من" and following and _KIND_OF.get(following[0]) in ("where", "when", "which"):
        return None
    return kind


def kind_of_noun(noun: str) -> Kind | None:
    """Return the kind of answer that a folded noun asks for by itself: «عدد», «مدينة», «رئيس»; None for most."""
    return _KIND_OF_NOUN.get(light_stem(noun))


def _kind_of_noun(words: list[str]) -> Kind | None:
    for word in words:
        if word not in _SKIPPED:
            return kind_of_noun(word)
    return None


_QUESTION = re.compile(r"[^؟?]+[؟?]*")


def chosen_question(text: str) -> tuple[str, bool]:
    """Return the question to answer if a text contains several, and whether there was a choice: the first with two
    content words, else the one with the most."""
    pieces = _QUESTION.findall(text)
    if len(pieces) < 2:
        return text, False
    questions = [(piece.strip(), len(content_tokens(piece))) for piece in pieces if kind_of_question(piece) != "none"]
    questions = [question for question in questions if question[1]]
    if len(questions) < 2:
        return text, False
    full = [question for question in questions if question[1] >= 2]
    return (full or [max(questions, key=lambda question: question[1])])[0][0], True

"""Drafting: questions that an Arabic sentence answers, made of a question word and words of the sentence.

«تأسس المنتدى العالمي سنة 2011» answers «متى تأسس المنتدى العالمي؟». Few patterns are known, and other sentences
yield none: a draft that reads badly is worse than no draft.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.conversation import cues
from qa_service.arabic.conversation.asking import kind_of_question

_MOST_WORDS = 9  # of a subject
_MOST_ROLE_WORDS = 7
_MOST_DEFINED_WORDS = 5
_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"), ("[", "]"))
COMMA = "،"
_CLAUSE = re.compile('[،؛:.!؟?,;…"]')


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold_word, words.split()))


_HAPPENED = _folded(
    "ولد ولدت توفي توفيت تأسس تأسست أسس أسست افتتح افتتحت انطلق انطلقت بدأ بدأت انتهى انتهت صدر صدرت نشر نشرت"
    " فاز فازت استقل استقلت انضم انضمت حصل حصلت نال نالت اكتشف اكتشفت اندلع اندلعت أنشئ أنشئت أنشأ أنشأت"
    " بني بنيت شيد شيدت أقيم أقيمت عقد عقدت انعقد انعقدت زار زارت وصل وصلت تولى تولت عين عينت انتخب انتخبت استضاف استضافت"
    " شارك شاركت غادر غادرت عاد عادت هاجر هاجرت تخرج تخرجت أصدر أصدرت أطلق أطلقت دخل دخلت خرج خرجت سقط سقطت انهار انهارت"
    " اغتيل اغتيلت قتل قتلت دفن دفنت احتل احتلت فتح أغلق أغلقت دشن دشنت سجل سجلت أدرج أدرجت اعتمد اعتمدت أقر أقرت"
    " صادق صادقت انسحب انسحبت هبط هبطت حكم حكمت"
)
_PLACED = _folded(
    "ولد ولدت توفي توفيت دفن دفنت يقع تقع وقع وقعت عقد عقدت انعقد انعقدت أقيم أقيمت تقام يقام يعيش تعيش نشأ نشأت هبط هبطت"
)
_AMOUNTED = _folded("بلغ بلغت يبلغ تبلغ")
VERBS = _HAPPENED | _PLACED | _AMOUNTED
"""The folded verbs that a sentence may begin with, also with an attached و or ف; none is a stop word."""
_LEADING = _folded("قد وقد لقد ولقد كما ثم")
_ABOUT = _folded("نحو حوالي قرابة أكثر أزيد زهاء ما بين")
_SPANS = _folded("عام سنة يوم شهر العام أواخر مطلع بداية نهاية منتصف أوائل")
_BEFORE_A_TIME = _folded("في منذ خلال بتاريخ")
_BEFORE_A_PLACE = _folded("في قرب بين شمال جنوب شرق غرب وسط على")
_NOT_DEFINED_BY = _folded("أن أنه ما من الذي التي أنها كذلك كل")
_NEAR_A_TIME = _folded("صيف شتاء ربيع خريف صباح مساء فجر ليلة مؤرخ بظهير بتاريخ في من وفي")
_POINTING = _folded("هذا هذه ذلك تلك هؤلاء أولئك")
_NO_OFFICE = _folded("ابن بن بنت أبو سيد السيد عالم العالم شخص نبي النبي خليفة الخليفة")


def questions_from(sentence: str) -> Iterator[str]:
    """Yield the questions that one sentence answers, the likeliest first; none for most sentences."""
    words = sentence.split()
    while words and _plain(words[0]) in _LEADING:
        words = words[1:]
    if len(words) < 3:
        return
    found = set()
    for draft in chain(_of_a_verb(words), _of_a_definition(words), _of_an_office(sentence)):
        if draft and draft not in found:
            found.add(draft)
            yield draft


@lru_cache(maxsize=1 << 12)
def _plain(word: str) -> str:
    return fold_word(word.strip('«»"“”()،؛:.!؟?'))


def _of_a_verb(words: Sequence[str]) -> Iterator[str]:
    """Yield questions on a sentence that begins with a verb: how many, where, when or why."""
    verb = words[0]
    if _plain(verb) not in VERBS and verb[0] in "وف":
        verb = verb[1:]
    plain = _plain(verb)
    if plain in _AMOUNTED and kind_of_question(f"ما {words[1]}") == "how_many":
        yield _asked("كم", verb, _until(words, lambda i: words[i][0].isdigit() or _plain(words[i]) in _ABOUT))
    if plain in _PLACED:
        place = _until(words, lambda i: _plain(words[i]) in _BEFORE_A_PLACE)
        if place and not _is_time(words, 1 + len(place)):
            yield _asked("أين", verb, place)
    if plain in _HAPPENED:
        subject = _until(words, lambda i: _is_time(words, i))
        if plain in _PLACED and "في" in subject:  # asked by «where»
            subject = subject[: subject.index("في")]
        while subject and _plain(subject[-1]) in _NEAR_A_TIME:
            subject.pop()
        yield _asked("متى", verb, subject)
        yield _asked("لماذا", verb, _until(words, lambda i: _plain(words[i]) == "بسبب"))


def _of_a_definition(words: Sequence[str]) -> Iterator[str]:
    """Yield the question on «س هو ص»: who or what it is."""
    for i in range(1, min(_MOST_DEFINED_WORDS + 1, len(words) - 1)):
        pronoun = _plain(words[i])
        if pronoun not in ("هو", "هي") or _plain(words[i + 1]) in _NOT_DEFINED_BY:
            continue
        defined = list(words[:i])
        if defined[0].startswith(("وال", "فال")):
            defined[0] = defined[0][1:]
        yield _asked("من" if _has(_plain(words[i + 1]), cues.TITLE) else "ما", pronoun, defined)
        return


def _of_an_office(sentence: str) -> Iterator[str]:
    """Yield the question on «فلان، عميد كلية الحقوق،»: who holds the office."""
    for part in sentence.split(COMMA)[1:-1]:
        words = part.split()
        if not 2 <= len(words) <= _MOST_ROLE_WORDS or _plain(words[0]) in _NO_OFFICE:
            continue
        if _has(_plain(words[0]), cues.TITLE) and not _is_attached_to(words[0]):
            yield _asked("من", "هي" if words[0].endswith("ة") else "هو", words)


def _until(words: Sequence[str], ends: Callable[[int], bool]) -> list[str]:
    """Return the words after the first up to one for which `ends` is true; none without such a word."""
    for i in range(2, min(len(words), _MOST_WORDS + 2)):
        if ends(i):
            return list(words[1:i])
    return []


def _is_time(words: Sequence[str], i: int) -> bool:
    """Return whether a time begins at a word: «سنة 2011», «في 16 ماي», «في عام 1969»."""
    first = _plain(words[i])
    at = i + 1 if first in _BEFORE_A_TIME else i
    if at == i and first not in _SPANS:
        return False
    names = [_plain(word) for word in words[at : at + 3]]
    if not names or not (names[0] in _SPANS or names[0][:1].isdigit() or _has(names[0], cues.MONTH)):
        return False
    return any(_has(name, cues.YEAR | cues.MONTH) for name in names)


def _is_attached_to(word: str) -> bool:
    """Return whether a word has a conjunction or preposition of one letter: «ورئيس», «لرئيس», not «وزير»."""
    plain = _plain(word)
    return plain[0] in "وفبلك" and not light_stem(plain).startswith(plain[0])


def _has(word: str, bits: int) -> bool:
    return bool(word) and bool(cues.cues_of_term(word) & bits)


def _asked(question_word: str, verb: str, subject: Sequence[str]) -> str:
    """Return the question, or "" if it would read badly: too few words, a pronoun without its noun, or truncated."""
    text = " ".join(subject).strip("،؛: ")
    plain = [_plain(word) for word in subject]
    if sum(not is_stop_word(word) for word in plain) < 2 or _POINTING.intersection(plain) or is_stop_word(plain[-1]):
        return ""
    if _CLAUSE.search(text) or any(text.count(left) != text.count(right) for left, right in _PAIRS):
        return ""
    if subject[0].endswith(("ه", "ها", "هم")):  # refers to somebody named earlier
        return ""
    return f"{question_word} {verb} {text}؟"

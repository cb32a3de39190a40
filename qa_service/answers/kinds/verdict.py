"""Verdict: yes or no, where the sentence that answers says it; nothing where it takes more than its words to tell.

A wrong verdict is far worse than none, so all of the question must stand in the sentence, close together and in its
order, said plainly: what is doubted, wished, reported as denied, or said of some only, gives none.
"""

from collections.abc import Sequence
from typing import Literal

from qa_service.arabic.analysis.analyzer import light_stem, root, tokenize
from qa_service.arabic.analysis.folding import fold_word
from qa_service.query.query import Query
from qa_service.query.terms import QueryTerm

Verdict = Literal["yes", "no"]

_LEAST_TERMS = 3  # «هل قتل أحمد؟» may ask for who killed or who was killed
_LEAST_FOUND = 2  # of them in the sentence itself
_LOOSEST = 3  # words of the sentence for one of the question, between its first and its last
_SLACK = 6  # the same, besides
_BEFORE = 2  # words between a negation and what it negates


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


_SPANS = frozenset(map(light_stem, _words("سنة عام يوم شهر تاريخ")))
"""Said before a date or left out, with one meaning."""
_NEGATIONS = _words("لم لن لا ليس ليست ليسوا ليسا لست غير دون بدون عدم انعدام ما")
_DENIALS = _words(
    "نفى نفت ينفي تنفي نافيا نافية أنكر أنكرت ينكر رفض رفضت يرفض ترفض كذب كذبت استبعد استبعدت فشل فشلت أخفق أخفقت تعذر"
    " توقف"
)
_DOUBTS = _words(
    "ربما لعل قد يحتمل يرجح يعتقد يظن يزعم زعم زعمت مزاعم شائعة شائعات ادعى ادعت يقال قيل يفترض يتوقع متوقع المتوقع"
    " المحتمل"
    " رأي لو إذا إن كاد كادت أوشك أوشكت يكاد تكاد كأن يعتزم تعتزم ينوي تنوي يخطط تخطط خطط دعا دعت يدعو طالب طالبت"
    " اقترح اقترحت هدد هددت وعد وعدت حاول حاولت يحاول سعى يسعى أراد أرادت يريد تريد"
)
_SCOPES = _words(
    "كل جميع معظم أغلب بعض نصف ثلث ربع أحد إحدى فقط وحده وحدها قبل بعد أكثر أقل فوق تحت بين حتى منذ إلا سوى تقريبا"
    " نحو حوالي"
)
"""Words that change what is said: the question and the sentence must both have them, or neither."""
_KEPT_SCOPES = _words("نحو حوالي تقريبا")  # of a number, which hold for it as it is asked


def verdict_of(query: Query, sentence: str, title: str = "") -> Verdict | None:
    """Whether a sentence says yes or no to a question.

    Args:
        query: the question; one that doesn't ask for yes or no gets none.
        sentence: the first that answers.
        title: of its article: what it names, the sentence need not name again («القناة» for «قناة السويس»).

    Returns:
        None where the sentence doesn't say it plainly.
    """
    if query.kind != "yes_no" or len(query.terms) < _LEAST_TERMS:
        return None
    words, asked = ([token.text for token in tokenize(text)] for text in (sentence, query.text))
    found = _places(query, words, {light_stem(token.text) for token in tokenize(title)})
    if found is None or len(found) < _LEAST_FOUND or not _is_one_statement(found, words, asked):
        return None
    is_negated = _is_negated(found, words)
    if is_negated is None:
        return None
    return "no" if is_negated != _asks_negated(asked) else "yes"


def _places(query: Query, words: Sequence[str], named: set[str]) -> list[int] | None:
    """Where each term of the question stands in the sentence, in its order as far as it can be; None where one doesn't
    that the title hasn't named.
    """
    has_number = any(term.word[0].isdigit() for term in query.terms)
    places: list[int] = []
    for term in query.terms:
        is_verb = term is query.terms[0]
        matching = [place for place, word in enumerate(words) if _is_same(term, word, is_verb=is_verb)]
        later = [place for place in matching if not places or place > places[-1]]
        if matching:
            places.append((later or matching)[0])
        elif term.stem not in named and not (has_number and term.stem in _SPANS):
            return None
    return places


def _is_same(term: QueryTerm, word: str, *, is_verb: bool) -> bool:
    """Whether a word is that of the question: a verb in any of its forms, a noun with its own affixes only."""
    if term.word[0].isdigit() or word[0].isdigit():
        return term.word == word
    return light_stem(word) == term.stem or (is_verb and len(term.root) > 2 and root(word) == term.root)


def _is_one_statement(found: Sequence[int], words: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether the terms stand close together, the nouns in the order asked, and nothing else is said of them."""
    nouns = list(found[1:])  # the verb may stand before its subject or behind it
    if nouns != sorted(nouns) or len(set(found)) < len(found):
        return False
    first, last = min(found), max(found)
    if last - first > _LOOSEST * len(found) + _SLACK:
        return False
    within = set(words[max(0, first - _BEFORE) : last + 1])
    if set(words) & _DOUBTS:
        return False
    scopes = (within & _SCOPES) ^ (set(asked) & _SCOPES)
    return not scopes - _KEPT_SCOPES


def _is_negated(found: Sequence[int], words: Sequence[str]) -> bool | None:
    """Whether what is asked about is negated in the sentence; None where something else is, or it is denied."""
    if set(words) & _DENIALS:
        return None
    negations = [place for place, word in enumerate(words) if word in _NEGATIONS]
    if not negations:
        return False
    if len(negations) > 1:
        return None
    return True if 0 < found[0] - negations[0] <= _BEFORE else None


def _asks_negated(asked: Sequence[str]) -> bool:
    return bool(set(asked) & (_NEGATIONS - {"ما"}))

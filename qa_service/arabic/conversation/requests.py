"""Requests: a question that wants articles rather than a sentence: «مقالات عن مصر», «ما الجديد في المغرب؟»."""

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.tokens import tokenize


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


_LEADING = _words(
    "أريد أعطني اعطيني هات أرني اعرض ابحث عن لي لديكم عندكم هل ما هي هو ماهي بغيت عايز بدي ابغى شنو شو ايه وش ايش اش آخر أحدث كل جميع"
    " show me find give the all latest any are there do you have what is s montre moi donne les des derniers derniere dernieres y a t il"
)
_ARTICLES = _words("مقالات مقالا مقال مقالة المقالات أخبار الأخبار مواضيع articles article news nouvelles actualites")
_NEW = _words("الجديد جديد new nouveau neuf")
_ABOUT = _words("عن حول بخصوص بشأن في على ف about on in sur en au aux concernant du de")
_FILLERS = _words("تتحدث تتكلم تتناول تخص من")


def articles_asked(question: str) -> str | None:
    """Return what articles are asked for about, None for a question that wants a sentence.

    >>> articles_asked("مقالات عن مصر")
    'مصر'
    """
    tokens = tokenize(question)
    words = [token.text for token in tokens]
    place = 0
    while place < len(words) and words[place] in _LEADING:
        place += 1
    if place == len(words) or words[place] not in _ARTICLES | _NEW:
        return None
    place += 1
    while place < len(words) and words[place] in _FILLERS:
        place += 1
    if place >= len(words) - 1 or words[place] not in _ABOUT:
        return None
    return question[tokens[place + 1].start : tokens[-1].end]

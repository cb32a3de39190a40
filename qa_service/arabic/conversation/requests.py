"""Requests: what a question wants other than a sentence that answers.

Articles («مقالات عن مصر»), what something is («ما هي قناة السويس؟»), a summary («لخّص مقال قناة السويس»), or a comparison
(«ما الفرق بين النيل والأمازون؟»).
"""

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import Token, tokenize
from qa_service.arabic.conversation.asking import kind_of_noun


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


_WHAT = _words("ما من ماهو ماهي منهو شكون شنو شنوا آش اش ايش وش شو مين مينو")
_WHO = _words("من شكون مين مينو")
_IS = _words("هو هي هم هما هوا هيا")
_DEFINE = _words("عرف عرفي تعريف معنى المقصود مقصود ماهية نبذة")
_BEFORE_THING = _words("لي ب ل عن")
_SUMMARISE = _words("لخص لخصي لخصوا ملخص تلخيص خلاصة موجز اختصر summarise summarize summary resume resumer")
_BEFORE_TOPIC = _words("لي لنا مقال مقالة المقال المقالة موضوع نص the article of about on l de du la le sur") | _ABOUT
_COMPARE = _words("الفرق فرق الاختلاف قارن قارني مقارنة المقارنة difference compare comparison comparer comparaison")
_BETWEEN = _words("بين between of de entre the ما هو ماهو what is la quelle est")
_AND = _words("and with to vs et avec")
_TELL = _words("اذكر اذكري عدد عددي اشرح اشرحي تحدث حدثني اكتب قل سم بين وضح معلومات")
_LONGEST_NAME = 4  # words of a bare name


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


def thing_asked(question: str) -> str | None:
    """Return the thing that is to be defined, in a question in Arabic; None for one that asks something of it.

    >>> thing_asked("ما هي قناة السويس؟")
    'قناة السويس'
    """
    tokens = tokenize(question)
    words = [token.text for token in tokens]
    place = 0
    while place < len(words) and words[place] in _WHAT:
        place += 1
    is_asked = place > 0 and words[0] in _WHAT - _WHO
    while place < len(words) and words[place] in _IS:
        place, is_asked = place + 1, True
    if place > 0 and not is_asked:  # «من اخترع الهاتف؟»
        return None
    if place < len(words) and words[place] in _DEFINE:
        place, is_asked = place + 1, True
    while is_asked and place < len(words) and words[place] in _BEFORE_THING:
        place += 1
    rest = words[place:]
    if (
        not rest
        or rest[0] in _TELL | _LEADING
        or kind_of_noun(rest[0]) in _ASKED_OF
        or any(is_stop_word(word) for word in rest)
    ):
        return None
    return _slice(question, tokens[place:]) if is_asked or len(rest) <= _LONGEST_NAME else None


_ASKED_OF = ("who", "how_many", "when", "why", "how")  # «من هو رئيس المغرب؟», «ما طول النيل؟» ask for something else


def summary_asked(question: str) -> str | None:
    """Return what is to be summarised, None for another question.

    >>> summary_asked("لخّص لي مقال قناة السويس")
    'قناة السويس'
    """
    tokens = tokenize(question)
    place = next((place for place, token in enumerate(tokens[:3]) if token.text in _SUMMARISE), None)
    if place is None or not all(token.text in _LEADING for token in tokens[:place]):
        return None
    rest = tokens[place + 1 :]
    while rest and rest[0].text in _BEFORE_TOPIC:
        rest = rest[1:]
    return _slice(question, rest) if rest else None


def sides_asked(question: str) -> tuple[str, str] | None:
    """Return the two things that are to be compared, None for another question.

    >>> sides_asked("ما الفرق بين النيل والأمازون؟")
    ('النيل', 'الأمازون')
    """
    tokens = tokenize(question)
    place = next((place for place, token in enumerate(tokens[:4]) if token.text in _COMPARE), None)
    if place is None:
        return None
    rest = tokens[place + 1 :]
    while rest and rest[0].text in _BETWEEN:
        rest = rest[1:]
    for number, token in enumerate(rest[1:], 1):
        if token.text in _AND and number + 1 < len(rest):
            return _slice(question, rest[:number]), _slice(question, rest[number + 1 :])
        is_and = token.text == "و" and number + 1 < len(rest)
        if is_and or (token.text[0] == "و" and len(token.text) > 3):
            begin = token.start + 1 if len(token.text) > 1 else rest[number + 1].start
            return _slice(question, rest[:number]), question[begin : rest[-1].end].removeprefix("بين ").strip()
    return None


def _slice(question: str, tokens: list[Token]) -> str:
    return question[tokens[0].start : tokens[-1].end]

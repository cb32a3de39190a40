"""Politeness: removes greetings and «I would like to know» before a question, and thanks after it."""

from collections.abc import Sequence

from qa_service.arabic.analysis.tokens import Token, tokenize

# Whole phrases in standard Arabic and in the dialects; compared folded, word by word.
_OPENINGS = """
السلام عليكم | السلام عليكم ورحمة الله | السلام عليكم ورحمة الله وبركاته | سلام عليكم | سلام | وعليكم السلام
مرحبا | مرحبا بكم | أهلا | أهلا وسهلا | أهلين | هلا | هاي | صباح الخير | مساء الخير | صباح النور | مساء النور
تحية طيبة | تحية طيبة وبعد | أما بعد | تحياتي | هلا والله | يا هلا | الو | اخي | أختي | أخي الكريم | أستاذ
يا أستاذ | يا جماعة | يا اخوان | لو سمحت | لو سمحتم | لو سمحتي | لو تسمح | اذا سمحت | إذا سمحتم | من فضلك
من فضلكم | فضلا | رجاء | أرجوك | أرجوكم | عفوا | معذرة | المعذرة | عذرا | لو تكرمت | لو تكرمتم | اذا ممكن
لو ممكن | بعد اذنك | بعد إذنكم | الله يخليك | الله يخليكم | الله يحفظك | الله يعطيك العافية | يعطيك العافية
يعطيكم العافية | عفاك | عافاك | عفاكم | الله يرحم والديك | الله يرحم ليك الوالدين | يعيشك | بربي | بالله
بالله عليك | تكفى | تكفون | يا ريت | ياريت | أريد أن أعرف | أريد ان اسأل | أريد معرفة | أريد أن أسألك
أريد أعرف | أود أن أعرف | أود معرفة | أود أن أسأل | أود السؤال | أرغب في معرفة | أرغب أن أعرف | أحب أن أعرف
أحب اعرف | كنت أريد أن أعرف | كنت أود أن أعرف | أرغب بمعرفة | اريد ان افهم | هل يمكنك أن تخبرني
هل يمكنك إخباري | هل يمكن أن تخبرني | هل يمكنكم إخباري | هل تستطيع أن تخبرني | هل بإمكانك إخباري
هل لك أن تخبرني | هل يمكن أن أعرف | هل يمكنني معرفة | هل ممكن أعرف | هل ممكن تقول لي | هل تعرف | هل تعلم
هل من الممكن أن أعرف | هل من الممكن معرفة | ممكن أعرف | ممكن اسأل | ممكن سؤال | ممكن تقولي | ممكن تقول لي
ممكن تخبرني | ممكن تقوللي | ممكن معرفة | ممكن تعطيني | ممكن من فضلك | ممكن | أخبرني | أخبرني عن | أخبروني
اخبرني من فضلك | حدثني عن | حدثنا عن | قل لي | قولي | قولوا لي | قولو ليا | كلمني عن | اشرح لي | عرفني
اعطني معلومات عن | أعطني | عندي سؤال | لدي سؤال | سؤال | سؤالي هو | سؤالي | السؤال هو | السؤال | عندي استفسار
لدي استفسار | استفسار | عندي واحد السؤال | بغيت نعرف | بغيت نسول | بغيت نسولك | بغيت نسولكم | بغيت نفهم | بغيت
كنبغي نعرف | واش ممكن نعرف | واش تقدر تقول ليا | واش تقدر تقوليا | واش يمكن نعرف | واش كتعرف | واش كتعرفو
واش تعرف | قول ليا | قوليا | كوليا | ممكن نعرف | ممكن تقول ليا | حاب نعرف | حابة نعرف | حبيت نعرف | حبيت نسقسي
راني حاب نعرف | نحب نعرف | نحب نسأل | نجم نعرف | قلي | قوللي | قولولي | عايز أعرف | عايزة أعرف | عاوز أعرف
عاوزة أعرف | كنت عايز أعرف | كنت عاوز أعرف | نفسي أعرف | تعرف | تعرفوا | حد يعرف | حد يقولي | متعرفش | ما تعرفش
بدي أعرف | بدي اسأل | بدي أسألك | كان بدي أعرف | فيك تقلي | فيك تقول لي | بتعرف | بتعرفوا | حابب أعرف
حابة أعرف | أبي أعرف | أبغى أعرف | ابغى اسأل | ابا اعرف | ودي أعرف | تدري | تدرون | احد يعرف | أحد يعرف
اريد اعرف | اريد اسأل | أرد أعرف | اكدر اعرف | تكدر تكلي | تكدر تكولي | ممكن تكلي | هل تقدر تقول لي
ممكن تفيدني | أفيدوني | أفدني | أفيدونا | ممكن احد يفيدني | هل من احد يعرف | ممكن توضح لي | وضح لي
"""
_CLOSINGS = """
الله يرحم ليك الوالدين | شكرا | شكرا لك | شكرا لكم | شكرا جزيلا | شكرا جزيلا لك | وشكرا | وشكرا لكم | وشكرا جزيلا | مع الشكر
مع جزيل الشكر | ولكم جزيل الشكر | جزاك الله خيرا | جزاكم الله خيرا | وجزاكم الله خيرا | بارك الله فيك
بارك الله فيكم | من فضلك | من فضلكم | لو سمحت | لو سمحتم | لو تكرمت | لو تكرمتم | رجاء | أرجوك | عفاك | عافاك
عفاكم | الله يخليك | الله يخليكم | الله يرحم والديك | يعيشك | بالله عليك | بربي | تكفى | يعطيك العافية
الله يعطيك العافية | مشكورين | مشكور | تحياتي | مع تحياتي | والسلام | والسلام عليكم | والسلام عليكم ورحمة الله
بليز | ميرسي | لو ممكن | اذا ممكن | اذا سمحت
"""


def _phrases(lines: str) -> frozenset[tuple[str, ...]]:
    phrases = lines.replace("\n", "|").split("|")
    return frozenset(tuple(token.text for token in tokenize(phrase)) for phrase in phrases if phrase.strip())


_OPENING = _phrases(_OPENINGS)
_CLOSING = _phrases(_CLOSINGS)
_FIRST_WORDS = frozenset(phrase[0] for phrase in _OPENING)
_LAST_WORDS = frozenset(phrase[-1] for phrase in _CLOSING)
_LONGEST = max(len(phrase) for phrase in _OPENING | _CLOSING)
_PUNCTUATION = " \t\n،,.؛;:!؟?-–—…"


def without_courtesy(question: str) -> str:
    """Return the question without polite phrases at its two ends, or unchanged if nothing else would remain.

    A question without such phrases is returned unchanged, punctuation included.
    """
    tokens = tokenize(question)
    words = [token.text for token in tokens]
    first, last = 0, len(words)
    while first < last and words[first] in _FIRST_WORDS and (found := _longest(words[first:last], _OPENING)):
        first += found
    while first < last and words[last - 1] in _LAST_WORDS:
        found = _longest(words[first:last], _CLOSING, end=True)
        if not found:
            break
        last -= found
    if first == last or (first, last) == (0, len(words)):
        return question
    return _slice(question, tokens, first, last)


def _longest(words: Sequence[str], phrases: frozenset[tuple[str, ...]], *, end: bool = False) -> int:
    """Return the number of words of the longest phrase that `words` begin (or end) with; 0 for none."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        piece = words[-length:] if end else words[:length]
        if tuple(piece) in phrases:
            return length
    return 0


def _slice(question: str, tokens: Sequence[Token], first: int, last: int) -> str:
    start = tokens[first].start if first else 0
    end = tokens[last].start if last < len(tokens) else len(question)
    return question[start:end].strip(_PUNCTUATION if last < len(tokens) else _PUNCTUATION[:3])

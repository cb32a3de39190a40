"""Agreement: what a reading of a question must fulfil to be no worse than what was typed."""

from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import is_stop_word
from qa_service.arabic.analysis.tokens import tokenize
from qa_service.arabic.conversation.ellipsis import is_relational, is_verb, place_at
from qa_service.arabic.conversation.topics import topic_of

REQUESTS = frozenset(map(fold_word, (
    "مقال مقالا مقالة مقالات المقال المقالة المقالات مقالاتكم مقالك موضوع مواضيع المواضيع خبر أخبار الأخبار خبرا لخص لخصلي ملخص ملخصا تلخيص خلاصة "
    "نبذة تعريف معلومات قارن مقارنة اذكر عدد اسرد هات أعطني الجديد جديد أحدث آخر تقرير تقارير"
).split()))  # fmt: skip
"""Words that ask for something of the articles: no slips of words that the articles have."""

_ASKING = frozenset(("متي", "اين", "كيف", "لماذا"))
_KIN = frozenset(
    ("ابو", "ابي", "ام", "ابن", "بنت", "اخو", "اخ", "اخت", "زوج", "زوجه", "جد", "والد", "والده", "اولاد", "ابناء")
)
_COMMON = 4.5  # Zipf; commoner words name nobody
_NOUN = 5.0  # so is what names nothing, mostly
_NAMES = frozenset(("ابن", "ابو", "ابي", "ال", "عبد", "بن", "ام"))
_TITLES = frozenset(
    map(fold_word, "الملك السلطان الرئيس الأمير الخديوي الشيخ الإمام ملك رئيس سلطان أمير خديوي".split())
)
_OF_PERSONS = frozenset(("ولد", "توفي", "مات", "قتل", "عاش"))
_FEMININE_ENDINGS = ("ه", "اء")


def agreed(question: str) -> str:
    """Return a question whose verb agrees with the feminine noun after it: «متى افتتح قناة» is «متى افتتحت قناة».

    >>> agreed("متى افتتح قناة السويس؟")
    'متى افتتحت قناة السويس؟'
    """
    tokens = tokenize(question)
    if len(tokens) < 3 or tokens[0].text not in _ASKING:
        return question
    verb, noun = tokens[1], tokens[2]
    if verb.text in _OF_PERSONS:
        return question  # «متى ولد حمزة»
    is_perfect = is_verb(verb.text) and verb.text[0] not in "يت" and not verb.text.endswith(("ت", "وا", "ه"))
    if not is_perfect or not noun.text.endswith(_FEMININE_ENDINGS) or is_stop_word(noun.text) or len(noun.text) < 3:
        return question
    raw = question[verb.start : verb.end]
    feminine = raw[:-1] + "ت" if raw.endswith(("ى", "ا")) else raw + "ت"
    return question[: verb.start] + feminine + question[verb.end :]


def referent_of(before: str, gender: str | None, host: str) -> str:
    """Return what a pronoun or a left out subject stands for in the question before, as the object of `host`; empty
    where that is nothing in particular.
    """
    topic = topic_of(before, gender, host)
    if {token.text for token in tokenize(host)} & (_KIN | _OF_PERSONS):
        topic = topic if topic.startswith("من ") else person_in(topic) or topic
    return "" if is_indefinite(topic) else topic


def person_in(topic: str) -> str | None:
    """Return the person of a topic: without what is said of them before and after the name; None without a name.

    >>> person_in("عنوان كتاب رحلة ابن بطوطة")
    'ابن بطوطة'
    """
    tokens = tokenize(topic)
    first = 0
    while first < len(tokens) and not _may_name(tokens[first].text):
        first += 1
    if first == len(tokens):
        return None
    return topic[tokens[first].start :]


def _may_name(word: str) -> bool:
    if word in _NAMES or word in _TITLES:
        return True
    if is_verb(word) or is_relational(word) or is_stop_word(word):
        return False
    return zipf(light_stem(word)) < _COMMON and not word.endswith(("ه", "ات"))


def is_indefinite(topic: str) -> bool:
    """Return whether a topic is one common noun without an article, which stands for nothing: «رواية»."""
    tokens = tokenize(topic)
    if len(tokens) != 1 or tokens[0].text.startswith("ال") or place_at(tokens, 0):
        return False
    return zipf(light_stem(tokens[0].text)) >= _NOUN

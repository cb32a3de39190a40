"""Ellipsis: words that refer to the previous question: pronouns, verbs without a subject, bare nouns."""

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale

from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.stopwords import STOP_WORDS, is_stop_word
from qa_service.arabic.analysis.tokens import Token, tokenize
from qa_service.arabic.conversation.asking import kind_of_question


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold_word, words.split()))


# Relational nouns: without a complement they refer to the previous topic («كم عدد السكان؟»).
_RELATIONAL = """
عدد سكان مساحة عاصمة طول ارتفاع علو عمق عرض حجم وزن عمر سن اسم لقب رئيس رئيسة ملك حاكم مدير مؤسس مؤلف كاتب مخرج مدرب
قائد زعيم عميد والي عمدة وزير صاحب مالك مقر موقع مكان موطن مسقط رأس تاريخ سبب أسباب نتيجة نتائج هدف أهداف دور أهمية
فائدة فوائد خصائص مميزات مكونات أقسام أجزاء أنواع أعضاء عضو لغة عملة علم دين ديانة جنسية مهنة وظيفة زوجة زوج أبناء
أولاد ابن ابنة أب أم والد والدة إخوة أخ أخت أخو أخي أبو أبي أصل أصول معنى تعريف سعر ثمن تكلفة كلفة قيمة ميزانية نسبة معدل مدة بداية
نهاية حدود مناخ تضاريس اقتصاد جيش دستور برلمان حكومة نظام ولادة وفاة ميلاد مولد تأسيس إنشاء افتتاح مصدر منبع مصب
روافد جمهور ملعب لاعبين أعمال مؤلفات كتب إنجازات جوائز ضحايا خسائر أطراف شروط مراحل ترتيب قدرة طاقة إنتاج صادرات
تفاصيل نتيجه كثافة قمة سرعة
"""
_VERBS = """
تأسس أسس ولد توفي مات عاش نشأ تزوج درس تخرج فاز خسر انتصر انهزم هزم وقع حدث جرى بدأ انطلق انتهى استمر دام ظهر اختفى
اكتشف اخترع بني شيد افتتح أنشئ أحدث نشر صدر كتب ألف يقع يوجد يعيش يسكن يبلغ يضم يتكون يعمل ينبع يصب يمتد بلغ وصل غادر
انضم انسحب استقل انتخب عين تولى استقال اعتزل سجن أعدم قتل اغتيل دفن سافر هاجر عاد سقط انهار احترق شارك حصل نال رجع
خلق تزاد مشى جا كان هبط أقلع انفجر تأهل توج حكم كانت وقعات تزادت خلقات توفات انتقل دخل خرج انقرض حصلت صار
"""
_PREPOSITIONS = "في على إلى من عن مع ب ل لدى بين عند ضد حول منذ قبل بعد خلال ديال تاع نتاع متاع بتاع بتاعة تبع حق"
_SUFFIXES = ("هما", "ها", "هم", "هن", "ه")
_NO_PRONOUN = frozenset(("ابو", "اخو", "حمو", "منو"))
_MAGHREBI_SUFFIXES = ("هوم", "و")
_FEMININE, _MASCULINE, _PLURAL = "feminine", "masculine", "plural"
_GENDERS = {
    "ها": _FEMININE,
    "ه": _MASCULINE,
    "و": _MASCULINE,
    "هم": _PLURAL,
    "هن": _PLURAL,
    "هما": _PLURAL,
    "هوم": _PLURAL,
}
_SUPERLATIVES = frozenset(
    map(fold_word, "أشهر أهم أكبر أصغر أعلى أطول أقصر أول آخر أبرز أقدم أحدث أفضل أكثر أقل أعمق".split())
)
_TAILS = frozenset(
    map(fold_word, "حاليا الآن اليوم أولا بالضبط تحديدا هناك أيضا دابا دلوقتي هلق توا فعلا غالبا سنويا".split())
)
_TIMES = _folded("عام سنة شهر يوم")
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_REGIONS = ("ar", "ar_MA")


_RELATIONAL_WORDS = _folded(_RELATIONAL)
_VERB_FORMS = _folded(_VERBS)
PREPOSITIONS = _folded(_PREPOSITIONS)
"""Folded prepositions, including the possessive particles of the dialects."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun suffixed to a word."""

    host: str  # the word without it, in its independent spelling
    gender: str  # feminine (also of things in the plural), masculine, plural
    on_preposition: bool
    certain: bool  # False if the final «ه» may be a mistyped «ة»


def is_asking(word: str) -> bool:
    """Return whether a folded word is a question word, also with an attached و or ف."""
    return kind_of_question(word) != "none"


def is_relational(word: str) -> bool:
    """Return whether a folded word, with or without article, is a relational noun (the population «of what»)."""
    return word in _RELATIONAL_WORDS or (word.startswith("ال") and word[2:] in _RELATIONAL_WORDS)


def is_verb(word: str) -> bool:
    """Return whether a folded word is one of the verbs common in questions («ولد», «تأسست», «تقع», «كيعيش»)."""
    if word in _VERB_FORMS:
        return True
    if any(word.endswith(ending) and word[: -len(ending)] in _VERB_FORMS for ending in ("ت", "وا", "و", "ا", "ات")):
        return True
    for prefix in ("كاي", "كي", "كت", "بي", "بت", "سي", "ست", "ي", "ت", "ا"):
        rest = word.removeprefix(prefix)
        if rest != word and any(
            each + rest.removesuffix("ون").removesuffix("و") in _VERB_FORMS for each in ("", "ي", "ا")
        ):
            return True
    return False


def is_superlative(word: str) -> bool:
    """Return whether a folded word is a common superlative or ordinal («أشهر», «أول»), which names nothing."""
    return word in _SUPERLATIVES


def is_tail(word: str) -> bool:
    """Return whether a folded word is a closing filler («now», «exactly»)."""
    return word in _TAILS


def pronoun_of(raw: str) -> Pronoun | None:
    """Return the pronoun suffixed to a raw word, or None."""
    raw = _VOWEL_MARKS.sub("", raw)
    word = fold_word(raw)
    if raw.endswith("ة") or word.startswith("ال"):
        return None
    for suffix in _SUFFIXES:
        host = raw[: -len(suffix)]
        if not word.endswith(suffix):
            continue
        if fold_word(host) in PREPOSITIONS or fold_word(host) in ("الي", "علي", "لدي", "ف", "في"):
            return Pronoun(_preposition(host), _GENDERS[suffix], True, True)
        if is_stop_word(word) or len(host) < 2 or (suffix != "ها" and len(host) < 3):
            return None
        return _on_word(host, suffix)
    for suffix in _MAGHREBI_SUFFIXES:
        host = raw[: -len(suffix)]
        if (
            raw.endswith(suffix)
            and word not in _NO_PRONOUN
            and (fold_word(host) in PREPOSITIONS or is_relational(_noun(fold_word(host))))
        ):
            on_preposition = fold_word(host) in PREPOSITIONS
            return Pronoun(host if on_preposition else _alone(host), _GENDERS[suffix], on_preposition, True)
    return None


def _on_word(host: str, suffix: str) -> Pronoun | None:
    folded = fold_word(host)
    relational = is_relational(folded) or is_relational(_noun(folded)) or is_relational(_noun(fold_word(_alone(host))))
    if suffix == "ه":
        # «دوله» is more often «دولة» than «دول» with a pronoun, «طوله» is not.
        certain = relational or is_verb(folded) or folded.endswith("ت")
        return Pronoun(_alone(host), _MASCULINE, False, certain)
    whole = zipf(folded + suffix)
    if suffix in ("هم", "هن", "هما") and not relational and not is_verb(folded) and whole > zipf(light_stem(folded)):
        return None  # «مساهم», «مهم»
    return Pronoun(_alone(host), _GENDERS[suffix], False, True)


def _preposition(host: str) -> str:
    return {"إلي": "إلى", "الي": "إلى", "علي": "على", "لدي": "لدى", "ف": "في"}.get(host, host)


def _noun(word: str) -> str:
    """Return a folded noun whose ة became ت before a pronoun: «عاصمت» to «عاصمه»."""
    return word[:-1] + "ه" if word.endswith("ت") else word


def _alone(host: str) -> str:
    """Return the spelling of a word without its pronoun: «عاصمتـ» عاصمة, «أعضائـ» أعضاء."""
    if host.endswith(("ائ", "اؤ")):
        return host[:-1] + "ء"
    if host.endswith("ت") and is_relational(_noun(fold_word(host))) and not is_verb(fold_word(host)):
        return host[:-1] + "ة"
    if host.endswith("ا") and is_verb(fold_word(host[:-1] + "ى")):
        return host[:-1] + "ى"
    return host


@cache
def _places() -> frozenset[tuple[str, ...]]:
    """Return the countries, continents and cities of the CLDR, as folded words."""
    names: set[str] = set()
    for region in _REGIONS:
        locale = Locale.parse(region)
        names.update(locale.territories.values())
        names.update(zone["city"] for zone in locale.time_zones.values() if "city" in zone)
    return frozenset(tuple(token.text for token in tokenize(name)) for name in names)


def place_at(tokens: list[Token], first: int) -> int:
    """Return the number of tokens from `first` on that name a place («الولايات المتحدة»); 0 for none.

    A clitic on the first word is ignored: «بالمغرب», «لمصر».
    """
    for size in (4, 3, 2, 1):
        words = tuple(token.text for token in tokens[first : first + size])
        if len(words) == size and any((bare, *words[1:]) in _places() for bare in without_clitic(words[0])):
            return size
    return 0


def without_clitic(word: str) -> list[str]:
    """Return a folded word and its possible forms without و ف ب ل ك and «لل»."""
    found = [word]
    if word[0] in "وفبلك" and len(word) > 3:
        found.append(word[1:])
        if word[0] in "وف" and word[1] in "بلك" and len(word) > 4:
            found.append(word[2:])
    if word.startswith("لل") and len(word) > 4:
        found.append("ال" + word[2:])
    return found


def is_joined(word: str) -> bool:
    """Return whether a folded word begins with a و or ف that joins it to the previous question: «ومتى», «والجزائر»."""
    if len(word) < 3 or word[0] not in "وف" or (word in STOP_WORDS and word != "وعلاش"):
        return False
    rest = word[1:]
    if is_asking(rest) or is_stop_word(rest) or rest.startswith("ال"):
        return True
    pronoun = pronoun_of(rest)
    is_owned = pronoun is not None and is_relational(fold_word(pronoun.host))
    is_known = is_relational(rest) or rest in _TIMES or rest[0].isdigit() or (rest,) in _places()
    return word[0] == "و" and (is_owned or is_known)

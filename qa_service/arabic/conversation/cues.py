"""Cues: what a word or a sentence offers as an answer, as bits: a number, a year, a month, a country, a reason.

Countries, months and currencies come from the CLDR by Babel; the lists of titles, units and connectives are ours.
"""

from functools import cache
from itertools import chain

from babel import Locale

from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.tokens import tokenize

NUMBER, YEAR, MONTH, PLACE, TITLE, UNIT, NUMERAL, LATIN = (1 << bit for bit in range(8))
TERM_CUES = 8
WANTED_TERM_CUES = {  # by the kind of question they may answer (arabic/conversation/asking.py)
    "who": TITLE, "when": NUMBER | YEAR | MONTH, "where": PLACE, "how_many": NUMBER | NUMERAL | UNIT,
}  # fmt: skip

REASON, COPULA, PARENTHESIS, QUOTE, LIST, MANNER, TIME, LOCATIVE, SPEECH = (1 << bit for bit in range(9))

_REGIONS = ("ar", "ar_MA", "ar_DZ", "ar_TN", "ar_SY", "ar_IQ", "ar_LB", "ar_SA")
_TITLES = """
رئيس ملك أمير وزير عالم كاتب شاعر قائد مدير أستاذ دكتور خبير عميد لاعب مدرب مؤسس مخرج ممثل مغني إمام شيخ سلطان
خليفة مؤرخ فيلسوف مهندس طبيب قاض جنرال ملكة أميرة رئيسة وزيرة سيد سياسي ناشط صحفي روائي فنان رسام مخترع عسكري
امبراطور نبي ابن بن بنت أبو
"""
_UNITS = """
كيلومتر كلم كم متر ميل قدم سنتيمتر هكتار كيلوغرام طن غرام لتر برميل درجة مئة بالمئة مليون مليار ألف نسمة شخص
سنة عام يوم شهر ساعة دقيقة ثانية مرة نقطة هدف ميدالية كتاب دولة ميغاواط واط دولار يورو درهم ريال جنيه دينار
فدان نسمات آلاف ملايين
"""
_NUMERALS = """
واحد واحدة اثنان اثنين اثنتان اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني ثمان تسعة تسع
عشرة عشر عشرين عشرون ثلاثين ثلاثون أربعين أربعون خمسين خمسون ستين ستون سبعين سبعون ثمانين ثمانون تسعين تسعون
مئة مائة مئتين مائتين ألف ألفين مليون مليونين مليار أول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر نصف ثلث
ربع
"""
_PLACES = """
مدينة دولة مدن بلدة قرية جزيرة إقليم ولاية محافظة منطقة عاصمة شمال جنوب شرق غرب ساحل نهر بحر جبل قارة مطار
ميناء
"""
_REASONS = """
لأن لأنه لأنها لأنهم بسبب نتيجة لكي كي بغية بهدف لذلك سببه أسباب إثر جراء نظرا حتى أدى أدت بفضل لغرض
سبب
"""
_COPULAS = "هو هي هم هما تعتبر يعتبر تعد يعد عبارة يعرف تعرف يسمى تسمى"
_SPEECH = """
قال قالت أكد أكدت أوضح أوضحت أضاف أضافت أبرز أبرزت صرح صرحت لفت أشار أشارت اعتبر اعتبرت ذكر ذكرت شدد شددت أفاد أفادت
نقل كشف كشفت
رأى يرى
"""
_MANNERS = "طريق بواسطة عبر باستخدام طريقة خلال وسيلة يتم تتم"
_TIMES = "عام سنة يوم شهر القرن منذ خلال عندما حين بعد قبل أثناء حتى الفترة تاريخ ولد توفي مواليد"
_LOCATIVES = "في ب إلى بين داخل قرب شمال جنوب شرق غرب تقع يقع وسط"


def _stems(words: str) -> frozenset[str]:
    return frozenset(light_stem(token.text) for token in tokenize(words))


def _forms(words: str) -> frozenset[str]:
    return frozenset(token.text for token in tokenize(words))


@cache
def _gazetteers() -> tuple[tuple[int, frozenset[str]], ...]:
    """Return, for each cue, the stems that have it."""
    locales = [Locale.parse(region) for region in _REGIONS]
    months = " ".join(chain.from_iterable(locale.months["format"]["wide"].values() for locale in locales))
    arabic = Locale.parse("ar")
    countries = " ".join(name for code, name in arabic.territories.items() if len(code) == 2)
    currencies = " ".join(arabic.currencies.values())
    islamic = "محرم صفر ربيع جمادى رجب شعبان رمضان شوال"
    return (
        (MONTH, _stems(f"{months} {islamic}") - _stems("الأول الثاني")),
        (PLACE, _stems(f"{countries} {_PLACES}")),
        (TITLE, _stems(_TITLES)),
        (UNIT, _stems(f"{currencies} {_UNITS}")),
        (NUMERAL, _stems(_NUMERALS)),
    )


def cues_of_term(word: str, stem: str | None = None) -> int:
    """Return the cues of a folded word, as bits; `stem` is its light stem, if known."""
    if word[0].isdigit():
        year = len(word) == 4 and word.isdecimal() and word[0] in "12" and int(word) <= 2100
        return NUMBER | (YEAR if year else 0)
    return LATIN if word.isascii() else cues_by_stem().get(light_stem(word) if stem is None else stem, 0)


@cache
def cues_by_stem() -> dict[str, int]:
    """Return the cues of every stem that has one; a word of Arabic letters has the cues of its stem."""
    found: dict[str, int] = {}
    for cue, stems in _gazetteers():
        for stem in stems:
            found[stem] = found.get(stem, 0) | cue
    return found


_CONNECTIVES = tuple(
    (cue, _forms(words))
    for cue, words in (
        (REASON, _REASONS),
        (COPULA, _COPULAS),
        (MANNER, _MANNERS),
        (TIME, _TIMES),
        (LOCATIVE, _LOCATIVES),
        (SPEECH, _SPEECH),
    )
)
CUES_OF_CONNECTIVES: dict[str, int] = {}
"""The folded words (stop words included) that give cues to their sentence, with the cues as bits."""
for _cue, _words in _CONNECTIVES:
    for _word in _words:
        CUES_OF_CONNECTIVES[_word] = CUES_OF_CONNECTIVES.get(_word, 0) | _cue

"""Dialects: the standard words that a word of a dialect may stand for: verbs by their affixes, common words by a table.

Prefixes of the present and future: Morocco ك ت غ, Egypt ب ه ح, Levant ب م, Iraq د, Gulf ب; negation ما...ش; plural و for
وا; passive ات and ان for ت and the bare verb (Holes, "Modern Arabic", 2004; Brustad, "The Syntax of Spoken Arabic",
2000). Which of the forms is meant is for the corpus to say.
"""

from qa_service.arabic.folding import fold_word

_PREFIXES = (
    "كا", "كاي", "ك", "تا", "ت", "غاد", "غا", "غ", "ب", "بي", "ه", "ها", "ح", "حا", "د", "دا", "م", "عم", "را",
)  # fmt: skip
_PERSONS = "يتنا"  # that a verb in the present begins with
_SHORTEST = 3

# Words of everyday speech for what an article says otherwise; left the dialect, right the standard.
_TABLE = """
تزاد=ولد تزادت=ولدت تزادو=ولدوا اتولد=ولد اتولدت=ولدت انولد=ولد انولدت=ولدت خلق=ولد
مات=توفي ماتت=توفيت توفا=توفي تقتل=قتل تقتلو=قتلوا انقتل=قتل اتقتل=قتل
بلاصة=مكان البلاصة=المكان بلاصه=مكان مطرح=مكان سميتو=اسمه سميتها=اسمها سمية=اسم اسمو=اسمه
الدراري=الأطفال دراري=أطفال العيال=الأطفال عيال=أطفال الولاد=الأولاد الوليدات=الأطفال البزوز=الأطفال
الفلوس=المال فلوس=مال المصاري=المال مصاري=مال الدراهم=المال الخدمة=العمل خدام=يعمل خدامة=تعمل الشغل=العمل شغل=عمل
كيخدم=يعمل خدم=عمل القراية=الدراسة قرا=درس بيشتغل=يعمل اشتغل=عمل شاف=رأى شافو=رأوا
كتير=كثير كتيرة=كثيرة اكتر=أكثر أكتر=أكثر تاني=ثاني التاني=الثاني تانية=ثانية التانية=الثانية تالت=ثالث التالت=الثالث
تلاتة=ثلاثة تلاته=ثلاثة تلاتين=ثلاثين تمانية=ثمانية تمنية=ثمانية تمانين=ثمانين اتنين=اثنين تنين=اثنين متل=مثل
التلات=الثلاثاء التلاتاء=الثلاثاء الاتنين=الاثنين تلت=ثلث دهب=ذهب الدهب=الذهب جوج=اثنان زوج=اثنان
راجل=رجل الراجل=الرجل رجالة=رجال مرا=امرأة المرا=المرأة مرة=امرأة ست=امرأة العيالات=النساء عيالات=نساء
الدار=البيت كبار=كبير صغار=صغير لكبير=الكبير كبرها=حجمها قد=حجم هضرة=كلام هضر=تكلم حكى=تكلم
طاح=سقط طاحت=سقطت وقع=حدث طلع=صعد طلعت=صعدت خرج=صدر دار=فعل دارت=فعلت داروا=فعلوا عمل=فعل سوا=فعل سوى=فعل
مزيان=جيد زين=جيد كويس=جيد منيح=جيد باهي=جيد مليح=جيد مسؤول=مسؤول
لقا=وجد لقاو=وجدوا لقى=وجد لاقى=وجد جاب=أحضر ربح=فاز ربحات=فازت ربحو=فازوا كسب=فاز كسبت=فازت خسرو=خسروا غلب=هزم
فرنسيس=فرنسا الطليان=إيطاليا السبليون=إسبانيا سبانيا=إسبانيا صبانيا=إسبانيا الصبليون=إسبانيا ميريكان=أمريكا
المروك=المغرب مروك=المغرب لمغرب=المغرب الماروك=المغرب كازا=الدار البيضاء
"""
_MEANING: dict[str, str] = {}
for _pair in _TABLE.replace("كازا=الدار البيضاء", "كازا=البيضاء").split():
    _dialect, _, _standard = _pair.partition("=")
    _MEANING[fold_word(_dialect)] = _standard


def standard_forms(word: str) -> tuple[str, ...]:
    """What a folded word may stand for in the standard language, likeliest first; without the word itself."""
    found: dict[str, None] = {}
    if word in _MEANING:
        found[_MEANING[word]] = None
    for verb in _verbs(word):
        found.update(dict.fromkeys(_endings(verb)))
    found.update(dict.fromkeys(_endings(word)))
    found.pop(word, None)
    return tuple(found)


def _verbs(word: str) -> list[str]:
    """The word without negation, and without the prefix of a dialect's present, future or passive."""
    bases = [word]
    if word.endswith("ش") and len(word) > 4:
        for negation in ("ما", "م"):
            if word.startswith(negation):
                bases.append(word[len(negation) : -1])
    found = bases[1:]
    for base in bases:
        for prefix in _PREFIXES:
            rest = base[len(prefix) :]
            if base.startswith(prefix) and len(rest) >= _SHORTEST and rest[0] in _PERSONS:
                found.append(rest)
                if len(rest) > _SHORTEST + 1 and rest[1] == "ت":  # كيتشارك: the form of doing together
                    found.append(rest[0] + rest[2:])
    if len(word) > _SHORTEST + 1 and word[:2] in ("ات", "ان"):
        found += [word[1:], word[2:]] if word[1] == "ت" else [word[2:]]
    return found


def _endings(verb: str) -> list[str]:
    """The verb with the plural endings of the standard language for a dialect's و."""
    if not verb.endswith("و") or len(verb) < _SHORTEST + 1:
        return [verb]
    stem = verb[:-1]
    plural = [stem + "ون"] if verb[0] in "يت" else []
    return [verb + "ا", *plural, *([stem] if verb[0] in "نيت" else [])]

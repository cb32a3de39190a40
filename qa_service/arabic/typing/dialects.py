"""Dialects: standard Arabic for words of dialects: verbs by their affixes, common words by a table.

Prefixes of the present and future: Morocco ك ت غ, Egypt ب ه ح, Levant ب م, Iraq د, Gulf ب; negation ما...ش; plural و
for وا; passive ات and ان for ت and the bare verb (Holes, "Modern Arabic", 2004; Brustad, "The Syntax of Spoken Arabic",
2000). The corpus decides which of the forms is meant.
"""

from qa_service.arabic.analysis.folding import fold_word

# Each prefix with the letters that a verb in the present can go on with.
_PREFIXES = {
    "ك": "يتن", "كا": "يتن", "ت": "ي", "تا": "ي", "غ": "يتن", "غا": "يتن", "غاد": "يتن", "ب": "يتن", "با": "يتن",
    "ه": "يتن", "ها": "يتن", "ح": "يتن", "حا": "يتن", "د": "يتن", "دا": "يتن", "م": "ن", "عم": "يتنب", "راح": "يتن",
    "رح": "يتن", "را": "ي",
}  # fmt: skip
_SHORTEST = 3

# Everyday words that articles express differently; left the dialect, right the standard.
_TABLE = """
تزاد=ولد تزادت=ولدت تزادو=ولدوا اتولد=ولد اتولدت=ولدت انولد=ولد انولدت=ولدت
توفا=توفي تقتل=قتل تقتلو=قتلوا انقتل=قتل اتقتل=قتل
بلاصة=مكان البلاصة=المكان مطرح=مكان سميتو=اسمه سميتها=اسمها اسمو=اسمه
الدراري=الأطفال دراري=أطفال العيال=الأطفال عيال=أطفال الولاد=الأولاد ولاد=أولاد الوليدات=الأطفال البزوز=الأطفال
الفلوس=المال فلوس=مال المصاري=المال مصاري=مال خدام=يعمل خدامة=تعمل كيخدم=يعمل القراية=الدراسة قرا=درس بيشتغل=يعمل
شاف=رأى شافو=رأوا لقا=وجد لقاو=وجدوا لاقى=وجد جاب=أحضر ربحات=فازت ربحو=فازوا طاح=سقط طاحت=سقطت داروا=فعلوا
كتير=كثير كتيرة=كثيرة اكتر=أكثر تاني=ثاني التاني=الثاني تانية=ثانية التانية=الثانية تالت=ثالث التالت=الثالث
تلاتة=ثلاثة تلاتين=ثلاثين تمانية=ثمانية تمنية=ثمانية تمانين=ثمانين اتنين=اثنين تنين=اثنين متل=مثل جوج=اثنان
التلات=الثلاثاء التلاتاء=الثلاثاء الاتنين=الاثنين تلت=ثلث دهب=ذهب الدهب=الذهب
راجل=رجل الراجل=الرجل رجالة=رجال مرا=امرأة المرا=المرأة العيالات=النساء عيالات=نساء هضرة=كلام
مزيان=جيد كويس=جيد منيح=جيد باهي=جيد
الطليان=إيطاليا السبليون=إسبانيا سبانيا=إسبانيا صبانيا=إسبانيا المروك=المغرب مروك=المغرب الماروك=المغرب كازا=البيضاء
"""
_MEANING = {fold_word(word): meant for word, _, meant in (pair.partition("=") for pair in _TABLE.split())}


def standard_forms(word: str) -> tuple[str, ...]:
    """Return the standard forms of a folded word, likeliest first, without the word itself."""
    found: dict[str, None] = {}
    if word in _MEANING:
        found[_MEANING[word]] = None
    for verb in _verbs(word):
        found.update(dict.fromkeys(_endings(verb)))
    found.update(dict.fromkeys(_endings(word)))
    found.pop(word, None)
    return tuple(found)


def _verbs(word: str) -> list[str]:
    """Return the word without negation, and without the dialectal prefix of present, future or passive."""
    bases = [word]
    if word.endswith("ش") and len(word) > 4:
        for negation in ("ما", "م"):
            if word.startswith(negation):
                bases.append(word[len(negation) : -1])
    found = bases[1:]
    for base in bases:
        for prefix, persons in _PREFIXES.items():
            rest = base[len(prefix) :]
            if base.startswith(prefix) and len(rest) >= _SHORTEST and rest[0] in persons:
                found.append(rest)
                if len(rest) > _SHORTEST + 1 and rest[1] == "ت":  # كيتشارك: the reciprocal form
                    found.append(rest[0] + rest[2:])
    if len(word) > _SHORTEST + 1 and word[:2] in ("ات", "ان"):
        found += [word[1:], word[2:]] if word[1] == "ت" else [word[2:]]
    return found


def _endings(verb: str) -> list[str]:
    """Return the verb with standard plural endings instead of the dialectal و."""
    if not verb.endswith("و") or len(verb) < _SHORTEST + 1:
        return [verb]
    stem = verb[:-1]
    plural = [stem + "ون"] if verb[0] in "يت" else []
    return [verb + "ا", *plural, *([stem] if verb[0] in "نيت" else [])]

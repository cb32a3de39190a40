"""Foreign: function words, question words and endings of English and French."""

from collections.abc import Iterator

from qa_service.arabic.translation.glossary import Language, key_of

_ASKING: dict[Language, str] = {
    "en": """
    who whom whose who_are=من who_is who_was=من_هو what what_is what_are what_was what_were what's=ما
    what_do what_does what_did=ماذا what_happened_to what_happened=ماذا_حدث
    what_is_the_name_of what_was_the_name_of what_is_the_name what_was_the_name=ما_اسم
    what_is_meant_by what_do_you_call=ما when since_when=متى where where_is where_are=أين why how_come what_for=لماذا
    how how_do how_did=كيف how_many=كم_عدد how_much how_often=كم how_much_money=كم_مبلغ how_many_times=كم_مرة
    how_long_is how_long_was=كم_يبلغ_طول how_long how_long_did how_long_does=كم_مدة how_tall how_tall_is how_high how_high_is=كم_يبلغ_ارتفاع
    how_old how_old_is how_old_was=كم_عمر how_far how_far_is=كم_مسافة how_big how_large how_big_is how_large_is=كم_تبلغ_مساحة
    how_deep how_deep_is=كم_يبلغ_عمق how_wide how_wide_is=كم_يبلغ_عرض how_fast how_fast_is=كم_تبلغ_سرعة
    how_heavy=كم_يبلغ_وزن which=أي in_which in_what=في_أي of_which from_which from_what=من_أي
    what_year which_year in_what_year in_which_year during_which_year during_what_year=في_أي_عام
    what_date which_date on_what_date on_which_date=في_أي_تاريخ what_time=متى for_what_reason for_which_reason=ما_سبب
    what_about how_about=ماذا_عن with_whom with_who=مع_من to_whom=لمن by_whom=من in_how_many=في_كم
    """,
    "fr": """
    qui qui_sont qui_est-ce_qui qui_a par_qui=من qui_est qui_etait qui_fut=من_هو avec_qui=مع_من
    que qu' quoi qu'est-ce_que qu'est-ce_qu' qu'est-ce_qui c'est_quoi=ما que_fait que_s'est-il_passe=ماذا
    quel_est quelle_est quels_sont quelles_sont quel_etait quelle_etait quel_fut quelle_fut=ما quel quelle quels quelles=أي
    quand depuis_quand quand_est-ce_que quand_est-ce_qu'=متى où où_est où_se_trouve où_se_situe d'où=أين pourquoi pour_quelle_raison=لماذا
    comment comment_est=كيف combien=كم combien_de combien_d' quel_est_le_nombre_de=كم_عدد combien_de_fois=كم_مرة
    quelle_annee en_quelle_annee dans_quelle_annee=في_أي_عام quelle_date a_quelle_date=في_أي_تاريخ
    dans_quel dans_quelle dans_quels dans_quelles en_quel en_quelle a_quel a_quelle=في_أي de_quel de_quelle=من_أي
    qu'en_est-il_de qu'en_est-il_du qu'en_est-il_de_la qu'en_est-il_de_l'=ماذا_عن avec_quel avec_quelle=مع_أي comment_s'appelle quel_est_le_nom_de quel_est_le_nom_du=ما_اسم
    quel_age quel_age_a quel_est_l'age=كم_عمر
    """,
}
_FUNCTION: dict[Language, str] = {
    "en": """
    a an the this that these those there here it its he she they them him her his their i me my we our us you your
    is are was were be been being am do does did done has have had having will would can could shall should may might
    must of to for by at as and or but if so than then not no nor also too very just only such both each every any some
    all other another it's that's who's which what who whom whose when where why how please tell kindly about into onto
    upon over up down off out on in from with between during before after since until against under through within
    without among per yet ever never still even however while because although though 's s t actually really give list
    know want say many much more most less well like able besides instead ago aside currently usually often originally considered mainly
    """,
    "fr": """
    le la les l' un une des du de d' au aux ce cet cette ces c' il elle ils elles on lui leur leurs son sa ses mon ma mes
    notre nos votre vos tu te t' je j' me m' nous vous se s' y en ne n' pas plus et ou ni mais donc car or si que qu' qui
    quoi dont où est sont etait etaient fut furent sera seront etre ete a ont avait avaient eu aura avoir dans par pour
    sur sous avec sans entre vers chez depuis pendant avant apres contre comme aussi tres tout tous toute toutes meme
    autre autres quel quelle quels quelles quand comment pourquoi combien ce-la cela ca svp s'il plait merci bonjour
    moi dites dis savoir voudrais peux pouvez t-il t-elle t ont-ils est-ce afin lors ainsi encore
    """,
}
_PREPOSITIONS: dict[Language, dict[str, str]] = {
    "en": {"with": "مع", "in": "في", "at": "في", "from": "من", "between": "بين", "during": "خلال", "before": "قبل",
           "after": "بعد", "since": "منذ", "against": "ضد", "under": "تحت", "into": "إلى", "through": "عبر",
           "on": "حول", "about": "حول", "until": "حتى", "without": "بدون", "among": "بين", "within": "داخل"},
    "fr": {"avec": "مع", "dans": "في", "en": "في", "à": "في", "au": "في", "aux": "في", "entre": "بين", "pendant": "خلال",
           "avant": "قبل", "après": "بعد", "depuis": "منذ", "contre": "ضد", "sous": "تحت", "sur": "حول", "vers": "إلى",
           "sans": "بدون"},
}  # fmt: skip
_ARTICLES: dict[Language, str] = {"en": "the", "fr": "le la les l' du des au aux"}
_GENITIVES: dict[Language, str] = {"en": "of", "fr": "de du des d'"}
_YES_NO: dict[Language, str] = {
    "en": "is are was were do does did has have had can could will",
    "fr": "est-ce_que est-ce_qu' est-ce",
}
_POLITE = (
    "please", "could you tell me", "can you tell me", "tell me", "do you know", "i want to know", "i would like to know",
    "s'il vous plait", "s'il te plait", "je voudrais savoir", "j'aimerais savoir", "dites moi", "dis moi",
    "pouvez vous me dire", "peux tu me dire", "savez vous", "bonjour", "hello", "hi",
)  # fmt: skip


_POSSESSIVES: dict[Language, str] = {
    "en": "its=ها his=ه her=ها their=هم",
    "fr": "son=ه sa=ها ses=ها leur=هم leurs=هم",
}
_OBJECTS: dict[Language, str] = {"en": "it=ها him=ه her=ها them=هم", "fr": ""}


def _keys(words: str) -> frozenset[str]:
    return frozenset(key_of(word.replace("_", " ")) for word in words.split())


def _pairs(pairs: str) -> dict[str, str]:
    return {key: arabic for key, _, arabic in (pair.partition("=") for pair in pairs.split())}


def _asking(table: str) -> dict[str, str]:
    found = {}
    keys: list[str] = []
    for entry in table.split():
        name, _, arabic = entry.partition("=")
        keys.append(key_of(name.replace("_", " ")))
        if arabic:
            found.update(dict.fromkeys(keys, arabic.replace("_", " ")))
            keys = []
    return found


ASKING = {language: _asking(table) for language, table in _ASKING.items()}
"""By language: keys of question words and phrases with their Arabic."""
FUNCTION = {language: _keys(words) for language, words in _FUNCTION.items()}
"""By language: keys of the words without content."""
PREPOSITIONS = _PREPOSITIONS
"""By language: prepositions that are translated, in lower case with accents, with their Arabic."""
ARTICLES = {language: _keys(words) for language, words in _ARTICLES.items()}
GENITIVES = {language: _keys(words) for language, words in _GENITIVES.items()}
POSSESSIVES = {language: _pairs(pairs) for language, pairs in _POSSESSIVES.items()}
"""By language: keys of the possessives with their Arabic suffix."""
OBJECTS = {language: _pairs(pairs) for language, pairs in _OBJECTS.items()}
"""By language: keys of the pronouns with their Arabic suffix at the end of a question."""
ANDS = frozenset(("and", "et"))
YES_NO = {language: _keys(words) for language, words in _YES_NO.items()}
POLITE = frozenset(map(key_of, _POLITE))
"""Keys of polite phrases without content."""

_ENGLISH_ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("es", "is"), ("s", ""), ("ed", ""), ("ed", "e"),
                    ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"))  # fmt: skip
_FRENCH_ENDINGS = (
    ("s", ""), ("x", ""), ("es", ""), ("e", ""), ("aux", "al"), ("aux", "ail"), ("ennes", "en"), ("enne", "en"), ("euses", "eux"),
    ("euse", "eux"), ("ives", "if"), ("ive", "if"), ("elles", "el"), ("elle", "el"), ("eres", "er"), ("ere", "er"),
    ("iques", "ique"), ("ees", "er"), ("es", "er"), ("ee", "er"), ("e", "er"), ("a", "er"), ("ent", "er"), ("ait", "er"), ("aient", "er"),
    ("erent", "er"), ("ant", "er"), ("era", "er"), ("it", "ir"), ("i", "ir"), ("ie", "ir"), ("issent", "ir"),
    ("t", "re"), ("u", "re"), ("ue", "re"), ("ent", "re"), ("rices", "eur"), ("rice", "eur"), ("rices", "teur"),
)  # fmt: skip


def plain_forms(key: str, language: Language) -> Iterator[str]:
    """Yield the possible base forms of an inflected word, the word itself first, then by likelihood."""
    yield key
    endings = _ENGLISH_ENDINGS if language == "en" else _FRENCH_ENDINGS
    for ending, plain in endings:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            stem = key[: -len(ending)]
            yield stem + plain
            if language == "en" and not plain and len(stem) >= 4 and stem[-1] == stem[-2]:
                yield stem[:-1]  # stopped, winning


AMBIGUOUS_MONTHS = frozenset(("may", "march", "mars"))
ROMAN = {"II": "الثاني", "III": "الثالث", "IV": "الرابع", "V": "الخامس", "VI": "السادس", "VII": "السابع",
          "VIII": "الثامن", "IX": "التاسع", "X": "العاشر", "XI": "الحادي عشر", "XII": "الثاني عشر",
          "XIV": "الرابع عشر", "XV": "الخامس عشر", "XVI": "السادس عشر"}  # fmt: skip

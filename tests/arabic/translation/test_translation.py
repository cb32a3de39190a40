"""Translation: English and French questions in words of Arabic, and the glossaries that it reads."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.stems import light_stem
from qa_service.arabic.analysis.tokens import tokenize
from qa_service.arabic.translation.glossary import built_in, months, parse_glossary, words_of
from qa_service.arabic.translation.translation import translate
from qa_service.index.vocabulary.consonant_skeletons import Skeletons, skeleton_arrays
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary

CORPUS = """يشارك المغرب رئاسة المنتدى العالمي لمكافحة الإرهاب مع كندا. العمراني بوخبزة عميد كلية الحقوق في تطوان.
شهدت الدار البيضاء تفجيرات إرهابية في 16 ماي 2003. اكتشف ألكسندر فليمنغ البنسلين. تقع محطة نور في ورزازات.
عدد سكان عاصمة إسبانيا. وصفت وزارة الخارجية الأمريكية المغرب. تأسس التقرير السنوي. شهر شهير أسس."""


def known_from(text: str) -> Callable[[str], bool]:
    stems = {light_stem(token.text) for token in tokenize(text)}
    return lambda word: light_stem(word) in stems


def skeletons_of(text: str) -> Skeletons:
    vocabulary = Vocabulary.from_terms(token.text for token in tokenize(text))
    return skeletons_over(vocabulary)


def skeletons_over(vocabulary: Vocabulary) -> Skeletons:
    return Skeletons(vocabulary, skeleton_arrays(Letters.of([vocabulary[each] for each in range(len(vocabulary))])))


KNOWN = known_from(CORPUS)
SPELLED = skeletons_of(CORPUS).spelled


def arabic(question: str) -> str | None:
    return translate(question, KNOWN, {}, SPELLED)


@pytest.mark.parametrize(("question", "expected"), [
    ("who co-chairs the forum", "من يشارك رئاسة المنتدى"),
    ("Qui copréside le forum mondial de lutte contre le terrorisme avec le Maroc ?",
     "من يشارك رئاسة المنتدى العالمي لمكافحة الإرهاب مع المغرب؟"),
    ("Who discovered penicillin?", "من اكتشف البنسلين؟"),
    ("who is the dean of the faculty of law in Tetouan?", "من هو عميد كلية الحقوق في تطوان؟"),
    ("What is the capital of Spain?", "ما عاصمة إسبانيا؟"),
    ("Quelle est la capitale de l'Espagne ?", "ما عاصمة إسبانيا؟"),
    ("when were the Casablanca bombings?", "متى تفجيرات الدار البيضاء؟"),
    ("What did the American foreign ministry call Morocco?", "ماذا وصف وزارة الخارجية الأمريكية المغرب؟"),
    ("Is Morocco a member of the African Union?", "هل المغرب عضو الاتحاد الإفريقي؟"),
    ("En quelle année a été fondé le forum ?", "في أي عام تأسس المنتدى؟"),
    ("How many inhabitants does Spain have?", "كم عدد سكان إسبانيا؟"),
    ("the Spanish report", "التقرير الإسباني"),
])  # fmt: skip
def test_a_question_becomes_arabic(question: str, expected: str) -> None:
    assert arabic(question) == expected


@pytest.mark.parametrize("question", [
    "من يشارك في رئاسة المنتدى؟", "chkoun kaycharek m3a lmaghrib", "fin kayn lmaghrib", "3lach",
    "chkoun howa rais dyal lmaghrib", "wer ist der Bürgermeister von Hamburg", "кто президент", "谁是总统", "",
    "?!", "2003",
])  # fmt: skip
def test_what_is_neither_english_nor_french_is_left_alone(question: str) -> None:
    assert arabic(question) is None


def test_a_question_of_which_nothing_is_known_is_left_alone() -> None:
    assert arabic("what is flibbertigibbetry?") is None


@pytest.mark.parametrize(("name", "spelt"), [
    ("Boukhobza", "بوخبزة"), ("Fleming", "فليمنغ"), ("Ouarzazate", "ورزازات"), ("Alexander", "الكسندر"),
])  # fmt: skip
def test_a_name_is_found_as_the_corpus_spells_it(name: str, spelt: str) -> None:
    assert arabic(f"Who is {name}?") == f"من هو {spelt}؟"
    assert arabic(f"who is {name.lower()}") == f"من هو {spelt}"


def test_a_name_that_the_corpus_lacks_is_no_name_of_it() -> None:
    read = arabic("Who is Tarkovsky?")
    assert read is not None
    assert not KNOWN(tokenize(read)[-1].text)


@pytest.mark.parametrize(("month", "corpus"), [("ماي", "16 ماي"), ("مايو", "16 مايو"), ("أيار", "16 أيار")])
def test_months_are_named_as_in_the_corpus(month: str, corpus: str) -> None:
    read = translate("What happened on 16 May 2003?", known_from(corpus))
    assert read is not None
    assert month in read.removesuffix("؟").split()


def test_may_and_march_are_months_only_where_they_are_dated() -> None:
    assert arabic("may the forum march") is not None
    assert "ماي" not in (arabic("may the forum report") or "")


def test_of_several_translations_one_that_the_corpus_has_is_taken() -> None:
    assert translate("the faculty", known_from("مؤسسة كلية")) == "الكلية"
    assert "الناتو" in (translate("who leads NATO", known_from("الناتو")) or "")
    assert "حلف شمال الأطلسي" in (translate("who leads NATO", known_from("حلف شمال الأطلسي")) or "")


def test_words_that_no_glossary_has_stay_as_typed() -> None:
    assert arabic("What is the zymurgy of Morocco?") == "ما zymurgy المغرب؟"


@pytest.mark.parametrize(("question", "expected"), [
    ("and when?", "ومتى؟"), ("et pourquoi ?", "ولماذا؟"), ("and in Spain?", "وفي إسبانيا؟"),
    ("what about Spain?", "ماذا عن إسبانيا؟"), ("What is its population?", "ما عدد سكانها؟"), ("why?", "لماذا؟"),
])  # fmt: skip
def test_a_follow_up_still_leans_on_the_question_before(question: str, expected: str) -> None:
    assert arabic(question) == expected


def test_additions_come_before_the_built_in_glossary() -> None:
    assert translate("the forum", KNOWN, {"forum": "ملتقى| منتدى"}) == "المنتدى"
    assert translate("the forum", lambda _: False, {"forum": "ملتقى|منتدى"}) == "الملتقى"
    assert translate("the gizmos", KNOWN, {"gizmo": "أداة"}) == "الأداة"


def test_the_glossary_is_well_formed() -> None:
    path = Path(translate.__code__.co_filename).with_name("glossary.tsv")
    rows, problems = parse_glossary(path.read_text(encoding="utf-8"))
    assert problems == []
    assert len(rows) > 4000
    assert all(alternative.strip() for row in rows.values() for alternative in row.split("|"))


@pytest.mark.parametrize(("language", "key", "expected"), [
    ("en", "morocco", "المغرب"), ("fr", "maroc", "المغرب"), ("en", "africa", "أفريقيا"),
    ("fr", "cote d' ivoire", "ساحل العاج"),
    ("en", "japanese yen", "ين ياباني"), ("en", "swahili", "السواحلية"), ("fr", "lundi", "الاثنين"),
    ("en", "nairobi", "نيروبي"),
])  # fmt: skip
def test_names_come_from_the_cldr(language: str, key: str, expected: str) -> None:
    assert built_in("en" if language == "en" else "fr")[key][0] == expected


def test_months_have_the_names_of_every_region() -> None:
    assert {"مايو", "ماي", "أيار"} <= set(months("en")["may"])


def test_elisions_and_possessives_are_words_of_their_own() -> None:
    assert [word.key for word in words_of("L’Égypte d'aujourd'hui, Norman's U.S. co-chair")] == [
        "l'", "egypte", "d'", "aujourd'", "hui", "norman", "'s", "us", "co", "chair",
    ]  # fmt: skip


def test_a_maintainers_glossary_is_read_and_its_bad_lines_reported() -> None:
    rows, problems = parse_glossary(
        "# ours\nking's cup|throne cup\tcoupe du trône\tكأس العرش\n\nno tabs\n\t\tعرش\nthrone\ttrône\tthrone\n"
        "bread\t\tخبز\na\tb\tج\td\nbread\tpain\tرغيف\n"
    )
    assert rows == {
        "king 's cup": "كأس العرش", "throne cup": "كأس العرش", "coupe du trone": "كأس العرش",
        "bread": "خبز|رغيف", "pain": "رغيف",
    }  # fmt: skip
    assert [problem.line for problem in problems] == [4, 5, 6, 8]


def test_a_name_is_matched_by_its_consonants_and_then_its_vowels() -> None:
    skeletons = skeletons_of("كاتب كتاب كتب مكتب محمود محمد حامد طنجة تانجا")
    assert [skeletons.spelled(name)[0][0] for name in ("katib", "kitab", "mahmoud", "hamid")] == [
        "كاتب", "كتاب", "محمود", "حامد",
    ]  # fmt: skip


def test_the_article_is_seen_as_one_and_as_part_of_a_name() -> None:
    skeletons = skeletons_of("الرباط ألمانيا")
    assert skeletons.spelled("rabat")[0][0] == "الرباط"
    assert skeletons.spelled("almania")[0][0] == fold_word("ألمانيا")


@pytest.mark.parametrize("terms", [[], ["a", "1"], ["ا"], ["ب" * 40], ["😀", "كتاب1"]])
def test_vocabularies_without_names_have_no_skeletons(terms: list[str]) -> None:
    vocabulary = Vocabulary.from_terms(terms)
    assert skeletons_over(vocabulary).spelled("boukhobza") == []


@pytest.mark.parametrize("word", ["", "a", "aeiou", "x" * 300, "q", "é", "sch" * 40])
def test_odd_words_are_spelt_without_failing(word: str) -> None:
    assert list(SPELLED(word)) == []

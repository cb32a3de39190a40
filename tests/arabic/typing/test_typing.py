"""Keys, slips, Arabizi, dialects and courtesy: what was typed, and what it may stand for."""

import pytest

from qa_service.arabic.analysis import words
from qa_service.arabic.conversation.asking import chosen_question
from qa_service.arabic.typing.arabizi import looks_like_arabizi, spellings
from qa_service.arabic.typing.dialects import standard_forms
from qa_service.arabic.typing.keyboard import NEIGHBOURS, typed_as_arabic, typed_as_latin
from qa_service.arabic.typing.politeness import without_courtesy
from qa_service.arabic.typing.spelling import ADDED, DOUBLED, MISSING, NEIGHBOUR, SWAPPED, WRONG, slip


@pytest.mark.parametrize("text", ["من يشارك في رئاسة المنتدى؟", "لا شيء في الأردن", "متى ولد بطوطة"])
def test_arabic_typed_on_the_latin_layout_comes_back(text: str) -> None:
    assert typed_as_arabic(typed_as_latin(text)).replace("أ", "ا") == text.replace("أ", "ا")


def test_latin_typed_on_the_arabic_layout_comes_back() -> None:
    assert typed_as_latin(typed_as_arabic("who chairs the forum")) == "who chairs the forum"


def test_keys_side_by_side_are_neighbours_both_ways() -> None:
    assert {("ش", "س"), ("س", "ش"), ("ق", "ف")} <= NEIGHBOURS
    assert ("ش", "ك") not in NEIGHBOURS


@pytest.mark.parametrize(("typed", "meant", "cost"), [
    ("المنتدىى", "المنتدى", DOUBLED), ("المغبر", "المغرب", SWAPPED), ("المغب", "المغرب", MISSING),
    ("المغرت", "المغرب", NEIGHBOUR), ("المغرلب", "المغرب", NEIGHBOUR + 0.2), ("المغرحب", "المغرب", ADDED),
    ("المغرم", "المغرب", WRONG),
])  # fmt: skip
def test_each_slip_has_its_cost(typed: str, meant: str, cost: float) -> None:
    assert slip(typed, meant) == pytest.approx(cost)


@pytest.mark.parametrize(("typed", "meant"), [("المغرب", "المغرب"), ("باريس", "مارس"), ("كندا", "المغرب")])
def test_no_slip_and_two_slips_are_none(typed: str, meant: str) -> None:
    assert slip(typed, meant) is None


def test_a_slip_in_the_first_letter_is_less_likely() -> None:
    first, last = slip("سغرب", "شغرب"), slip("غربس", "غربش")
    assert first is not None
    assert last is not None
    assert first > last


@pytest.mark.parametrize(("latin", "arabic"), [
    ("lmaghrib", "المغرب"), ("kaycharek", "يشارك"), ("chkoun", "شكون"), ("m3a", "مع"), ("9anoun", "قانون"),
    ("ta7lil", "تحليل"), ("boukhobza", "بوخبزه"), ("bil3arabi", "العربي"),
])  # fmt: skip
def test_arabizi_has_the_arabic_among_its_spellings(latin: str, arabic: str) -> None:
    assert arabic in [spelling for spelling, _ in spellings(latin)]


def test_spellings_come_cheapest_first() -> None:
    costs = [cost for _, cost in spellings("lmontada")]
    assert costs == sorted(costs)


@pytest.mark.parametrize("text", ["chkoun kaycharek m3a lmaghrib", "fin kayn lmontada", "3lach t7arrek"])
def test_arabizi_is_detected_by_its_digits_and_function_words(text: str) -> None:
    assert looks_like_arabizi(text)


@pytest.mark.parametrize("text", ["who chairs the forum", "Qui préside le forum", "what is H1N1", "16 may 2003", ""])
def test_other_languages_are_no_arabizi(text: str) -> None:
    assert not looks_like_arabizi(text)


@pytest.mark.parametrize(("dialect", "standard"), [
    ("كيتشارك", "يشارك"), ("كيشارك", "يشارك"), ("بيشارك", "يشارك"), ("هيشارك", "يشارك"), ("غيشارك", "يشارك"),
    ("وقعو", "وقعوا"), ("ماتشاركش", "تشارك"), ("اتاسست", "تاسست"), ("تزاد", "ولد"), ("اكتر", "أكثر"),
])  # fmt: skip
def test_a_dialects_word_has_its_standard_form(dialect: str, standard: str) -> None:
    assert standard in standard_forms(dialect)


@pytest.mark.parametrize("word", ["متوسعه", "قانون", "اسنان", "16"])
def test_other_words_have_none(word: str) -> None:
    assert standard_forms(word) == ()


@pytest.mark.parametrize(("polite", "bare"), [
    ("السلام عليكم، بغيت نعرف شكون رئيس كندا؟", "شكون رئيس كندا؟"),
    ("لو سمحت ممكن أعرف متى تأسس المنتدى", "متى تأسس المنتدى"),
    ("من رئيس كندا؟ شكرا جزيلا", "من رئيس كندا"),
    ("عفاك، فين كاينة إفران؟ الله يرحم ليك الوالدين", "فين كاينة إفران"),
    ("عايز أعرف مين رئيس كندا من فضلك", "مين رئيس كندا"),
])  # fmt: skip
def test_courtesy_is_left_out_at_both_ends(polite: str, bare: str) -> None:
    assert without_courtesy(polite) == bare


@pytest.mark.parametrize("question", ["من قال شكرا للوزير؟", "السلام عليكم", "متى وقع السلام بين البلدين؟", "", "؟"])
def test_what_is_asked_about_stays_and_so_does_a_greeting_alone(question: str) -> None:
    assert without_courtesy(question) == question


@pytest.mark.parametrize(("text", "chosen"), [
    ("من هو رئيس كندا؟ ومتى ولد؟", "من هو رئيس كندا؟"),
    ("متى ولد؟ ومن هو رئيس كندا؟", "ومن هو رئيس كندا؟"),
])  # fmt: skip
def test_of_two_questions_the_first_full_one_is_asked(text: str, chosen: str) -> None:
    assert chosen_question(text) == (chosen, True)


@pytest.mark.parametrize("text", ["من هو رئيس كندا؟", "من هو رئيس كندا؟ ال", "رئيس كندا", ""])
def test_a_single_question_is_no_choice(text: str) -> None:
    assert chosen_question(text) == (text, False)


@pytest.mark.parametrize("word", ["باريس", "المغرب", "والمغرب", "تاسست"])
def test_words_of_general_arabic_are_listed(word: str) -> None:
    assert words.frequency(word) is not None


def test_slips_are_not_listed_and_common_words_are_commoner() -> None:
    assert words.frequency("المغربب") is None
    assert (words.frequency("المغرب") or 0) > (words.frequency("تطوان") or 9)

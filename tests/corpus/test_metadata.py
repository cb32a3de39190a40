"""Metadata: what becomes a field of the document, what is a warning and what refuses the document."""

import pytest

from qa_service.corpus.document import Document, Problem
from qa_service.corpus.metadata import Draft, Entry, Value, document_of
from qa_service.corpus.reading import RejectedError


def made(
    text: str = "نص", default_id: str = "a", line: int | None = None, **keys: Value
) -> tuple[Document, list[Problem]]:
    entries = tuple(Entry(key, value, number) for number, (key, value) in enumerate(keys.items(), start=2))
    return document_of(Draft(text, entries, default_id, line), "a.txt")


def document(**keys: Value) -> Document:
    found, problems = made("نص", "a", None, **keys)
    assert problems == []
    return found


def test_without_metadata_a_document_has_its_default_id_and_nothing_else() -> None:
    assert document() == Document(id="a", text="نص")


def test_values_stay_as_written() -> None:
    found = document(id="007", title=" yes ", author="10:30", publisher="null", language="no")
    assert (found.id, found.title, found.author) == ("007", " yes ", "10:30")
    assert (found.publisher, found.language) == ("null", "no")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-05-16", "2023-05-16"),
        ("20230516", "2023-05-16"),
        ("2023-W20-2", "2023-05-16"),
        ("2023-05-16T23:30:00+01:00", "2023-05-16"),
        ("2023-05-16 10:30", "2023-05-16"),
        ("2023-05-16T10:30:00Z", "2023-05-16"),
        ("0622-07-16", "0622-07-16"),
    ],
)
def test_an_iso_date_is_kept_as_its_day(written: str, day: str) -> None:
    assert document(date=written).date == day


@pytest.mark.parametrize("written", ["16/05/2023", "16 ماي 2023", "2023-02-30", "2023", "2023-05", "٢٠٢٣-٠٥-١٦", "أمس"])
def test_an_unreadable_date_is_a_warning_with_its_line_and_no_date(written: str) -> None:
    found, [problem] = made(date=written)
    assert found.date is None
    assert (problem.level, problem.code, problem.line) == ("warning", "bad_date", 2)


def test_an_unknown_key_is_a_warning_that_names_the_likely_one() -> None:
    found, problems = made(title="ع", auther="ك", Date="2023-05-16", zzz=None)
    assert (found.title, found.author, found.date) == ("ع", None, None)
    assert [(problem.code, problem.level, problem.line) for problem in problems] == [
        ("unknown_key", "warning", line) for line in (3, 4, 5)
    ]
    assert "`author`" in problems[0].remedy
    assert "`date`" in problems[1].remedy


@pytest.mark.parametrize("value", [None, ("أ", "ب")])
def test_a_value_that_is_no_text_is_a_warning_and_left_out(value: Value) -> None:
    found, [problem] = made(title=value)
    assert found.title == ""
    assert problem.code == "bad_value"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "www.example.org/a", "https://", "http://[x"]
)
def test_a_source_that_is_no_web_address_is_never_linked(address: str) -> None:
    found, [problem] = made(source_url=address)
    assert found.source_url is None
    assert problem.code == "bad_source_url"


def test_web_addresses_stay_as_written() -> None:
    address = "https://example.org/مقال?a=1#b"
    assert document(source_url=address).source_url == address


def test_blank_values_are_values_left_out() -> None:
    assert document(id="", title=" ", date="", author=" ", source_url="", tags="") == document()


def test_tags_are_a_list_or_split_at_commas_each_once() -> None:
    assert document(tags=("أمن", " المغرب ", "أمن", "")).tags == ("أمن", "المغرب")
    assert document(tags="أمن، المغرب,16 ماي").tags == ("أمن", "المغرب", "16 ماي")


@pytest.mark.parametrize("name", ["أخبار/2023/مقال #1", "x" * 512, "a b?c=%2F", "..", "a\u2028b", "😀" * 512])
def test_an_id_is_any_text_up_to_512_characters(name: str) -> None:
    assert document(id=name).id == name


@pytest.mark.parametrize("name", ["x" * 513, "a\nb", "a\tb", "\x7f", "a\x85", "a\x1b[31m", None, ("a",)])
def test_a_long_id_a_control_character_or_no_text_refuses_the_document(name: Value) -> None:
    with pytest.raises(RejectedError) as caught:
        made(id=name, line=7)
    assert (caught.value.code, caught.value.line) == ("bad_id", 7)


def test_a_default_id_is_held_to_the_same_rules_unless_an_id_is_given() -> None:
    with pytest.raises(RejectedError, match="513"):
        made(default_id="x" * 513)
    assert made(default_id="x" * 513, id="short")[0].id == "short"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "no_text"), (" \n\u200f", "no_text"), ("---", "no_text"), ("ن\0ص", "nul"), ("ن\ud800", "bad_characters")],
)
def test_a_text_that_cannot_be_served_refuses_the_document(text: str, code: str) -> None:
    with pytest.raises(RejectedError) as caught:
        made(text)
    assert caught.value.code == code


@pytest.mark.parametrize("value", ["\0", "\udfff", ("ok", "\ud83d")])
def test_a_value_that_cannot_be_written_as_utf8_refuses_the_document(value: Value) -> None:
    with pytest.raises(RejectedError):
        made(tags=value)


def test_other_control_characters_stay_in_the_text() -> None:
    assert made("ن\x07\x1b\x85ص\r\nس")[0].text == "ن\x07\x1b\x85ص\nس"


def test_a_date_and_an_author_that_the_text_tells_are_taken_and_marked_where_the_metadata_has_none() -> None:
    text = "عنوان الخبر\nبقلم: ليلى حسن\n١٦ ماي ٢٠٠٣\n\nنص الخبر."
    document, problems = document_of(Draft(text, (), "a"), "a.txt")
    assert (document.date, document.author, document.found) == ("2003-05-16", "ليلى حسن", ("author", "date"))
    assert problems == []
    given, _ = document_of(Draft(text, (Entry("date", "2020-01-01"), Entry("author", "")), "a"), "a.txt")
    assert (given.date, given.author, given.found) == ("2020-01-01", None, ())


@pytest.mark.parametrize("line", ["05/06/2023", "بقلم رصاص أحمر", "إعداد القهوة العربية", "الكاتب المغربي الكبير"])
def test_what_may_mean_something_else_is_no_metadata(line: str) -> None:
    document, _ = document_of(Draft(f"{line}\n\nنص الخبر.", (), "a"), "a.txt")
    assert document.found == ()


def told(*lines: str) -> tuple[str | None, str | None]:
    """The date and the author that lines under a title tell."""
    text = "\n".join(["عنوان الخبر", *lines, "نص الخبر طويل."])
    document, _ = document_of(Draft(text, (), "a"), "a.txt")
    return document.date, document.author


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("السبت، 14 نيسان/أبريل 2018", "2018-04-14"),
        ("14 نيسان / ابريل، 2018", "2018-04-14"),
        ("14 أبريل (نيسان) 2018", "2018-04-14"),
        ("3 تشرين الثاني/نوفمبر 2018", "2018-11-03"),
        ("3 نوفمبر - تشرين الثاني 2018", "2018-11-03"),
        ("٧ كانون الثاني/يناير ٢٠١٩", "2019-01-07"),
        ("7 كانون الأول/دجنبر 2019", "2019-12-07"),
        ("7 حزيران/جوان 2019", "2019-06-07"),
        ("7 كانون 2 2019", "2019-01-07"),
        ("7 كانون1 2019", "2019-12-07"),
        ("7 تشرين أول 2019", "2019-10-07"),
    ],
)
def test_a_month_may_have_two_names_or_a_number(line: str, day: str) -> None:
    assert told(line) == (day, None)


def test_two_different_months_are_no_date() -> None:
    assert told("14 نيسان/يناير 2018") == (None, None)


@pytest.mark.parametrize(
    "line",
    ["تقرير: سلوى المنصوري", "حوار / سلوى المنصوري", "متابعة - سلوى المنصوري", "أجرت الحوار: سلوى المنصوري",
     "كتبت – سلوى المنصوري:", "تحقيق: سلوى المنصوري", "سلوى المنصوري - 2 فبراير 2021", "سلوى المنصوري | 2 فبراير 2021"],
)  # fmt: skip
def test_a_byline_is_told_by_the_kind_of_article_or_a_date_behind_the_name(line: str) -> None:
    assert told(line)[1] == "سلوى المنصوري"


@pytest.mark.parametrize("line", ["طنجة - 2 فبراير 2021", "بني ملال - 2 فبراير 2021", "وكالات - 2 فبراير 2021"])
def test_before_a_date_a_place_or_an_agency_is_no_author(line: str) -> None:
    assert told(line) == ("2021-02-02", None)


def test_an_event_and_the_subject_of_a_report_are_no_bylines() -> None:
    assert told("وفاة الشاعر - 9 غشت 1957") == (None, None)
    assert told("تقرير: أزمة الماء في الجنوب") == (None, None)
    document, _ = document_of(Draft("تقرير: عطش الواحات\nنص الخبر.", (), "a"), "a.txt")
    assert document.author is None

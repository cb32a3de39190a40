"""Encodings: real Arabic text in each of them comes out right or is refused, never as other text."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.encodings import decode, decode_utf8
from qa_service.corpus.reading import RejectedError

ARABIC = (
    "أعلنت الوزارة، اليوم الثلاثاء، أن عدد المستفيدين من البرنامج بلغ 3200 شخص في المغرب.\n"
    "وقال المسؤول إن «المشروع» سيكتمل خلال عامين؛ فهل تكفي الميزانية؟\n"
)
IN_BOTH = ARABIC.replace("«", "(").replace("»", ")")  # ISO-8859-6 has no guillemets
RUSSIAN = "Россия является крупнейшим по площади государством мира, столица Москва"
GREEK = "Η Ελλάδα είναι χώρα της νοτιοανατολικής Ευρώπης"
HEBREW = "ישראל היא מדינה במזרח התיכון השוכנת על החוף"
FRENCH = "Le Maroc célèbre ses fêtes nationales à Rabat, où l'été est tempéré"


def rejection(data: bytes) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        decode(data)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        ARABIC.encode(),
        codecs.BOM_UTF8 + ARABIC.encode(),
        codecs.BOM_UTF16_LE + ARABIC.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + ARABIC.encode("utf-16-be"),
        ARABIC.encode("cp1256"),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16-le", "utf-16-be", "windows-1256"],
)
def test_arabic_text_is_read_whole_in_every_encoding_of_the_contract(data: bytes) -> None:
    assert decode(data) == ARABIC


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
@pytest.mark.parametrize(
    "text", [IN_BOTH, "المغرب بلد جميل", "يشارك المغرب في رئاسة المنتدى", "title: قصة\n\nفي البيت"]
)
def test_the_two_old_encodings_are_told_apart_even_for_a_short_text(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_vocalised_text_with_latin_words_is_read_in_windows_1256() -> None:
    text = "وُلِدَ الرَّجُلُ في مدينة «فاس» عام 1900، وكان يقرأ Le Matin du Sahara في المقهى… ثم عاد إلى البيت."
    assert decode(text.encode("cp1256")) == text


def test_bytes_that_read_as_arabic_in_neither_way_for_certain_are_refused() -> None:
    # «انتخابات» in windows-1256 begins with «ال» when read as ISO-8859-6: no ground to choose.
    assert rejection("انتخابات انتقالية".encode("cp1256")).code == "bad_encoding"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859_5"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (FRENCH, "cp1252"),
        ("中华人民共和国是位于东亚的社会主义国家", "gb18030"),
        (IN_BOTH.replace("؛", "").replace("،", "").replace("؟", ""), "cp720"),
    ],
)
def test_other_encodings_are_refused_with_the_byte(text: str, encoding: str) -> None:
    fault = rejection(b"ascii\n" + text.encode(encoding))
    assert (fault.code, fault.line) == ("bad_encoding", 2)
    assert fault.byte is not None and fault.byte >= 6


def test_torn_utf8_is_refused_and_never_taken_for_an_old_encoding() -> None:
    whole = ARABIC.encode()
    place = len("أعلنت الوزارة".encode())
    cut_inside, cut_end, cut_begin = whole[:place] + whole[place + 4 :], whole + b"\xd8", whole[1:]
    for torn in (cut_inside, cut_end, cut_begin):
        with pytest.raises(UnicodeDecodeError) as expected:
            torn.decode()
        assert rejection(torn).byte == expected.value.start


def test_the_torn_place_is_named_by_line_and_byte_of_the_file() -> None:
    before = codecs.BOM_UTF8 + "سطر أول\r\nسطر ثان\rسطر ".encode()
    fault = rejection(before + b"\xff" + " ثالث".encode())
    assert (fault.line, fault.byte) == (3, len(before))


def test_a_file_of_two_encodings_is_refused() -> None:
    assert rejection(ARABIC.encode("cp1256") * 5 + ARABIC.encode()).code == "bad_encoding"


def test_overlong_and_surrogate_forms_are_no_utf8() -> None:
    for data in (b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"):
        assert rejection(data).byte == 0


@pytest.mark.parametrize("tail", [b"a", b"\x00\xd8a\x00"], ids=["odd byte", "half a surrogate pair"])
def test_torn_utf16_is_refused_with_its_byte(tail: bytes) -> None:
    before = codecs.BOM_UTF16_LE + "سطر\nآخر".encode("utf-16-le")
    fault = rejection(before + tail)
    assert (fault.code, fault.line, fault.byte) == ("bad_encoding", 2, len(before))


def test_utf16_without_bom_and_utf32_are_refused() -> None:
    assert rejection("text نص".encode("utf-16-le")).code == "nul"
    assert rejection("نص".encode("utf-32")).code == "nul"


def test_nul_is_refused_with_its_byte_in_every_encoding() -> None:
    for data, byte in (
        ("نص\0".encode(), 4),
        ("النص في\0".encode("cp1256"), 7),
        (codecs.BOM_UTF16_BE + "نص\0".encode("utf-16-be"), 6),
    ):
        fault = rejection(data)
        assert (fault.code, fault.line, fault.byte) == ("nul", 1, byte)


def test_only_the_one_byte_order_mark_is_taken_off() -> None:
    assert decode(codecs.BOM_UTF8 + "\ufeffنص\ufeff".encode()) == "\ufeffنص\ufeff"
    assert decode(b"") == ""


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
@settings(max_examples=100)
def test_any_text_in_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == decode_utf8(text.encode()) == text


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused_with_a_byte_that_is_there(data: bytes) -> None:
    try:
        decode(data)
    except RejectedError as fault:
        assert fault.byte is not None and 0 <= fault.byte < len(data)

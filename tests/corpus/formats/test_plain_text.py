"""Text files: front matter, line ends and the raw text behind them."""

import codecs

import pytest

from qa_service.corpus.document import Document
from qa_service.corpus.formats.plain_text import read
from qa_service.corpus.reading import RejectedError, Source


def only(data: bytes) -> Document:
    reading = read(data, "a.txt", "a")
    assert reading.problems == ()
    assert reading.sources == (Source("a.txt"),)
    [document] = reading.documents
    return document


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_is_found_behind_a_bom_and_with_any_line_ends(bom: bytes, newline: str) -> None:
    source = "---\nid: 007\ntitle: عنوان\ndate: 2023-05-16\n---\nسطر\n\nسطر آخر\n".replace("\n", newline)
    document = only(bom + source.encode())
    assert (document.id, document.title, document.date) == ("007", "عنوان", "2023-05-16")
    assert document.text == "سطر\n\nسطر آخر\n"


def test_front_matter_is_read_in_old_encodings_and_utf16() -> None:
    source = "---\ntitle: خبر من المغرب\n---\nأعلنت الوزارة أن المشروع اكتمل في عام 2020."
    for data in (source.encode("cp1256"), source.encode("iso8859_6"), source.encode("utf-16")):
        document = only(data)
        assert document.title == "خبر من المغرب"
        assert document.text == "أعلنت الوزارة أن المشروع اكتمل في عام 2020."


def test_nothing_of_the_text_changes_but_its_line_ends() -> None:
    text = "  نص\t\u200fبـــه\u064b \x85\u2028\u2029\v\f e\u0301 ﷺ 😀\u00a0\ufeff \x07"
    assert only((text + "\r\n\r" + text).encode()).text == text + "\n\n" + text


@pytest.mark.parametrize("data", [b"", b" \r\n", codecs.BOM_UTF8, "---\ntitle: ع\n---\n".encode(), b"---\n---"])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(RejectedError) as caught:
        read(data, "a.txt", "a")
    assert caught.value.code == "no_text"

"""Books: the chapters in reading order, without the table of contents; protected and swollen ones are refused."""

import io
import zipfile

import pytest

from qa_service.corpus.formats.epub_text import read
from qa_service.corpus.reading import RejectedError

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>كتاب الرحلة</dc:title>
<dc:creator>ابن بطوطة</dc:creator>
<dc:date>{date}</dc:date><dc:language>ar</dc:language></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="b%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="i" href="i.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="a"/><itemref idref="b"/><itemref idref="i"/></spine></package>"""
PAGE = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{}</body></html>'


def packed(more: dict[str, str] | None = None, date: str = "2020-01-02") -> bytes:
    out = io.BytesIO()
    parts = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE.format(date=date),
        "OPS/nav.xhtml": PAGE.format("<p>الفهرس</p>"),
        "OPS/a.xhtml": PAGE.format("<h1>الأول</h1><p>نص <a id='x'/>الفصل.</p>"),
        "OPS/b two.xhtml": PAGE.format("<p>الثاني.</p>"),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (more or {})).items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(data: bytes) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        read(data, "f.epub", "f")
    return caught.value


def test_chapters_are_one_text_in_reading_order_without_the_contents() -> None:
    reading = read(packed(), "f.epub", "f")
    [document] = reading.documents
    assert document.text == "الأول\n\nنص الفصل.\n\nالثاني."
    assert (document.title, document.author, document.date) == ("كتاب الرحلة", "ابن بطوطة", "2020-01-02")
    assert (document.language, reading.problems) == ("ar", ())


def test_a_year_alone_is_no_day_and_no_fault() -> None:
    reading = read(packed(date="1355"), "f.epub", "f")
    assert (reading.documents[0].date, reading.problems) == (None, ())


def test_a_protected_book_is_refused() -> None:
    locked = '<encryption><CipherReference URI="OPS/a.xhtml"/></encryption>'
    assert refused(packed({"META-INF/encryption.xml": locked})).code == "encrypted"


def test_a_chapter_that_unpacks_to_gigabytes_is_refused() -> None:
    assert refused(packed({"OPS/a.xhtml": "<p>" + " " * 30_000_000})).code == "too_large"


def test_what_is_no_book_is_refused() -> None:
    assert refused(b"PK").code == "bad_archive"
    assert refused(packed({"META-INF/container.xml": "<container/>"})).code == "bad_archive"
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert refused(packed({"META-INF/container.xml": bomb})).code == "entities"

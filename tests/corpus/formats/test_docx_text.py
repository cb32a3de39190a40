"""Word files: paragraphs, tables, title and author; what is deleted or hidden is no text; bombs are bounded."""

import io
import zipfile

import pytest

from qa_service.corpus.formats.docx_text import read
from qa_service.corpus.reading import Reading, RejectedError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
STYLES = f'<w:styles {W}><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
CORE = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Document1</dc:title><dc:creator>{}</dc:creator>'
    "</c:coreProperties>"
)


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    names = {"document": "word/document.xml", "styles": "word/styles.xml", "core": "docProps/core.xml"}
    names |= {name: f"word/{name}.xml" for name in ("numbering", "footnotes", "endnotes")}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        for name, content in parts.items():
            archive.writestr(names[name], content)
    return out.getvalue()


def body(content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{content}</w:body></w:document>'


def p(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def t(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def text_of(content: str) -> str:
    return read(packed(document=body(content)), "f.docx", "f").documents[0].text


def refused(data: bytes) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        read(data, "f.docx", "f")
    return caught.value


def test_paragraphs_stand_between_blank_lines_and_runs_join_without_a_space() -> None:
    assert text_of(p(t("أول ") + t("الن") + t("ص")) + p("") + p(t("ثان") + "<w:r><w:br/></w:r>" + t("سطر"))) == (
        "أول النص\n\nثان\nسطر"
    )


def test_a_row_of_a_table_is_one_paragraph() -> None:
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = row.format(p(t("المدينة")), p(t("السكان"))) + row.format(p(t("الرباط")), p(t("577827")))
    assert text_of(f"<w:tbl>{table}</w:tbl>") == "المدينة السكان\n\nالرباط 577827"


def test_deleted_hidden_and_field_text_is_left_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>سر</w:t></w:r>"
    gone = "<w:del><w:r><w:delText>سر</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>سر</w:t></w:r></w:moveFrom>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert text_of(p(t("نص") + hidden + gone + field + "<w:ins>" + t(" جديد") + "</w:ins>")) == "نص جديد"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p(t('صندوق'))}</w:txbxContent>"
    fallback = f'<m:Fallback xmlns:m="urn:m">{box}</m:Fallback>'
    assert text_of(p(t("نص") + f"<w:r><w:pict>{box}</w:pict>{fallback}</w:r>") + p(t("بعد"))) == "نص\n\nصندوق\n\nبعد"


def test_the_title_is_found_by_the_name_of_its_style_in_every_language() -> None:
    heading = '<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>' + t("عنوان المقال") + "</w:p>"
    data = packed(document=body(p(t("مقدمة")) + heading), styles=STYLES, core=CORE.format("ليلى حسن"))
    [document] = read(data, "f.docx", "f").documents
    assert (document.title, document.author, document.date) == ("عنوان المقال", "ليلى حسن", None)


def test_an_author_that_only_names_the_program_is_none() -> None:
    data = packed(document=body(p(t("نص"))), core=CORE.format("Windows User"))
    assert read(data, "f.docx", "f").documents[0].author is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_archive"),
        (b"PK\x03\x04 torn", "bad_archive"),
        (packed(), "bad_archive"),
        (packed(document=body(p(""))), "no_text"),
        (packed(document="<w:document"), "bad_xml"),
        (packed(document='<!DOCTYPE x [<!ENTITY a "نص">]><x>&a;</x>'), "entities"),
        (packed(document=body("<w:p>" * 100_000)), "bad_xml"),
        (packed(document="<a>" + " " * 30_000_000 + "</a>"), "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old_word"),
    ],
)
def test_what_is_no_word_file_or_a_bomb_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_no_byte_of_a_word_file_that_is_damaged_ends_in_another_error() -> None:
    whole = packed(document=body(p(t("نص"))), styles=STYLES)
    for at in range(0, len(whole), 7):
        damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            assert isinstance(read(damaged, "f.docx", "f"), Reading)
        except RejectedError as fault:
            assert fault.reason and fault.remedy


def test_the_name_of_a_template_in_the_properties_is_no_title() -> None:
    core = CORE.format("سعيد").replace("Document1", "Rapport.dotx")
    [document] = read(packed(document=body(p(t("محضر الجلسة الأولى"))), core=core), "f.docx", "f").documents
    assert document.title == ""  # the first line becomes it


def level(number: int, form: str, text: str, start: int = 1) -> str:
    return (f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>')  # fmt: skip


DECIMAL, ABJAD, BULLETS = level(0, "decimal", "%1."), level(1, "arabicAbjad", "%1-%2)"), level(0, "bullet", "o")
SEVENTH = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{DECIMAL}{ABJAD}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{BULLETS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    f'<w:num w:numId="3"><w:abstractNumId w:val="0"/>{SEVENTH}</w:num></w:numbering>'
)


def item(words: str, number: int, at: int = 0) -> str:
    return p(f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>' + t(words))


def test_items_of_lists_have_the_numbers_that_word_shows() -> None:
    content = item("أول", 1) + item("فرع", 1, 1) + item("آخر", 1, 1) + item("ثان", 1) + item("تحته", 1, 1)
    content += item("نقطة", 2) + item("سابع", 3) + item("ثامن", 3) + item("بلا قائمة", 0) + item("مجهول", 9)
    [document] = read(packed(document=body(content), numbering=NUMBERING), "f.docx", "f").documents
    assert document.text.split("\n\n") == ["1. أول", "1-أ) فرع", "1-ب) آخر", "2. ثان", "2-أ) تحته", "• نقطة", "7. سابع",
                                           "8. ثامن", "بلا قائمة", "مجهول"]  # fmt: skip


def test_footnotes_and_endnotes_stand_at_the_end() -> None:
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    footnotes = f'<w:footnotes {W}>{separator}<w:footnote w:id="1">{p(t("حاشية أولى"))}</w:footnote></w:footnotes>'
    endnotes = f'<w:endnotes {W}><w:endnote w:id="1">{p(t("خاتمة الحواشي"))}</w:endnote></w:endnotes>'
    content = p(t("نص") + '<w:r><w:footnoteReference w:id="1"/></w:r>') + p(t("تتمة"))
    data = packed(document=body(content), footnotes=footnotes, endnotes=endnotes)
    assert read(data, "f.docx", "f").documents[0].text == "نص\n\nتتمة\n\nحاشية أولى\n\nخاتمة الحواشي"

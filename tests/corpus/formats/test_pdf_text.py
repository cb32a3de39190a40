"""PDF: read by the places of its letters, in whatever order they are drawn; what can't be read is left out."""

import time
import zlib

import pytest

from qa_service.corpus.formats.pdf_text import read
from qa_service.corpus.reading import Reading, RejectedError
from tests.corpus.formats.pdf_pages import Sheet, article, assembled, in_forms, packed, visual

LINES = (
    "أعلنت الوزارة أن المشروع اكتمل في المدينة خلال هذا العام.",
    "وافتتح الوزير الطريق الجديد الذي يربط العاصمة بالساحل.",
    "ويستفيد من الطريق سكان القرى والمدن في المنطقة كلها.",
    "وحضر الافتتاح عدد كبير من المهندسين والعمال والصحفيين.",
    "وتنتهي المرحلة الثانية من المشروع في الربيع المقبل.",
)
NUMBERS = (
    "بلغت كلفة المشروع 450 مليون درهم في عام 2023.",
    "بدأ العمل يوم 05/06/2021 وارتفع العدد بنسبة 12.5% كل سنة.",
    "وقعت الوزارة عقدا مع شركة Siemens Mobility في الرباط.",
    "يبدأ سعر التذكرة من ٤٥ درهما (نحو 4.5 دولار) للطلاب.",
    "قال المدير: «نريد 25,000 مسافر كل يوم» قبل نهاية العام.",
    "نالت المحطة شهادة ISO 14001 لحماية البيئة في المنطقة.",
    "رمز العلماء إلى الزمن بالحرفين f(n) في كتاب الرياضيات.",
)


def reading(*sheets: Sheet, **options: str) -> Reading:
    return read(packed(sheets, **options), "f.pdf", "f")


def text_of(*sheets: Sheet, **options: str) -> str:
    return reading(*sheets, **options).documents[0].text


def refused(data: bytes) -> str:
    with pytest.raises(RejectedError) as caught:
        read(data, "f.pdf", "f")
    return caught.value.code


def test_lines_in_visual_order_are_read_from_the_right() -> None:
    assert text_of(article([visual(line) for line in LINES])).split() == " ".join(LINES).split()


def test_presentation_forms_and_ligatures_become_letters() -> None:
    shown = [visual(in_forms(line)).replace("\ufe8e\ufedf", "\ufefb") for line in LINES]
    assert text_of(article(shown)).split() == " ".join(LINES).split()


@pytest.mark.parametrize("line", NUMBERS)
def test_numbers_and_latin_words_stand_where_they_were_written(line: str) -> None:
    shown = visual(line).replace("(n)f", "f(n)").replace(")n(f", "f(n)")
    assert line in text_of(article([visual(LINES[0]), "", shown, "", *map(visual, LINES[1:])]))


def test_words_that_are_drawn_one_by_one_from_the_left_are_read_from_the_right() -> None:
    sheet = Sheet()
    for row, line in enumerate(LINES):
        left = 60.0
        for word in visual(line).split():
            sheet.draw(word, left, 700 - 20 * row)
            left += 5 * len(word) + 4
    assert LINES[1] in text_of(sheet)


def test_a_number_alone_on_its_line_keeps_the_order_of_its_digits() -> None:
    assert "١٩٩٥" in text_of(article([visual(LINES[0]), "١٩٩٥", visual(LINES[1])]))


def test_one_line_drawn_the_other_way_round_is_mended() -> None:
    shown = [visual(line) for line in LINES * 4]
    shown[6] = LINES[1]
    text = text_of(article(shown))
    assert text.count(LINES[1]) == 4
    assert LINES[1][::-1][:20] not in text


def test_a_file_that_is_drawn_in_the_order_of_its_letters_is_read() -> None:
    assert text_of(article(LINES)).split() == " ".join(LINES).split()


def test_the_words_under_a_scanned_page_are_read_though_their_letters_run_the_other_way() -> None:
    sheet = Sheet()
    for row, line in enumerate(LINES):
        right = 560.0
        for word in line.split():
            right -= 5 * len(word)
            sheet.draw(word, right, 700 - 20 * row)
            right -= 5
    assert LINES[2] in text_of(sheet)


def test_a_line_that_can_not_be_read_is_left_out_with_its_sentence_and_told_of() -> None:
    broken = "ضرغثقفش طكمنتا لبيسشظ زوةىلا رؤءئظ"
    found = reading(article([visual(line) for line in (*LINES, broken, *LINES)]))
    text = found.documents[0].text
    assert "طكمنتا" not in text
    assert LINES[0] in text
    [warning] = found.problems
    assert (warning.level, warning.code) == ("warning", "lines_left_out")
    assert "1 of its 11 lines" in warning.reason and "%" in warning.reason


def test_letters_that_the_file_does_not_tell_cost_their_sentence() -> None:
    shown = [visual(line) for line in (*LINES, "وقال ژائر من العاصمة إن الطريق قصير.", *LINES)]
    text = text_of(article(shown), unmapped="ژ")
    assert "ائر من" not in text
    assert text.count(LINES[4]) == 2


def test_strokes_that_lengthen_words_are_no_letters() -> None:
    long = [line.replace("المد", "المـد").replace("الط", "الـط").replace("المش", "الـمش") for line in LINES]
    assert text_of(article([visual(line) for line in long])).split() == " ".join(LINES).split()
    assert text_of(article([visual(line) for line in long]), unmapped="ـ").split() == " ".join(LINES).split()


def test_a_ligature_that_the_file_does_not_tell_is_no_stroke_though_a_word_remains() -> None:
    told = "زار الأول ثم الأولى في الأواني وبعد الأواخر من الأوائل جاء الأولاد إلى المدينة."
    shown = [visual(line) for line in (*LINES, told, *LINES)]
    text = text_of(article([line.replace("أل", "ژ") for line in shown]), unmapped="ژ")
    assert "الول" not in text and "اولى" not in text
    assert text.count(LINES[1]) == 2


def test_a_file_whose_letters_are_exchanged_is_refused() -> None:
    exchange = str.maketrans("ابتحدرسعفقلمنه", "هنملقفعسردحتبا")
    assert refused(packed([article([visual(line.translate(exchange)) for line in LINES])])) == "broken_text"


def test_spaces_between_all_letters_are_none() -> None:
    sheet = Sheet()
    for row, line in enumerate(LINES):
        for at, char in enumerate(visual(line)):
            sheet.draw(f"{char} ", 60 + 5 * at, 700 - 20 * row)
    assert LINES[0] in text_of(sheet)


def test_columns_are_read_right_before_left_and_a_heading_over_both_first() -> None:
    right, left = [line.removesuffix(".") for line in LINES], [f"ثم {line}" for line in LINES]
    sheet = Sheet().line(visual("افتتاح الطريق الجديد الذي يربط العاصمة بالساحل ومدن الشمال كلها"), 520, 760)
    for row, (one, other) in enumerate(zip(right, left, strict=True)):
        sheet.line(visual(one[:45]), 580, 720 - 15 * row)
        sheet.line(visual(other[:45]), 290, 720 - 15 * row)
    text = text_of(sheet)
    order = [text.index(part) for part in ("افتتاح الطريق", right[0][:20], right[4][:20], left[0][:20], left[4][:20])]
    assert order == sorted(order)


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    sheets = []
    for page in range(3):
        sheet = article([visual(f"{line[:-1]} رقم {page}{row}.") for row, line in enumerate(LINES)], top=700)
        sheets.append(sheet.line(visual("صحيفة الصباح"), 330, 780).line(f"{page + 1}", 300, 20))
    text = text_of(*sheets)
    assert "صحيفة الصباح" not in text
    assert [line for line in text.split("\n") if line.strip().isdigit()] == []
    assert text.count("أعلنت الوزارة") == 3


def test_a_line_that_fills_its_column_goes_on_and_a_short_one_ends_its_paragraph() -> None:
    words = " ".join(LINES).split()
    first, second = " ".join(words[:12]), " ".join(words[12:19])
    sheet = Sheet().line(visual(first), 560, 700)
    for row, line in enumerate((second, *LINES[3:]), start=1):
        sheet.line(visual(line), 560, 700 - 20 * row)
    paragraphs = text_of(sheet).split("\n\n")
    assert paragraphs[0] == f"{first} {second}"
    assert LINES[3] in paragraphs


def test_title_and_author_are_those_of_the_file_unless_a_program_made_them_up() -> None:
    sheet = article([visual(line) for line in LINES])
    title = "".join(f"{ord(char):04x}" for char in "افتتاح الطريق")
    assert reading(sheet, info=f"/Title <feff{title}>").documents[0].title == "افتتاح الطريق"
    assert reading(sheet, info="/Title (Microsoft Word - a.docx) /Author (anonymous)").documents[0].author is None
    assert "docx" not in reading(sheet, info="/Title (Microsoft Word - a.docx)").documents[0].title


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_pdf"),
        (b"%PDF-1.4 torn", "bad_pdf"),
        (packed([article(LINES)])[:400], "bad_pdf"),
        (packed([Sheet()]), "no_text_layer"),
    ],
)
def test_a_file_without_text_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def page_of(content: bytes, more: str = "", *objects: bytes) -> bytes:
    """A page whose content and resources are given."""
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {more} >>".encode(),
            content,
            *objects,
        ]
    )


def stream(data: bytes, attributes: str = "") -> bytes:
    return f"<< /Length {len(data)} {attributes} >>\nstream\n".encode() + data + b"\nendstream"


def test_a_scan_with_a_stamp_is_refused_as_a_scan() -> None:
    picture = stream(
        b"\0", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    resources = "/Resources << /XObject << /X 5 0 R >> /Font << /F 6 0 R >> >>"
    content = stream(b"/X Do BT /F 9 Tf 50 50 Td (Scanned by Phone) Tj ET")
    assert refused(page_of(content, resources, picture, font)) == "no_text_layer"


def test_a_file_with_many_unknown_words_is_read_with_a_warning() -> None:
    line = "وقال بطلسميوس في المدينة كتنهوري أمس زبلطاني إن العمل غرنديقاص تم."
    found = reading(article([visual(line)]))
    assert found.documents[0].text == line
    assert [(each.level, each.code) for each in found.problems] == [("warning", "uncertain_text")]


def test_a_filter_that_nobody_knows_is_refused() -> None:
    assert refused(page_of(stream(b"x", "/Filter /Foo"))) == "bad_pdf"
    assert refused(page_of(stream(b"x", "/Filter /BrotliDecode"))) == "bad_pdf"


def test_a_stream_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    bomb = zlib.compressobj(9)
    data = b"".join(bomb.compress(b" " * 1_000_000) for _ in range(200)) + bomb.flush()
    assert refused(page_of(stream(data, "/Filter /FlateDecode"))) == "too_large"
    twice = zlib.compress(data)
    assert refused(page_of(stream(twice, "/Filter [/FlateDecode /FlateDecode]"))) == "too_large"


def test_arrays_nested_without_end_are_refused_unread() -> None:
    for brackets in (b"[" * 1_000_000, b"<< " * 1_000_000):
        assert refused(page_of(stream(brackets))) == "too_deep"
        assert refused(page_of(stream(zlib.compress(brackets), "/Filter /FlateDecode"))) == "too_deep"


def test_pages_that_contain_themselves_and_forms_that_draw_each_other_end() -> None:
    looped = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]
    assert refused(assembled(looped)) in ("bad_pdf", "no_text_layer")
    form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
    resources = "/Resources << /XObject << /X 5 0 R >> >>"
    began = time.monotonic()
    assert refused(page_of(stream(b"/X Do"), resources, stream(b"/X Do /X Do", form))) == "no_text_layer"
    assert time.monotonic() - began < 60

"""PDF: the text layer is read where its Arabic is certainly in logical order, repaired or refused where it isn't."""

import re
import unicodedata
from collections.abc import Callable

import pytest

from qa_service.corpus.formats.pdf_text import joined_lines, read, repaired
from qa_service.corpus.reading import RejectedError

TEXT = (
    "أعلنت الوزارة أن المشروع اكتمل في المدينة خلال هذا العام.\n"
    "يبلغ طول الطريق الجديد الذي يربط العاصمة بالساحل مئتي كيلومتر."
)
SHAPES = {
    (
        unicodedata.decomposition(chr(code)).split()[0],
        chr(int(unicodedata.decomposition(chr(code)).split()[1], 16)),
    ): chr(code)
    for code in range(0xFE80, 0xFEF5)
}
JOINS_NOTHING_AFTER = "اأإآدذرزوؤءةى"


def in_forms(text: str) -> str:
    """Text as programs of old wrote it into PDFs: each letter in the shape that it has in its word."""

    def shaped(word: re.Match[str]) -> str:
        letters, out = word[0], ""
        for at, letter in enumerate(letters):
            before = at > 0 and letters[at - 1] not in JOINS_NOTHING_AFTER
            after = at + 1 < len(letters) and letter not in JOINS_NOTHING_AFTER
            shape = {
                (False, False): "<isolated>",
                (False, True): "<initial>",
                (True, True): "<medial>",
                (True, False): "<final>",
            }[(before, after)]
            out += SHAPES.get((shape, letter), letter)
        return out

    return re.sub(r"[\u0621-\u064a]+", shaped, text)


def backwards(text: str) -> str:
    return "\n".join(line[::-1] for line in text.split("\n"))


def pdf(text: str) -> bytes:
    """A PDF of one page with a text layer in the order given."""
    codes = {char: number for number, char in enumerate(sorted(set(text) - {"\n"}), start=1)}
    lines = "".join(f"<{''.join(f'{codes[char]:02x}' for char in line)}> Tj 0 -20 Td " for line in text.split("\n"))
    mapping = "".join(f"<{code:02x}> <{ord(char):04x}>\n" for char, code in codes.items())
    to_unicode = f"1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{mapping}endbfchar"
    content = f"BT /F 12 Tf 50 700 Td {lines}ET" if text else ""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return (out + trailer + f"startxref\n{len(out)}\n%%EOF").encode("ascii")


def refused(text: str) -> str:
    with pytest.raises(RejectedError) as caught:
        repaired(text)
    return caught.value.code


def test_text_in_logical_order_is_unchanged() -> None:
    assert repaired(TEXT) == TEXT
    assert repaired("No Arabic at all.") == "No Arabic at all."


def test_presentation_forms_in_logical_order_become_letters() -> None:
    forms = in_forms(TEXT)
    assert forms != TEXT
    assert repaired(forms) == TEXT


@pytest.mark.parametrize("text", [backwards(TEXT), in_forms(TEXT)[::-1], backwards(in_forms(TEXT)), "ﻝ", "نص"])
def test_visual_order_and_what_may_be_it_are_refused(text: str) -> None:
    assert refused(text) == "visual_order"


def test_whole_words_in_visual_order_are_told_by_their_full_stops() -> None:
    lines = "\n".join(" ".join(reversed(line.rstrip(".").split())) for line in TEXT.split("\n"))
    assert refused("\n".join("." + line for line in lines.split("\n"))) == "visual_order"


def test_letters_set_apart_are_refused() -> None:
    assert refused(" ".join(TEXT.replace(" ", ""))) == "broken_text"


def test_lines_that_fill_the_page_go_on_and_short_ones_end_their_paragraph() -> None:
    assert joined_lines("كلمة " * 10 + "\n" + "كلمة " * 10 + "\nقصير\nجديد") == f"{'كلمة ' * 20}قصير\n\nجديد"


def test_numbers_among_arabic_words_are_refused_since_their_place_is_not_certain() -> None:
    assert refused(TEXT + "\nبلغت الكلفة 2020 درهما.") == "visual_order"


@pytest.mark.parametrize("shape", [str, in_forms])
def test_a_page_is_read_through_its_text_layer(shape: Callable[[str], str]) -> None:
    text = TEXT.replace(".", "")
    [document] = read(pdf(backwards(shape(text))), "f.pdf", "f").documents  # as PDFs hold it, from left to right
    assert document.text.split() == text.split()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_pdf"),
        (b"%PDF-1.4 torn", "bad_pdf"),
        (pdf(TEXT)[:400], "bad_pdf"),
        (pdf(""), "no_text_layer"),
        (pdf(TEXT), "visual_order"),
        (pdf(in_forms(TEXT)), "visual_order"),
    ],
)
def test_a_pdf_without_certain_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RejectedError) as caught:
        read(data, "f.pdf", "f")
    assert caught.value.code == code

"""PDF pages for the tests: text placed letter by letter, as programs place it, without a program that makes PDFs."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

EM = 10.0
WIDTH = 0.5  # em, of every letter


@dataclass
class Sheet:
    """One page: pieces of text, each with its left end and its height, drawn from left to right."""

    pieces: list[tuple[float, float, str]] = field(default_factory=list)

    def draw(self, text: str, left: float, base: float) -> "Sheet":
        """Draw a piece in the order given, from left to right."""
        self.pieces.append((left, base, text))
        return self

    def line(self, text: str, right: float, base: float) -> "Sheet":
        """Draw a piece that ends at the right."""
        return self.draw(text, right - len(text) * WIDTH * EM, base)


def packed(sheets: Sequence[Sheet], *, info: str = "", unmapped: str = "", compress: bool = False) -> bytes:
    """Return a PDF of the pages; for the letters in `unmapped` it doesn't tell what they are."""
    used = sorted({char for sheet in sheets for *_, text in sheet.pieces for char in text})
    codes = {char: number for number, char in enumerate(used, start=1)}
    mapping = "".join(f"<{code:02x}> <{ord(char):04x}>\n" for char, code in codes.items() if char not in unmapped)
    to_unicode = f"1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{mapping}endbfchar"
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(sheets)))
    widths = " ".join(["500"] * len(codes))
    letters = f"/FirstChar 1 /LastChar {len(codes)} /Widths [{widths}] /ToUnicode 4 0 R"
    font = f"/Type /Font /Subtype /TrueType /BaseFont /F {letters}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        f"<< {font} >>".encode(),
        _stream(to_unicode, compress),
        f"<< {info} >>".encode(),
    ]
    for at, sheet in enumerate(sheets):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {7 + 2 * at} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        drawn = "".join(
            f"1 0 0 1 {left:.2f} {base:.2f} Tm <{''.join(f'{codes[char]:02x}' for char in text)}> Tj\n"
            for left, base, text in sheet.pieces
        )
        objects.append(_stream(f"BT /F {EM:g} Tf\n{drawn}ET", compress))
    return assembled(objects, info=5)


def assembled(objects: Sequence[bytes], info: int | None = None) -> bytes:
    """Return the file of numbered objects; the first is the catalogue."""
    out, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    more = f" /Info {info} 0 R" if info else ""
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R{more} >>\n"
    return out + f"{trailer}startxref\n{len(out)}\n%%EOF".encode()


def _stream(content: str, compress: bool) -> bytes:
    data = content.encode("latin-1")
    data = zlib.compress(data) if compress else data
    kind = " /Filter /FlateDecode" if compress else ""
    return f"<< /Length {len(data)}{kind} >>\nstream\n".encode() + data + b"\nendstream"


def article(lines: Sequence[str], *, right: float = 560, top: float = 760, step: float = 20) -> Sheet:
    """Return a page of lines in visual order, one under the other, that end at the right."""
    sheet = Sheet()
    for at, line in enumerate(lines):
        sheet.line(line, right, top - at * step)
    return sheet


def visual(text: str) -> str:
    """Return an Arabic line as a page shows it, from left to right: only numbers and Latin words stay as they are."""
    turned = text[::-1].translate(str.maketrans("()«»[]", ")(»«]["))
    return re.sub(
        r"[A-Za-z0-9\u0660-\u0669][A-Za-z0-9\u0660-\u0669.,:/ ]*[A-Za-z0-9\u0660-\u0669]",
        lambda run: run[0][::-1],
        turned,
    )


_SHAPES = {
    (name, chr(int(code, 16))): chr(form)
    for form in range(0xFE80, 0xFEF5)
    for name, code in [unicodedata.decomposition(chr(form)).split()]
}
_JOINS_NOTHING_AFTER = "اأإآدذرزوؤءةى"


def in_forms(text: str) -> str:
    """Return text as programs of old wrote it into PDFs: each letter in the shape that it has in its word."""

    def shaped(word: re.Match[str]) -> str:
        letters, out = word[0], ""
        for at, letter in enumerate(letters):
            before = at > 0 and letters[at - 1] not in _JOINS_NOTHING_AFTER
            after = at + 1 < len(letters) and letter not in _JOINS_NOTHING_AFTER and letters[at + 1] != "ء"
            shape = {(0, 0): "<isolated>", (0, 1): "<initial>", (1, 1): "<medial>", (1, 0): "<final>"}[before, after]
            out += _SHAPES.get((shape, letter), letter)
        return out

    return re.sub(r"[\u0621-\u064a]+", shaped, text)

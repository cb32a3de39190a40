"""Reader of `.pdf`: its text by the places of its letters. Needs pdfminer.six; see decision 0026."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from qa_service.corpus.document import Problem
from qa_service.corpus.formats.pdf.furniture import PlacedLine, furniture
from qa_service.corpus.formats.pdf.glyphs import Page, pages_of
from qa_service.corpus.formats.pdf.layout import Line, lines_of
from qa_service.corpus.formats.pdf.letters import ARABIC, UNKNOWN
from qa_service.corpus.formats.pdf.mending import mended
from qa_service.corpus.formats.pdf.opening import BoundedDocument
from qa_service.corpus.formats.pdf.paragraphs import paragraphs_of
from qa_service.corpus.formats.pdf.readable import Reading as LineReading
from qa_service.corpus.formats.pdf.readable import readings_of
from qa_service.corpus.formats.pdf.reading_order import turned
from qa_service.corpus.formats.pdf.spacing import gaps_of, items_of
from qa_service.corpus.lines import has_words
from qa_service.corpus.metadata import Draft, Entry, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source

_AS_TEXT = "Save the article's text as .txt or .docx from the program that made the PDF."
_FORMS = re.compile(r"[\ufb50-\ufd3d\ufd50-\ufdff\ufe70-\ufefc]")
_MIN_ARABIC_SHARE = 0.3  # of the letters of a file whose columns are read from the right
_MAX_LOST_SHARE = 0.3  # of the lines
_TORN = "\0"
_MIN_LETTERS_OF_PAGE = 40  # beside a picture
_SURE = 80  # per cent of known words
_APART = 2.5  # of the size: the distance of a lone number from the text
_ENDS_IN_HYPHEN = re.compile(r"\w-$")  # browsers break a line after it
_SENTENCE_END = re.compile(r"(?<=[.!؟?])\s+")


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a PDF; raises RejectedError for scans, protected files and letters that can't be read."""
    try:
        opened = BoundedDocument(data)
        pages = list(pages_of(opened))
        entries = _entries(opened)
    except (RejectedError, MemoryError):
        raise
    except PDFPasswordIncorrect:
        raise RejectedError("encrypted", "it is protected by a password", "Save it without a password.") from None
    except Exception as fault:
        # pdfminer raises any exception for a damaged file; whatever it is, the file can't be read.
        reason = f"the PDF can't be read: {type(fault).__name__}"
        raise RejectedError("bad_pdf", reason, _AS_TEXT) from None
    text, problems = _text(pages, file, plain_numbers=_producer_is_tex(opened))
    document, warnings = document_of(Draft(text, entries, default_id), file)
    return Reading((document,), (*problems, *warnings), (Source(file),))


def _text(pages: Sequence[Page], file: str, *, plain_numbers: bool) -> tuple[str, list[Problem]]:
    letters = "".join(glyph.text for page in pages for glyph in page.glyphs)
    if _is_scanned(pages, letters):
        raise RejectedError("no_text_layer", "there is no text in it, only pictures of text", _AS_TEXT)
    arabic = len(ARABIC.findall(letters)) >= _MIN_ARABIC_SHARE * sum(map(str.isalpha, letters))
    lines: list[Line] = []
    for number, page in enumerate(pages):
        lines += lines_of(page, number, lines[-1].column + 1 if lines else 0, arabic)
    gaps = [gaps_of(page.glyphs) for page in pages]
    items = mended([items_of(line.glyphs, line.size, gaps[line.page]) for line in lines])
    left_out = furniture(_placed(lines, [turned(each) for each in items], pages))
    kept = [at for at in range(len(lines)) if at not in left_out]
    groups = paragraphs_of([lines[at] for at in kept], from_right=arabic)
    begins = {group[0] for group in groups}
    readings = readings_of(
        [items[at] for at in kept],
        [at in begins for at in range(len(kept))],
        arabic=arabic,
        plain_numbers=plain_numbers,
    )
    paragraphs = [_joined([readings[at] for at in group]) for group in groups]
    return "\n\n".join(filter(has_words, paragraphs)), _problems(readings, file)


def _is_scanned(pages: Sequence[Page], letters: str) -> bool:
    """Return whether the pages are pictures, perhaps with a number or a stamp on them."""
    if not has_words(letters):
        return UNKNOWN not in letters
    pictured = sum(page.pictures > 0 for page in pages)
    return 2 * pictured > len(pages) and sum(map(str.isalpha, letters)) < _MIN_LETTERS_OF_PAGE * len(pages)


def _placed(lines: Sequence[Line], texts: Sequence[str], pages: Sequence[Page]) -> list[PlacedLine]:
    bases: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        bases[line.page].append(line.base)
    placed = []
    for line, text in zip(lines, texts, strict=True):
        nearest = min((abs(base - line.base) for base in bases[line.page] if base != line.base), default=0.0)
        height = line.base / pages[line.page].height
        placed.append(PlacedLine(text, line.page, line.base, height, nearest > _APART * line.size))
    return placed


def _joined(lines: Sequence[LineReading]) -> str:
    """Return the paragraph of its lines, without the sentences that a line that can't be read is part of."""
    text = ""
    for line in lines:
        text += f"{'' if not text or _ENDS_IN_HYPHEN.search(text) else ' '}{line.text or _TORN}"
    if _TORN not in text:
        return text
    return " ".join(each for each in _SENTENCE_END.split(text) if _TORN not in each)


def _problems(readings: Sequence[LineReading], file: str) -> list[Problem]:
    """Return a warning if lines were left out; raises RejectedError if they are too many."""
    lost = sum(not each.text for each in readings)
    words, known = (sum(getattr(each.looks, name) for each in readings) for name in ("words", "known"))
    confidence = round(100 * known / words) if words else 100
    told = f"{lost} of its {len(readings)} lines can't be read; {confidence} % of its words are known Arabic words"
    if lost > _MAX_LOST_SHARE * len(readings):
        raise RejectedError("broken_text", told, _AS_TEXT)
    if lost:
        remedy = f"They are left out with their sentences. {_AS_TEXT}"
        return [Problem(file=file, level="warning", code="lines_left_out", reason=told, remedy=remedy)]
    if confidence < _SURE:
        told = f"only {confidence} % of its words are known Arabic words"
        return [
            Problem(
                file=file, level="warning", code="uncertain_text", reason=told, remedy=f"Look at its text. {_AS_TEXT}"
            )
        ]
    return []


def _producer_is_tex(opened: PDFDocument) -> bool:
    return any(
        b"dvipdfm" in producer for info in opened.info if isinstance(producer := resolve1(info.get("Producer")), bytes)
    )


def _entries(opened: PDFDocument) -> tuple[Entry, ...]:
    said: dict[str, Any] = {}
    for info in reversed(opened.info):
        said.update(info)
    found = {key.lower(): resolve1(said.get(key)) for key in ("Title", "Author")}
    texts = {key: decode_text(value).strip("\0 ") for key, value in found.items() if isinstance(value, bytes)}
    return tuple(Entry(key, value) for key, value in texts.items() if _is_title(value))


def _is_title(value: str) -> bool:
    """Return whether a property is a real title: Word and scanners write file names there."""
    unfit = _FORMS.search(value) or re.search(
        r"\.\w{2,4}$|^Microsoft Word|^untitled$|^\(?anonymous\)?$", value, re.IGNORECASE
    )
    return has_words(value) and not unfit

"""Reader of `.pdf`: the text layer, if its Arabic is certainly in reading order. Needs pypdf; see decision 0011."""

import io
import re
import unicodedata
from itertools import pairwise
from statistics import quantiles

import pypdf

from qa_service.corpus.lines import has_words, unify_newlines
from qa_service.corpus.metadata import Draft, Entry, document_of
from qa_service.corpus.reading import Reading, RejectedError, Source

_MAX_PAGES = 2_000
_MAX_CHARS = 5_000_000
_AS_TEXT = "Save the article's text as .txt or .docx from the program that made the PDF."

_FORMS = re.compile(r"[\ufb50-\ufd3d\ufd50-\ufdff\ufe70-\ufefc]")  # Unicode 16, Arabic Presentation Forms-A and -B
_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
_MARKS = re.compile(r"[\u0640\u064b-\u0652\u0670]")
# ة and ى only end a word; the article «ال» only begins one: their positions reveal the order.
_LOGICAL = re.compile(r"(?:[وفبك]?ال|لل).{2,}|.+[ةى]")
_VISUAL = re.compile(r"[ةى].+|.{2,}لا")
_VISUAL_CERTAIN = re.compile(r"[ةى].+")
_MIN_LOGICAL_SHARE = 0.05  # of the Arabic words; prose has about a third
_MAX_VISUAL_SHARE = 0.02
_MAX_LONE_SHARE = 0.3  # of words of one letter: the text layer has a space after each letter
_STARTS_WITH_STOP = re.compile(r"^[ \t]*[.،؛؟!]", re.MULTILINE)
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z\u0660-\u0669\u06f0-\u06f9]")
_FULL_LINE_SHARE = 0.75  # of the usual length of a line; a shorter one ends its paragraph


def read(data: bytes, file: str, default_id: str) -> Reading:
    """Return the document of a PDF; raises RejectedError for scans, protected files and Arabic of uncertain order."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RejectedError("encrypted", "it is protected by a password", "Save it without a password.")
        text = _text(reader)
        found = reader.metadata
        said = {"title": found.title or "", "author": found.author or ""} if found else {}
    except (RejectedError, MemoryError):
        raise
    except Exception as fault:  # pypdf raises any exception for a damaged file; whatever it is, the file can't be read
        reason = f"the PDF can't be read: {type(fault).__name__}"
        raise RejectedError("bad_pdf", reason, _AS_TEXT) from None
    entries = tuple(Entry(key, str(value)) for key, value in said.items() if _is_title(str(value)))
    document, problems = document_of(Draft(text, entries, default_id), file)
    return Reading((document,), tuple(problems), (Source(file),))


def repaired(text: str) -> str:
    """Convert presentation forms to letters; raises RejectedError if the Arabic isn't certainly in logical order."""
    logical, visual = _joins(text)
    if _FORMS.search(text) and (not logical or visual > _MAX_VISUAL_SHARE * logical):
        raise _visual_order("its Arabic is in presentation forms, in an order that is not certain")
    letters = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]).strip(), text)
    words = _WORD.findall(_MARKS.sub("", letters))
    if not words:
        return letters
    if sum(len(word) == 1 for word in words) > _MAX_LONE_SHARE * len(words) and len(words) > 10:
        raise RejectedError("broken_text", "its text layer has a space between letters", _AS_TEXT)
    begins = sum(_LOGICAL.fullmatch(word) is not None for word in words)
    reversed_words = sum(_VISUAL.fullmatch(word) is not None for word in words)
    impossible = sum(_VISUAL_CERTAIN.fullmatch(word) is not None for word in words)
    if impossible > _MAX_VISUAL_SHARE * len(words) or reversed_words > begins:
        raise _visual_order("its Arabic words are written backwards, in visual order")
    if not begins or begins < _MIN_LOGICAL_SHARE * len(words):
        raise _visual_order("it can't be told whether its Arabic is in visual order")
    if _STARTS_WITH_STOP.search(letters):
        raise _visual_order("its lines begin with full stops: their words are in visual order")
    # pypdf reverses a run of Arabic, which puts a number inside the run at the wrong place of the sentence.
    if any(_WORD.search(line) and _LEFT_TO_RIGHT.search(line) for line in letters.split("\n")):
        raise _visual_order("its lines mix Arabic with numbers or Latin words, whose place is not certain in a PDF")
    return letters


def _text(reader: pypdf.PdfReader) -> str:
    if len(reader.pages) > _MAX_PAGES:
        raise RejectedError("too_large", f"it has over {_MAX_PAGES} pages", "Split the file.")
    pages: list[str] = []
    for page in reader.pages:
        pages.append(unify_newlines(page.extract_text()))
        if sum(map(len, pages)) > _MAX_CHARS:
            raise RejectedError("too_large", f"it has over {_MAX_CHARS} characters of text", "Split the file.")
    text = "\n".join(pages)
    if not has_words(text):
        raise RejectedError("no_text_layer", "there is no text in it, only pictures of text", _AS_TEXT)
    return joined_lines(repaired(text))


def joined_lines(text: str) -> str:
    """Return the paragraphs separated by blank lines; a line as wide as the page continues in the next one."""
    lines = [line.strip() for line in text.split("\n")]
    lengths = [len(line) for line in lines if line]
    full = _FULL_LINE_SHARE * quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0
    out: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            out[-1] += f" {line}"
        elif line:
            out.append(line)
        goes_on = bool(line) and len(lengths) > 1 and len(line) >= full
    return "\n\n".join(out)


def _joins(text: str) -> tuple[int, int]:
    """Count adjacent presentation forms that join as in logical order, and as in visual order."""
    shapes = [unicodedata.decomposition(char).partition(">")[0].lstrip("<") for char in text]
    pairs = list(pairwise(shapes))
    # A final form may precede an initial one in either order: letters like و join only to the previous letter.
    logical = sum(pair in (("initial", "medial"), ("medial", "final")) for pair in pairs)
    visual = sum(pair in (("medial", "initial"), ("final", "medial")) for pair in pairs)
    return logical, visual


def _is_title(value: str) -> bool:
    """Return whether a property is a real title: Word and scanners write file names there."""
    return has_words(value) and not _FORMS.search(value) and not re.search(r"\.\w{2,4}$|^Microsoft Word", value)


def _visual_order(reason: str) -> RejectedError:
    return RejectedError("visual_order", reason, _AS_TEXT)

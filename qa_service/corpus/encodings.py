"""Bytes of a corpus file to text: UTF-8, UTF-16 with BOM, windows-1256 or ISO-8859-6, without further guesses."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from qa_service.corpus.reading import RejectedError

_SAVE_AS_UTF8 = "Save the file as UTF-8."
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD_BYTES = 65_536  # of a stream, by which its encoding is told
_LEGACY = ("cp1256", "iso8859_6")

# Four UTF-8 sequences in a row are no accident: in both old Arabic encodings the bytes 80-BF are punctuation and
# rare letters, so a file with such a run is damaged UTF-8, even if it could be decoded otherwise.
_UTF8_RUN = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){4}")

_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_MARKS = re.compile(r"[\u0640\u064b-\u0652]")
_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
# Signs of the wrong one of the two encodings: accented Latin letters inside Arabic words, C1 controls, and
# marks without a letter before them.
_TORN_WORD = re.compile(
    r"[\u0621-\u0652][\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f][\u0621-\u0652]"
    r"|[\x80-\x84\x86-\x9f]|(?<![\u0621-\u0652])[\u064b-\u0652]"
)
_ARTICLE = re.compile(r"[وف]?[بك]?ال..|[وف]?لل..")
_FREQUENT_WORDS = (
    "في من على إلى الى عن مع أن ان إن أو او ما لا لم لن هو هي هذا هذه ذلك تلك التي الذي الذين كان كانت كما بين بعد "
    "قبل عند كل قد حيث ثم وفي ومن وعلى فيه فيها منه منها عليه عليها وهو وهي وكان وقد وأن بن غير حتى أي خلال عام"
)
_FREQUENT = frozenset(_FREQUENT_WORDS.split())
_MIN_ARABIC_SHARE = 0.8  # of all characters outside ASCII
_MIN_FREQUENT_SHARE = 0.1  # of the Arabic words; prose has about half, wrongly decoded text almost none
_MAX_TORN_SHARE = 0.02  # of the Arabic words; grammar texts set a mark alone, the wrong encoding tears every other word


def decode(data: bytes) -> str:
    """Return the text of a file without its BOM; line ends are not changed.

    Raises RejectedError, with line and byte, for NUL and for data that isn't certainly in one of the four encodings.
    """
    if data.startswith(_UTF16_BOMS):
        text = _decode_utf16(data)
    elif (nul := data.find(b"\0")) >= 0:
        raise _nul(_line_of(data, nul), nul)
    else:
        try:
            return decode_utf8(data)
        except RejectedError as no_utf8:
            return _decode_legacy(data, no_utf8)
    if (nul := text.find("\0")) >= 0:
        raise _nul(text.count("\n", 0, nul) + 1, 2 + len(text[:nul].encode("utf-16-le")))
    return text


def decode_utf8(data: bytes) -> str:
    """Return the text of UTF-8 bytes without BOM; raises RejectedError with line and byte of invalid UTF-8 or NUL."""
    if (nul := data.find(b"\0")) >= 0:
        raise _nul(_line_of(data, nul), nul)
    bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        return data[bom:].decode("utf-8")
    except UnicodeDecodeError as fault:
        byte = bom + fault.start
        reason = f"byte {byte} (0x{data[byte]:02x}) is not valid UTF-8"
        raise RejectedError("bad_encoding", reason, _SAVE_AS_UTF8, line=_line_of(data, byte), byte=byte) from None


@contextmanager
def text_of(opened: BinaryIO) -> Iterator[tuple[io.TextIOWrapper, str]]:
    """Read a stream as text with LF line ends, and tell its encoding by its beginning: see `decode`.

    Bytes that are no UTF-8 become half surrogates. Raises RejectedError where the beginning is in no known encoding.
    """
    encoding = _encoding_of(opened.peek(_HEAD_BYTES) if isinstance(opened, io.BufferedReader) else b"")
    codec, errors = ("utf-8-sig", "surrogateescape") if encoding == "utf-8" else (encoding, "strict")
    text = io.TextIOWrapper(opened, codec, errors)
    try:
        yield text, encoding
    finally:
        text.detach()  # else it would close the stream


def _encoding_of(head: bytes) -> str:
    if head.startswith(_UTF16_BOMS):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or _UTF8_RUN.search(head):
        return "utf-8"
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        decode_utf8(whole)
    except RejectedError as no_utf8:
        if no_utf8.code == "nul":
            return "utf-8"
        text = _decode_legacy(whole, no_utf8)
        return next(name for name in _LEGACY if text.encode(name, "replace") == whole)
    return "utf-8"


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].decode("utf-16", "ignore").count("\n") + 1
        reason = f"byte {fault.start} is not valid UTF-16, though the file begins with its byte order mark"
        raise RejectedError("bad_encoding", reason, _SAVE_AS_UTF8, line=line, byte=fault.start) from None


def _decode_legacy(data: bytes, no_utf8: RejectedError) -> str:
    if data.startswith(codecs.BOM_UTF8) or _UTF8_RUN.search(data):
        raise no_utf8
    readings = sorted(filter(None, (_read_as_arabic(data, name) for name in _LEGACY)), reverse=True)
    if readings and _is_certain(readings):
        return readings[0][1]
    no_utf8.reason += ", and the text is not plainly Arabic in windows-1256 or ISO-8859-6"
    raise no_utf8


def _read_as_arabic(data: bytes, encoding: str) -> tuple[int, str] | None:
    """Return the number of frequent words in the decoded bytes, and the text; None if it can't be Arabic."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    words = _WORD.findall(_MARKS.sub("", text))
    torn = len(_TORN_WORD.findall(text))
    if torn > _MAX_TORN_SHARE * len(words):
        return None
    if _chars(_ARABIC, text) < _MIN_ARABIC_SHARE * _chars(_NON_ASCII, text):
        return None
    frequent = sum(word in _FREQUENT or _ARTICLE.match(word) is not None for word in words)
    return (frequent if frequent >= _MIN_FREQUENT_SHARE * len(words) else 0), text


def _chars(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))


def _is_certain(readings: list[tuple[int, str]]) -> bool:
    """Return whether the first of the readings, best first, is Arabic and the other is not."""
    best, text = readings[0]
    if len(readings) == 1 or readings[1][1] == text:
        return best >= 1
    return best >= 2 and best > 3 * readings[1][0]


def _line_of(data: bytes, byte: int) -> int:
    """Return the 1-based line of a byte; LF, CR and CRLF end a line."""
    before = data[:byte]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _nul(line: int, byte: int) -> RejectedError:
    reason = f"byte {byte} is NUL: this is not a text file"
    return RejectedError("nul", reason, "Save the file as plain text in UTF-8.", line=line, byte=byte)

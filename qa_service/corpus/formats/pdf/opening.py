"""Opening: a PDF whose packed streams are measured before pdfminer.six unpacks them."""

import io
import logging
import re
import zlib
from collections.abc import Iterator

from pdfminer.ascii85 import ascii85decode
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, LITERALS_FLATE_DECODE, PDFStream
from pdfminer.psparser import LIT

from qa_service.corpus.reading import RejectedError

_MAX_UNPACKED_BYTES = 32_000_000  # of all streams but pictures; a page of text has some kB
_CHUNK_BYTES = 1 << 20
_NESTED = re.compile(rb"(?:(?:\[|<<)\s*){100}")
_SPLIT = "Split the file."

logging.getLogger("pdfminer").setLevel(
    logging.CRITICAL
)  # it tells each fault of each file; a Problem tells what matters


class BoundedDocument(PDFDocument):
    """A document that refuses what would fill the memory, and drops its pictures unread."""

    def __init__(self, data: bytes) -> None:
        self._unpacked_bytes = 0
        self._measured: set[int] = set()
        super().__init__(PDFParser(io.BytesIO(data)))

    def getobj(self, objid: int) -> object:
        """Return an object; raises RejectedError where its stream is too large."""
        found = super().getobj(objid)
        if isinstance(found, PDFStream) and found.rawdata is not None and objid not in self._measured:
            self._measured.add(objid)
            if found.attrs.get("Subtype") is LIT("Image"):
                found.rawdata = b""
            elif found.decipher is None:
                self._measure(found)
        return found

    def _measure(self, stream: PDFStream) -> None:
        names = [name for name, _ in stream.get_filters()]
        data = stream.rawdata or b""
        if sum(name in LITERALS_FLATE_DECODE for name in names) > 1:
            raise RejectedError("too_large", "a stream in it is packed more than once", _SPLIT)
        if len(names) == 2 and names[0] in LITERALS_ASCII85_DECODE:
            data, names = ascii85decode(data), names[1:]
        for chunk in _unpacked(data) if names and names[0] in LITERALS_FLATE_DECODE else [data]:
            self._unpacked_bytes += len(chunk)
            if self._unpacked_bytes > _MAX_UNPACKED_BYTES:
                raise RejectedError("too_large", f"it has over {_MAX_UNPACKED_BYTES} bytes unpacked", _SPLIT)
            if _NESTED.search(chunk):
                raise RejectedError("too_deep", "its parts are nested too deeply", _SPLIT)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield Flate data in chunks, without keeping them."""
    unpacker = zlib.decompressobj()
    try:
        while data and not unpacker.eof:
            yield unpacker.decompress(data, _CHUNK_BYTES)
            data = unpacker.unconsumed_tail
    except zlib.error:
        return  # damaged: pdfminer reads what comes before the damage

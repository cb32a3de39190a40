"""Opening: a PDF whose packed streams are measured before pdfminer.six unpacks them."""

import io
import logging
import zlib

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream
from pdfminer.psparser import LIT

from qa_service.corpus.reading import RejectedError

_MAX_UNPACKED_BYTES = 64_000_000  # of all streams but pictures; a page of text has some kB
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
        packed = [name in LITERALS_FLATE_DECODE for name, _ in stream.get_filters()]
        if sum(packed) > 1:
            raise RejectedError("too_large", "a stream in it is packed more than once", _SPLIT)
        if packed and packed[0]:
            self._unpacked_bytes += _unpacked_size(stream.rawdata or b"")
        if self._unpacked_bytes > _MAX_UNPACKED_BYTES:
            raise RejectedError("too_large", f"it has over {_MAX_UNPACKED_BYTES} bytes unpacked", _SPLIT)


def _unpacked_size(data: bytes) -> int:
    """Return the size of Flate data without keeping them; counts no further than the limit."""
    unpacker, size = zlib.decompressobj(), 0
    try:
        while data and size <= _MAX_UNPACKED_BYTES and not unpacker.eof:
            size += len(unpacker.decompress(data, 1 << 20))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return size  # damaged: pdfminer reads what comes before the damage
    return size

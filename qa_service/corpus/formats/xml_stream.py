"""Stream of XML as the parser takes it: UTF-8 without a declaration, its entities of HTML by their numbers."""

import re
from typing import TextIO

from qa_service.corpus.formats.xml_tree import DECLARATION, ENTITY, NAMED, numbered
from qa_service.corpus.reading import RejectedError

_CHUNK_CHARS = 16_384
_AHEAD_BYTES = 4 * _CHUNK_CHARS  # of the chunk that holds the end of an entry, and of what the parser keeps
_LONGEST_NAME_CHARS = 34
_BEGUN = re.compile(r"&\w{0,32}\Z")  # a name that may go on in the next chunk
_DAMAGED = re.compile(r"[\udc80-\udcff]")


class XmlStream:
    """A file object for `lxml.etree.iterparse`; raises RejectedError for what the parser shall not see."""

    def __init__(self, text: TextIO, most_bytes: int) -> None:
        """`most_bytes`: to be read before `forget` is called again, beside what is read ahead."""
        self._text = text
        self._most_bytes, self._bytes = most_bytes + _AHEAD_BYTES, 0
        self._rest, self._is_first = "", True

    def forget(self) -> None:
        """Count anew: an entry has been read."""
        self._bytes = 0

    def read(self, _size: int = -1) -> bytes:
        """Return the next bytes; none at the end."""
        chunk = self._text.read(_CHUNK_CHARS)
        source = self._rest + chunk
        begun = _BEGUN.search(source, max(0, len(source) - _LONGEST_NAME_CHARS)) if chunk else None
        self._rest = source[begun.start() :] if begun else ""
        source = source[: begun.start()] if begun else source
        if self._is_first:
            source, self._is_first = DECLARATION.sub("", source), False
            if ENTITY.search(source):
                raise RejectedError("entities", "it declares XML entities", "Save it without a DOCTYPE.")
        if _DAMAGED.search(source):
            raise RejectedError("bad_encoding", "it is not valid UTF-8", "Save the file as UTF-8.")
        data = NAMED.sub(numbered, source).encode("utf-8", "replace")
        self._bytes += len(data)
        if self._bytes > self._most_bytes:
            raise RejectedError("too_large", "an entry of it is too large", "Split it, or raise QA_MAX_FILE_BYTES.")
        return data or (self.read() if chunk else b"")

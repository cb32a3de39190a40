"""Chunks: where a body that is sent in chunks ends, told while its bytes still come (RFC 9112, 7.1)."""

import re

_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;|\Z)")
_LONGEST_LINE_BYTES = 8192  # of a size with its extensions, or of a trailer


class ChunkedBody:
    """Looks at each chunk once. What is wrong is for the parser to say, so what is no row of chunks has ended."""

    def __init__(self, begins: int) -> None:
        self._at = begins  # in the bytes of the connection: of the next chunk or trailer
        self._in_trailers = False
        self.is_whole = False  # a good body, of which the last byte has come
        self._is_wrong = False

    def has_ended(self, data: bytearray) -> bool:
        """Return whether the parser needs no more than `data`, the bytes from the beginning of the request."""
        while not (self.is_whole or self._is_wrong):
            end = data.find(b"\r\n", self._at)
            if end < 0:
                self._is_wrong = b"\n" in data[self._at :] or len(data) - self._at > _LONGEST_LINE_BYTES
                break
            if self._in_trailers:
                self.is_whole = end == self._at
                self._at = end + 2
            elif not self._take_chunk(data, end):
                break
        return self.is_whole or self._is_wrong

    def _take_chunk(self, data: bytearray, end: int) -> bool:
        """Pass over the chunk whose size stands before `end`; False while some of it is missing."""
        size = _SIZE.match(data[self._at : end])
        chunk_bytes = int(size[1], 16) if size else 0
        after = end + 2 + chunk_bytes
        if size is None or chunk_bytes == 0:
            self._is_wrong, self._in_trailers, self._at = size is None, True, after
        elif len(data) < after + 2:
            return False
        else:
            self._is_wrong, self._at = data[after : after + 2] != b"\r\n", after + 2
        return True

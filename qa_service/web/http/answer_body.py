"""The JSON of an answer as bytes, plain or gzipped: only `took_ms` and `request_id` differ from request to request."""

import struct
import zlib

_LEVEL = 6
_RAW = -15  # zlib's parameter for raw deflate with a window of 32 KiB
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952, 2.3: deflate, no name, no time, no system
_LONGEST_STORED_BYTES = 65_535


class AnswerBody:
    """The bytes before and after the part that differs.

    With gzip it is one member, in which that part is a stored block between two that were compressed once
    (RFC 1951, 3.2.4): compressing an answer again takes microseconds.
    """

    def __init__(self, before: bytes, after: bytes) -> None:
        self._before, self._after = before, after
        self._packed: tuple[bytes, bytes, int] | None = None  # made for the first client that accepts gzip

    def plain(self, took_ms: float, request_id: str) -> bytes:
        """Return the JSON for a request with this id, which must need no escapes."""
        return b"".join((self._before, _own(took_ms, request_id), self._after))

    def packed(self, took_ms: float, request_id: str) -> bytes:
        """Return the same bytes compressed with gzip."""
        before, after, begun = self._packed or self._pack()
        own = _own(took_ms, request_id)
        sum_, size = zlib.crc32(self._after, zlib.crc32(own, begun)), len(self._before) + len(own) + len(self._after)
        stored = struct.pack("<BHH", 0, len(own), len(own) ^ _LONGEST_STORED_BYTES)
        return b"".join((before, stored, own, after, struct.pack("<II", sum_, size & 0xFFFFFFFF)))

    def plain_bytes(self, request_id: str) -> int:
        """Return the approximate length without gzip; the digits of `took_ms` vary."""
        return len(self._before) + len(_own(0.0, request_id)) + len(self._after)

    def _pack(self) -> tuple[bytes, bytes, int]:
        first, last = (zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW) for _ in range(2))
        # A full flush ends at a byte boundary, where a stored block may begin.
        before = _HEADER + first.compress(self._before) + first.flush(zlib.Z_FULL_FLUSH)
        after = last.compress(self._after) + last.flush()
        self._packed = before, after, zlib.crc32(self._before)
        return self._packed


def _own(took_ms: float, request_id: str) -> bytes:
    return f'"took_ms":{took_ms},"request_id":"{request_id}"'.encode("ascii")

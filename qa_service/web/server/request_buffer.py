"""Request buffer: the bytes of a request that have come, and whether they are the whole of it."""

import math
import re
from typing import Literal

from qa_service.web.server.chunks import ChunkedBody

LONGEST_HEAD_BYTES = 65_536
"""Of the request line and all headers: a flood of them is refused before anything reads it."""

_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_NAMES_LENGTH = re.compile(rb"\r\n(?:content-length|transfer-encoding)[ \t]*:", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:[ \t]*chunked[ \t]*(?=\r\n)", re.IGNORECASE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_OF_MAINTAINERS = (b"POST /manage/files", b"POST /manage/preview")
_PROBE = re.compile(rb"(?:GET|HEAD) /(?:livez|readyz|metrics)[ ?]")
_VOTE = re.compile(rb"POST /feedback[ ?]")
_SMALL = re.compile(rb"(?:GET|HEAD) (?!/manage)|POST /ask[ ?]")  # whatever is written otherwise is large
_SMALL_BODY_BYTES = 65_536
Share = Literal["probe", "small", "vote", "large"]
"""Of the threads of a worker (thread_shares.py)."""

_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)


class Arrival:
    """What one connection has sent of its next request.

    Only tells when reading on is in vain: what is wrong with a request is for the parser to say, so whatever is
    unclear counts as whole.
    """

    def __init__(self, longest_body_bytes: int, longest_file_bytes: int = 0) -> None:
        self._longest_file_bytes = longest_file_bytes  # of what a maintainer sends
        self.data = bytearray()
        self._longest_body_bytes = longest_body_bytes
        self._head_bytes = 0  # with the empty line after it; 0 until that has come
        self._whole_bytes: int | None = None  # None: the end shows in the body itself, in chunks
        self._chunks: ChunkedBody | None = None
        self._announced_bytes: float = 0  # of the body; chunks announce no end
        self._waits_for_word = False

    def add(self, data: bytes) -> None:
        """Take what has come; empty lines before a request are passed over (RFC 9112, 2.2)."""
        searched = max(0, len(self.data) - 3)
        self.data += data if self.data else data.lstrip(b"\r\n")
        if not self._head_bytes:
            end = self.data.find(b"\r\n\r\n", searched)
            if end >= 0:
                self._head_bytes = end + 4
                self._read_head()

    @property
    def has_head(self) -> bool:
        """Whether the headers are there."""
        return self._head_bytes > 0

    @property
    def is_flood(self) -> bool:
        """Whether there are more headers than anybody means to send."""
        return (self._head_bytes or len(self.data)) > LONGEST_HEAD_BYTES

    @property
    def is_whole(self) -> bool:
        """Whether the request can be answered without waiting for more bytes."""
        if not self._head_bytes:
            return False
        if self._whole_bytes is not None:
            return len(self.data) >= self._whole_bytes
        if len(self.data) - self._head_bytes > 2 * self._longest_body_bytes + LONGEST_HEAD_BYTES:
            return True  # too long, whatever comes; chunks of one byte take six
        return self._chunks is not None and self._chunks.has_ended(self.data)

    @property
    def is_complete(self) -> bool:
        """Whether all of it has come, by its length or its last chunk: nothing more is to be read of this request."""
        if self._chunks is not None:
            return self._chunks.is_whole
        return self._head_bytes > 0 and self._announced_bytes <= len(self.data) - self._head_bytes

    @property
    def share(self) -> Share:
        """Whose threads answer it: those of probes, of questions, of votes, or of what may take long."""
        if _PROBE.match(self.data):
            return "probe"
        if _VOTE.match(self.data):
            return "vote"
        body_bytes = self._announced_bytes if self._chunks is None else len(self.data) - self._head_bytes
        return "small" if _SMALL.match(self.data) and body_bytes <= _SMALL_BODY_BYTES else "large"

    def whole(self) -> bytes:
        """The bytes for the parser; letters that stand plain in the address are encoded, as curl sends `?q=سؤال`."""
        line, end, rest = bytes(self.data).partition(b"\r\n")
        method, space, target = line.partition(b" ")
        return method + space + _NOT_ASCII.sub(lambda each: b"%%%02X" % each[0][0], target) + end + rest

    def asks_to_go_on(self) -> bool:
        """Once: whether the client sends the body only after a word from us (RFC 9110, 10.1.1)."""
        asks, self._waits_for_word = self._waits_for_word, False
        return asks

    def _read_head(self) -> None:
        head = bytes(self.data[: self._head_bytes - 2])
        if head.startswith(_OF_MAINTAINERS):
            self._longest_body_bytes = max(self._longest_body_bytes, self._longest_file_bytes)
        lengths, named = _LENGTH.findall(head), _NAMES_LENGTH.findall(head)
        body_bytes: int | None = 0
        self._announced_bytes = 0 if not named else int(lengths[0]) if len(named) == 1 and lengths else math.inf
        if len(named) == 1 and lengths:
            # Of a body that is too long nothing needs to be waited for: it is refused by its length.
            body_bytes = int(lengths[0]) if int(lengths[0]) <= self._longest_body_bytes else 0
        elif len(named) == 1 and _CHUNKED.search(head):
            body_bytes, self._chunks = None, ChunkedBody(self._head_bytes)
        self._whole_bytes = None if body_bytes is None else self._head_bytes + body_bytes
        self._waits_for_word = not self.is_whole and bool(_EXPECTS.search(head))

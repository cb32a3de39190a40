"""Archives: files of many documents, read one after the other in bounded memory; zip bombs are refused."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, BinaryIO

from qa_service.corpus.formats import feed_text, json_text
from qa_service.corpus.formats.by_suffix import READERS
from qa_service.corpus.formats.zip_parts import unpacked_bytes
from qa_service.corpus.names import HIDDEN, suffix
from qa_service.corpus.reading import Reading, RejectedError, rejection

DEFAULT_MAX_ARCHIVE_BYTES = 1_000_000_000
PACKED = (".gz", ".zip")
Stream = Callable[[BinaryIO, str, str, int], Iterator[Reading]]
"""`(opened, file, default_id, max_file_bytes)` to a reading of each entry."""
STREAMS: dict[str, Stream] = {
    ".jsonl": json_text.stream_jsonl, ".xml": feed_text.stream, ".rss": feed_text.stream, ".atom": feed_text.stream,
}  # fmt: skip

_PACKED_RATIO = 10  # of ordinary text
_MOST_RATIO = 200  # of unpacked to packed bytes; text has at most 20
_PLAIN_BYTES = 10_000_000  # so much is unpacked whatever the ratio
_MAX_DIRECTORY_BYTES = 50_000_000  # of a zip, which is read at once
_END_RECORD, _END_RECORD_64, _TAIL_BYTES = b"PK\5\6", b"PK\6\6", 66_000
_BUFFER_BYTES = 65_536
_AGAIN = "Save the archive again."


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes one document may have, and an archive, packed and unpacked."""

    file_bytes: int
    archive_bytes: int = DEFAULT_MAX_ARCHIVE_BYTES


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one archive, whatever lies in it."""

    packed: int
    limit: int
    unpacked: int = field(default=0)

    def take(self, count: int) -> None:
        """Count bytes; raises RejectedError for more than an honest archive has."""
        self.unpacked += count
        if self.unpacked > self.limit:
            reason = f"it unpacks to more than {self.limit} bytes"
            raise RejectedError("too_large", reason, "Split the archive, or raise QA_MAX_ARCHIVE_BYTES.")
        if self.unpacked > max(_PLAIN_BYTES, _MOST_RATIO * self.packed):
            reason = f"it unpacks to over {_MOST_RATIO} times its size, as a zip bomb does"
            raise RejectedError("bomb", reason, "Delete the archive.")


class _Counted(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, opened: "IO[bytes] | gzip.GzipFile", budget: _Budget) -> None:
        super().__init__()
        self._opened, self._budget = opened, budget

    def readable(self) -> bool:
        """Return True, as `io` wants it."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # of bytes, as `io` gives it
        """Read into a buffer; raises RejectedError over the budget."""
        data = self._opened.read(len(buffer))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def is_archive(file: str) -> bool:
    """Return whether a file holds many documents, by its name."""
    return suffix(file) in PACKED or suffix(file) in STREAMS


def allowance(path: str, limits: Limits) -> int:
    """Return the bytes by which the time and memory for reading a file are measured: those of an archive that is there,
    unpacked as far as text may be.
    """
    if not is_archive(path):
        return limits.file_bytes
    try:
        size = Path(path).stat().st_size
    except OSError:
        return limits.file_bytes
    unpacked = size * _PACKED_RATIO if suffix(path) in PACKED else size
    return max(limits.file_bytes, min(unpacked, limits.archive_bytes))


def readings_of(opened: BinaryIO, size: int, file: str, limits: Limits) -> Iterator[Reading]:
    """Yield a reading for each entry of an archive of `size` bytes, or for a few.

    Raises RejectedError where the rest of it can't be read.
    """
    kind = suffix(file)
    default_id = file[: len(file) - len(kind)]
    budget = _Budget(size, limits.archive_bytes)
    with _faults():
        if kind == ".zip":
            yield from _zip_entries(opened, file, default_id, limits, budget)
        elif kind == ".gz":
            inner = suffix(default_id)
            if inner in PACKED:
                raise RejectedError("nested_archive", "it is an archive inside an archive", "Unpack it.")
            unpacked = io.BufferedReader(_Counted(gzip.GzipFile(fileobj=opened), budget), _BUFFER_BYTES)
            yield from _entry(unpacked, inner, (file, default_id[: len(default_id) - len(inner)]), limits, budget)
        else:
            yield from _entry(opened, kind, (file, default_id), limits)


@contextmanager
def _faults() -> Iterator[None]:
    """Tell what is wrong with a damaged archive."""
    try:
        yield
    except RuntimeError as fault:
        if isinstance(fault, (NotImplementedError, RecursionError)):
            raise RejectedError("bad_archive", "it is packed in a way that is not known", _AGAIN) from None
        raise RejectedError("encrypted", "it is protected by a password", "Save it without a password.") from None
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, ValueError, OSError):
        raise RejectedError("bad_archive", "it is no archive, or it is damaged", _AGAIN) from None


def _zip_entries(opened: BinaryIO, file: str, default_id: str, limits: Limits, budget: _Budget) -> Iterator[Reading]:
    _check_directory(opened)
    found = 0
    with zipfile.ZipFile(opened) as archive:
        for info in archive.infolist():
            name, kind = info.filename, suffix(info.filename)
            hidden = any(part.startswith((*HIDDEN, "__MACOSX")) for part in name.split("/"))
            if info.is_dir() or hidden or not (kind in READERS or kind in PACKED):
                continue
            found += 1
            try:
                if kind in PACKED:
                    raise RejectedError("nested_archive", "it is an archive inside an archive", "Unpack it.")
                inner_id = f"{default_id}/{name[: len(name) - len(kind)]}"
                with _faults(), archive.open(info) as entry:
                    reader = io.BufferedReader(_Counted(entry, budget), _BUFFER_BYTES)
                    for reading in _entry(reader, kind, (file, inner_id), limits, budget):
                        yield _named(reading, name)
            except Exception as fault:  # whatever is wrong with an entry, the others are read
                if budget.unpacked > min(budget.limit, max(_PLAIN_BYTES, _MOST_RATIO * budget.packed)):
                    raise
                yield _named(Reading((), (rejection(fault).problem(file),)), name)
    if not found:
        raise RejectedError("no_text", "no article is in it", "Add articles, or delete the file.")


def _entry(
    opened: BinaryIO, kind: str, place: tuple[str, str], limits: Limits, budget: _Budget | None = None
) -> Iterator[Reading]:
    """Yield the readings of one stream, of its entries if it has many, else of its one document; `place`: its file and
    default id.
    """
    file, default_id = place
    if stream := STREAMS.get(kind):
        yield from stream(opened, file, default_id, limits.file_bytes)
        return
    data = opened.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        reason = f"it has more than the {limits.file_bytes} bytes allowed"
        raise RejectedError("too_large", reason, "Split the file, or raise QA_MAX_FILE_BYTES.")
    if budget is not None and kind in (".docx", ".epub"):
        budget.take(unpacked_bytes(data))
    try:
        reading = READERS[kind](data, file, default_id)
    except Exception as fault:  # of the reader: nothing is wrong with the archive
        raise rejection(fault) from None
    yield reading


def _named(reading: Reading, name: str) -> Reading:
    """Return the reading with the name of the zip's entry in its problems."""
    problems = tuple(replace(each, reason=f"{name!a}: {each.reason}") for each in reading.problems)
    return replace(reading, problems=problems)


def _check_directory(opened: BinaryIO) -> None:
    """Raise RejectedError for a zip whose list of entries is too long to be read at once."""
    end = opened.seek(0, io.SEEK_END)
    opened.seek(max(0, end - _TAIL_BYTES))
    tail = opened.read(_TAIL_BYTES)
    record, record_64 = tail.rfind(_END_RECORD), tail.rfind(_END_RECORD_64)
    size = int.from_bytes(tail[record + 12 : record + 16], "little") if record >= 0 else 0
    if record_64 >= 0:
        size = max(size % 0xFFFFFFFF, int.from_bytes(tail[record_64 + 40 : record_64 + 48], "little"))
    if size > _MAX_DIRECTORY_BYTES:
        raise RejectedError("too_large", "it has too many entries", "Split the archive.")
    opened.seek(0)

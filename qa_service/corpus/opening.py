"""Opening: reads the bytes of a corpus file; never a link out of the folder, never a device. Tells what it was then."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from qa_service.corpus.reading import RejectedError
from qa_service.corpus.walk import resolve_inside

MISSING = "none"
"""The state of a file that isn't there."""

_TICK_NS = 20_000_000  # of the clock that files' times are taken from, and more
_REFUSED = frozenset({errno.EACCES, errno.EPERM})  # what the state of the file shows; other errors may pass


@dataclass(slots=True)
class Look:
    """What a file was when it was read: `state` is `Seen`, empty where it isn't certain which
    bytes it had.
    """

    state: str = ""
    bytes: int = 0
    changed_ns: int = 0
    is_torn: bool = False  # it was read twice, and changed in between

    def take(self, found: "Seen | None") -> None:
        """Take over what was seen, or that nothing is certain."""
        self.state, _, self.bytes, self.changed_ns = found or ("", "", 0, 0)


class Seen(NamedTuple):
    """A file as the system tells it, without opening it."""

    state: str  # changes when it is written, replaced, removed or made readable
    place: str  # changes when it is moved, even away and back
    bytes: int
    changed_ns: int


_MISSING = Seen(MISSING, "", 0, 0)


def seen(path: str) -> Seen:
    """Return what a file is now, with the target of a link; raises nothing."""
    try:
        found = target = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            target = os.stat(path)  # noqa: PTH116  # a Path for each file costs more than its stat
    except OSError:
        return _MISSING
    state, place = _told(target), f"{target.st_ino} {target.st_ctime_ns}"
    if found is not target:
        state, place = f"{_told(found)} {state}", f"{found.st_ino} {found.st_ctime_ns} {place}"
    return Seen(state, place, target.st_size, target.st_mtime_ns)


def bytes_of(folder: Path, file: str, max_file_bytes: int, look: Look | None = None) -> bytes:
    """Return the bytes of a regular file inside `folder`; `look` is told what it was.

    Raises RejectedError for anything else, which is never opened, and for a file over `max_file_bytes`.
    """
    with opened_file(folder, file, look) as (opened, size):
        data = opened.read(min(size, max_file_bytes) + 1)  # a buffer of the maximum size would take time
        if len(data) > size:
            data += opened.read(max_file_bytes + 1 - len(data))
    if len(data) > max_file_bytes:
        raise too_large(max(size, len(data)), max_file_bytes)
    return data


@contextmanager
def opened_file(folder: Path, file: str, look: Look | None = None) -> Iterator[tuple[BufferedReader, int]]:
    """Open a regular file inside `folder`, and tell its size; `look` is told what it was while it was read.

    Raises RejectedError for anything else, which is never opened.
    """
    path, look = f"{folder}/{file}", look or Look()
    before = seen(path)
    try:
        with _opened(folder, path, file, look) as found:
            yield found
    except RejectedError:
        look.take(before if seen(path) == before else None)
        raise
    except OSError as fault:
        certain = before == _MISSING if fault.errno == errno.ENOENT else fault.errno in _REFUSED
        look.take(before if certain and seen(path) == before else None)
        reason = f"the file can't be read: {fault.strerror}"
        raise RejectedError("unreadable", reason, "Give the service the right to read it.") from None


@contextmanager
def _opened(folder: Path, path: str, file: str, look: Look) -> Iterator[tuple[BufferedReader, int]]:
    own = ""
    found = _without_links(path, file)
    if found is None:
        real = resolve_inside(os.path.realpath(folder), path)
        link = os.lstat(path)
        own = f"{_told(link)} " if stat.S_ISLNK(link.st_mode) else ""
        path, found = real, os.lstat(real)
    _check_regular(found)
    # If the file becomes a FIFO just now, opening it doesn't block, and it is checked again.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as opened:
        found = os.fstat(opened.fileno())
        _check_regular(found)
        yield opened, found.st_size
        after = os.fstat(opened.fileno())
    look.bytes, look.changed_ns = after.st_size, after.st_mtime_ns
    # What is written within the same tick of the clock shows in no time of the file.
    is_fresh = 0 <= time.time_ns() - after.st_mtime_ns < _TICK_NS
    is_same = (_told(found), found.st_ctime_ns) == (_told(after), after.st_ctime_ns)
    look.state = f"{own}{_told(after)}" if is_same and not is_fresh else ""


def _told(found: os.stat_result) -> str:
    return f"{found.st_mode} {found.st_uid} {found.st_gid} {found.st_size} {found.st_mtime_ns}"


def too_large(size: int, allowed: int, setting: str = "QA_MAX_FILE_BYTES") -> RejectedError:
    """Return the fault of a file of so many bytes."""
    reason = f"the file has {size} bytes, more than the {allowed} allowed"
    return RejectedError("too_large", reason, f"Split the file, or raise {setting}.")


def _without_links(path: str, file: str) -> os.stat_result | None:
    """Return the state of a file; None if it can't be reached or `file`, its path inside the corpus, contains a link.

    Cheaper than resolving the real path, which also looks at the folders above the corpus.
    """
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode) or ".." in file:
            return None
        for _ in range(file.count("/")):
            path = path[: path.rindex("/")]
            if stat.S_ISLNK(os.lstat(path).st_mode):
                return None
    except OSError:
        return None
    return found


def _check_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        reason = "this is a FIFO, a socket or a device, which is never opened"
        raise RejectedError("special_file", reason, "Put a plain file there.")

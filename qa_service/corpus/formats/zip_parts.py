"""Parts of a zip archive (`.docx`, `.epub`), read in memory up to a limit, whatever the archive declares."""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from qa_service.corpus.reading import RejectedError

MAX_UNPACKED_BYTES = 20_000_000
_AGAIN = "Save the file again with the program that made it."


@dataclass(slots=True)
class ZipParts:
    """An open archive. All parts read from it count against one limit."""

    data: bytes
    _archive: zipfile.ZipFile = field(init=False)
    _left_bytes: int = field(init=False, default=MAX_UNPACKED_BYTES)

    def __post_init__(self) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(self.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise RejectedError("bad_archive", "this is not a zip archive, or it is damaged", _AGAIN) from None

    def has(self, name: str) -> bool:
        """Return whether there is a part of that name."""
        return name in self._archive.NameToInfo

    def part(self, name: str) -> bytes:
        """Return the bytes of a part; raises RejectedError if it is missing, damaged, encrypted or over the limit."""
        if not self.has(name):
            raise RejectedError("bad_archive", f"the part {name!a} is missing in it", _AGAIN)
        try:
            with self._archive.open(name) as opened:
                found = opened.read(self._left_bytes + 1)
        except RuntimeError:
            raise RejectedError("encrypted", "it is protected by a password", "Save it without a password.") from None
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
            raise RejectedError("bad_archive", f"the part {name!a} is damaged", _AGAIN) from None
        self._left_bytes -= len(found)
        if self._left_bytes < 0:
            reason = f"it unpacks to more than {MAX_UNPACKED_BYTES} bytes"
            raise RejectedError("too_large", reason, "Split the file, or save its text as .txt.")
        return found


def unpacked_bytes(data: bytes) -> int:
    """Return how many bytes `ZipParts` may unpack of these at most; 0 if they are no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return min(MAX_UNPACKED_BYTES, sum(info.file_size for info in archive.infolist()))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return 0

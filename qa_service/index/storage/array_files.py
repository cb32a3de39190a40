"""Array files: an array as numpy keeps it in a file, and the CRC-32 of such a file."""

import io
import zlib
from pathlib import Path

import numpy as np

from qa_service.native.arrays import Array


def checksum_of(array: Array) -> int:
    """The checksum of the file that `write_array` would write."""
    return zlib.crc32(np.ascontiguousarray(array).data, zlib.crc32(_head_of(array)))


def checksum_in(path: Path) -> int:
    """The checksum of a file; raises OSError."""
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
    return checksum


def write_array(path: Path, array: Array) -> dict[str, int]:
    """Write an array as numpy does, and give the size and the checksum of the file; a full disk is told as one."""
    head = _head_of(array)
    with path.open("wb") as out:
        out.write(head)
        out.write(np.ascontiguousarray(array).data)
    return {"bytes": len(head) + array.nbytes, "crc32": checksum_of(array)}


def _head_of(array: Array) -> bytes:
    """What numpy writes before the numbers of an array: their type and shape."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(array))
    return head.getvalue()

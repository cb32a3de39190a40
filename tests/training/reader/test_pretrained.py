"""The packed file: pieces and tensors as they were written."""

import struct
from pathlib import Path

import numpy as np
import pytest

from qa_service.training.reader.pretrained import Pretrained, Shape

SCALE = 0.5
WEIGHTS = np.arange(32) % 16 - 8  # of 4 bits each
FLOATS = np.array([1.5, -2.0], np.float32)


def packed() -> bytes:
    """A file of two pieces, a tensor of floats and one of a single block."""
    codes = (WEIGHTS + 8).astype(np.uint8)
    block = np.float16(SCALE).tobytes() + (codes[:16] | codes[16:] << 4).tobytes()
    text = "▁نهرab".encode()
    folding = b"skipped"
    head = b"E5S1" + struct.pack("<i7ifi", 1, 32, 2, 4, 64, 2, 512, 0, 1e-5, 0)
    pieces = struct.pack("<5iQ", 2, 0, 2, 1, 3, len(text)) + struct.pack("<3I", 0, len("▁نهر".encode()), len(text))
    body = head + pieces + struct.pack("<2f", -1.0, -2.5) + text
    body += struct.pack("<2i", 1, len(folding)) + folding + struct.pack("<i", 2)
    names = (b"floats", b"block")
    begin = len(body) + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in names)
    for name, place, size in zip(names, (begin, begin + FLOATS.nbytes), (FLOATS.nbytes, len(block)), strict=True):
        body += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", 0, size, place, size)
    return body + FLOATS.tobytes() + block


@pytest.fixture
def pretrained(tmp_path: Path) -> Pretrained:
    path = tmp_path / "packed.bin"
    path.write_bytes(packed())
    return Pretrained(path)


def test_pieces_come_with_their_log_probabilities(pretrained: Pretrained) -> None:
    assert (pretrained.pieces, pretrained.scores.tolist()) == (["▁نهر", "ab"], [-1.0, -2.5])
    assert pretrained.shape == Shape(32, 2, 4, 64, 2, 512, pytest.approx(1e-5))


def test_tensors_are_read_by_name(pretrained: Pretrained) -> None:
    assert pretrained.floats("floats", 2).tolist() == FLOATS.tolist()
    assert pretrained.unpacked("block", 1, 32).ravel().tolist() == (WEIGHTS * SCALE).tolist()
    with pytest.raises(KeyError):
        pretrained.floats("missing", 2)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + bytes(60))
    with pytest.raises(ValueError, match="no packed encoder"):
        Pretrained(path)

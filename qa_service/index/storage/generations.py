"""Generations: an index as a folder of memory-mapped arrays with a manifest, swapped in whole.

    INDEX/CURRENT                      the name of the generation to serve
    INDEX/generations/NAME/*.npy       one array a file
    INDEX/generations/NAME/manifest.json   size and checksum of every file, and what it was made from (manifest.py)

A generation is written aside and renamed; then CURRENT is replaced. A crash at any point leaves the one before in
place. Workers that still map an old generation keep its pages after its files are removed. A large one is flushed to
the disk before CURRENT names it, a smaller one, whose checksums tell when it is opened, after that (decision 0014).

Opening reads all files and holds them against their checksums, but those of a large index only by their sizes: that is
left to `fault_of`, which whoever serves it calls aside (decision 0014).
"""

import hashlib
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.files import ASIDE, flush, locked, replace_whole
from qa_service.index.storage import manifest
from qa_service.index.storage.array_files import checksum_of, write_array
from qa_service.index.storage.manifest import FAULTS, Origin
from qa_service.native.arrays import Array, Arrays
from qa_service.native.parallel import side_by_side

READ_WHOLE_BYTES = 256_000_000  # of an index that is held against its checksums when it is opened: a quarter second
_FLUSHED_AT_ONCE = 8  # files: the disk's journal takes them together
_KEPT_GENERATIONS = 2  # the one that serves and the one before it, to fall back on
_FORMER = ("corpus.json", "files.json", "corpus.json.new", "files.json.new", "CURRENT.new")  # until format 11


def version_of(arrays: Arrays) -> str:
    """A name for the content of an index: the same arrays give the same name. Made of the CRC-32 of their files, each
    of which is the same for two contents once in four billion; an article that changes changes twenty of them."""
    names = list(arrays)
    steps = [partial(checksum_of, arrays[name]) for name in names]
    return _version_by(dict(zip(names, side_by_side(steps), strict=True)))


def _version_by(checksums: Mapping[str, int]) -> str:
    """The name of a content whose arrays have these checksums, as files."""
    digest = hashlib.blake2b(str(manifest.FORMAT_VERSION).encode(), digest_size=8)
    for name in sorted(checksums):
        digest.update(f"{name} {checksums[name]} ".encode())
    return digest.hexdigest()


def save(folder: Path, arrays: Arrays, origin: Origin | None = None) -> str:
    """Write one generation, make it the current one and give its version. `origin`: what it was made from.

    Raises OSError, and then leaves what was there. Two that save at the same time do so one after the other.
    """
    (folder / "generations").mkdir(parents=True, exist_ok=True)
    with locked(folder / "save.lock"):
        return _save(folder, arrays, origin)


def _save(folder: Path, arrays: Arrays, origin: Origin | None) -> str:
    aside = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        version, size = _write_generation(aside, arrays, origin)
        target, is_large = folder / "generations" / version, size > READ_WHOLE_BYTES
        if not _is_good(target):  # a good one of this content stays: a crash must not find it half replaced
            if is_large:
                _flush_generation(aside)
            shutil.rmtree(target, ignore_errors=True)
            aside.rename(target)
        elif origin is not None:
            _take_origin(target, aside)
        before = named(folder)
        _name(folder, version)
        try:
            _flush_generation(target)
            flush(folder)
        except OSError:  # the disk can't hold it after all
            if before != version:
                _name(folder, before)
                shutil.rmtree(target, ignore_errors=True)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _remove_old(folder, version)
    return version


def _write_generation(path: Path, arrays: Arrays, origin: Origin | None) -> tuple[str, int]:
    """Write all files of a generation; its version, and how many bytes they take."""
    written = side_by_side([partial(write_array, path / f"{name}.npy", array) for name, array in arrays.items()])
    files = dict(zip((f"{name}.npy" for name in arrays), written, strict=True))
    version = _version_by({name: files[f"{name}.npy"]["crc32"] for name in arrays})
    if origin is not None:
        files |= manifest.write_origin(path, origin)
    manifest.write_manifest(path, version, files, None if origin is None else origin.facts)
    return version, sum(kept["bytes"] for kept in files.values())


def _take_origin(target: Path, aside: Path) -> None:
    """Have a generation tell the origin of one that was written aside and has the same arrays.

    Its manifest is replaced in one step. What the one before it names stays: it may be being opened.
    """
    before, now = (manifest.sources_in(manifest.read_manifest(path)) for path in (target, aside))
    assert now is not None  # noqa: S101  # it has an origin
    for path in target.glob("sources-*.json"):
        if path.name != before:
            path.unlink()
    for name in (now, manifest.NAME):
        flush(aside / name)
        (aside / name).replace(target / name)


def _flush_generation(path: Path) -> None:
    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as pool:
        deque(pool.map(flush, path.iterdir()), maxlen=0)
    flush(path)
    flush(path.parent)


def _name(folder: Path, version: str) -> None:
    """Make this version the current one."""
    replace_whole(folder / "CURRENT", version.encode())


def load(folder: Path, *, read_whole_bytes: float | None = None) -> tuple[dict[str, Array], str]:
    """The arrays of the current generation, memory-mapped, and its version; else of the newest good one.

    One of at most `read_whole_bytes` (by default `READ_WHOLE_BYTES`) is held against its checksums. Raises
    IndexUnusableError when there is none that can be trusted.
    """
    reasons = []
    for path in _candidates(folder):
        try:
            return _load_one(path, READ_WHOLE_BYTES if read_whole_bytes is None else read_whole_bytes), path.name
        except FAULTS as fault:
            reasons.append(f"{path.name}: {fault}")
    raise IndexUnusableError(f"No usable index in {folder}: {'; '.join(reasons) or 'there is none'}.")


def named(folder: Path) -> str:
    """The version that is to serve; empty where none is named."""
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _is_good(path: Path) -> bool:
    try:
        _load_one(path, inf)
    except FAULTS:
        return False
    return True


def fault_of(folder: Path, version: str) -> str | None:
    """What is wrong with a generation, all its files held against their checksums; None for one that is sound."""
    path = folder / "generations" / version
    try:
        for name, kept in manifest.read_manifest(path)["files"].items():
            manifest.check_file(path / name, kept, whole=True)
    except FAULTS as fault:
        return str(fault)
    return None


def is_cut(folder: Path, version: str) -> bool:
    """Whether a generation was condemned, or a file of it is shorter than it was written, so that it can't be read."""
    path = folder / "generations" / version
    try:
        files = manifest.read_manifest(path)["files"]
        return any((path / name).stat().st_size < kept["bytes"] for name, kept in files.items())
    except FAULTS:
        return True


def is_checked_when_opened(folder: Path, version: str) -> bool:
    """Whether `load` reads all of a generation; one that can't be opened is taken for one."""
    try:
        return manifest.bytes_of(manifest.read_manifest(folder / "generations" / version)) <= READ_WHOLE_BYTES
    except FAULTS:
        return True


def facts_of(folder: Path, version: str) -> Mapping[str, Any] | None:
    """The facts of the origin of a generation; None where there is no such generation or its origin is not known."""
    try:
        found: Mapping[str, Any] | None = manifest.read_manifest(folder / "generations" / version)["origin"]
    except FAULTS:
        return None
    return found


def sources_of(folder: Path, version: str) -> bytes:
    """The states of the files that a generation was made of, sound; raises one of FAULTS."""
    path = folder / "generations" / version
    found = manifest.read_manifest(path)
    name = manifest.sources_in(found)
    if name is None:
        raise ValueError("its origin is not known")
    manifest.check_file(path / name, found["files"][name], whole=True)
    return (path / name).read_bytes()


def condemn(folder: Path, version: str) -> None:
    """Let nobody open a generation again; what stands before it serves. Raises OSError."""
    (folder / "generations" / version / manifest.NAME).unlink(missing_ok=True)


def _load_one(path: Path, read_whole_bytes: float) -> dict[str, Array]:
    found = manifest.read_manifest(path)
    files, whole = found["files"], manifest.bytes_of(found) <= read_whole_bytes
    checks = [partial(manifest.check_file, path / name, kept, whole=whole) for name, kept in files.items()]
    deque(side_by_side(checks), maxlen=0)
    # Plain views: every slice of a np.memmap would carry the subclass along, at a microsecond each.
    return {name.removesuffix(".npy"): np.asarray(np.load(path / name, mmap_mode="r", allow_pickle=False))
            for name in files if name.endswith(".npy")}  # fmt: skip


def _candidates(folder: Path) -> Iterator[Path]:
    """The current generation, then the others, newest first."""
    generations, current = folder / "generations", named(folder)
    found = []
    for path in generations.iterdir() if generations.is_dir() else ():
        with suppress(FileNotFoundError):  # one that is being removed
            found.append((path.name == current, path.stat().st_mtime, path))
    yield from (path for _, _, path in sorted(found, reverse=True))


def _remove_old(folder: Path, current: str) -> None:
    others = [path for path in (folder / "generations").iterdir() if path.name != current]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT_GENERATIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("building-*"):  # left by a build that was killed
        shutil.rmtree(path, ignore_errors=True)
    for path in (*folder.glob(f"{ASIDE}*"), *(folder / name for name in _FORMER)):
        path.unlink(missing_ok=True)

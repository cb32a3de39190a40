"""Generations: what is saved is what is loaded, and no damage, crash or interruption costs the last good one."""

import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from qa_service import files
from qa_service.errors import IndexUnusableError
from qa_service.index.storage import generations, manifest
from qa_service.index.storage.manifest import Origin
from qa_service.native.arrays import Array

ROOT = Path(__file__).resolve().parents[3]


def arrays(seed: int) -> dict[str, Array]:
    return {
        "numbers": np.arange(seed, seed + 50, dtype=np.int64),
        "weights": np.linspace(0, seed, 7, dtype=np.float32).reshape(7, 1),
        "texts": np.frombuffer(f"كندا {seed}".encode(), np.uint8),
        "nothing": np.zeros(0, np.int32),
    }


def save(folder: Path, seed: int, origin: Origin | None = None) -> str:
    version = generations.save(folder, arrays(seed), origin)
    assert version == generations.version_of(arrays(seed))
    return version


def same(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype and np.array_equal(one[name], other[name]) for name in one
    )


def served(folder: Path) -> int:
    """The seed of what is served."""
    found, version = generations.load(folder)
    seed = int(found["numbers"][0])
    assert same(found, arrays(seed))
    assert version == generations.version_of(arrays(seed))
    return seed


def test_arrays_come_back_equal_and_mapped(tmp_path: Path) -> None:
    version = save(tmp_path, 1)
    found, name = generations.load(tmp_path)
    assert name == version
    assert same(found, arrays(1))
    assert not found["numbers"].flags.writeable


def test_the_version_names_the_content() -> None:
    assert generations.version_of(arrays(1)) == generations.version_of(arrays(1))
    retyped = arrays(1) | {"numbers": arrays(1)["numbers"].astype(np.int32)}
    renamed = {("n" if name == "numbers" else name): array for name, array in arrays(1).items()}
    versions = {generations.version_of(each) for each in (arrays(1), arrays(2), retyped, renamed)}
    assert len(versions) == 4


def test_the_last_one_saved_serves_and_one_before_it_is_kept(tmp_path: Path) -> None:
    versions = [save(tmp_path, seed) for seed in (1, 2, 3, 4)]
    assert served(tmp_path) == 4
    assert {path.name for path in (tmp_path / "generations").iterdir()} == set(versions[-2:])
    assert (tmp_path / "CURRENT").read_text() == versions[-1]


def test_going_back_to_an_older_content_serves_it(tmp_path: Path) -> None:
    for seed in (1, 2, 1):
        save(tmp_path, seed)
    assert served(tmp_path) == 1


def test_an_old_generation_can_still_be_read_after_it_was_removed(tmp_path: Path) -> None:
    save(tmp_path, 1)
    mapped, _ = generations.load(tmp_path)
    for seed in (2, 3):
        save(tmp_path, seed)
    assert same(mapped, arrays(1))


def flip_a_byte(path: Path) -> None:
    raw = bytearray((path / "numbers.npy").read_bytes())
    raw[-3] ^= 1
    (path / "numbers.npy").write_bytes(raw)


def truncate(path: Path) -> None:
    os.truncate(path / "numbers.npy", (path / "numbers.npy").stat().st_size - 8)


def remove_a_file(path: Path) -> None:
    (path / "weights.npy").unlink()


def other_format(path: Path) -> None:
    kept = json.loads((path / "manifest.json").read_text())
    (path / "manifest.json").write_text(json.dumps(kept | {"format": manifest.FORMAT_VERSION + 1}))


def flip_a_bit_of_the_manifest(path: Path) -> None:
    raw = (path / "manifest.json").read_text()
    at = raw.index("numbers")
    (path / "manifest.json").write_text(raw[:at] + chr(ord(raw[at]) ^ 1) + raw[at + 1 :])


def rewrite_with_its_checksum(path: Path) -> None:
    kept = json.loads((path / "manifest.json").read_text())
    raw = (path / "numbers.npy").read_bytes()
    (path / "numbers.npy").write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    kept["files"]["numbers.npy"]["crc32"] = zlib.crc32((path / "numbers.npy").read_bytes())
    (path / "manifest.json").write_text(json.dumps(kept))


def manifest_of(text: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        (path / "manifest.json").write_bytes(text.encode("latin-1"))

    return damage


DAMAGES = {
    "a byte flipped": flip_a_byte, "a file cut short": truncate, "a file gone": remove_a_file,
    "another format": other_format, "a bit of the manifest flipped": flip_a_bit_of_the_manifest,
    "a checksum changed with its file": rewrite_with_its_checksum, "an empty manifest": manifest_of(""),
    "a manifest in no UTF-8": manifest_of("\xff\xfe"),
    "a manifest that is a list": manifest_of("[1]"), "a manifest without files": manifest_of('{"format": 1}'),
    "a manifest with a list of files": manifest_of('{"format": 1, "files": ["a"]}'),
    "a manifest with bare names": manifest_of('{"format": 1, "files": {"numbers.npy": 3}}'),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_generation_gives_way_to_the_one_before(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    save(tmp_path, 1)
    version = save(tmp_path, 2)
    damage(tmp_path / "generations" / version)
    assert served(tmp_path) == 1


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_generation_alone_is_refused_and_can_be_saved_again(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    version = save(tmp_path, 1)
    damage(tmp_path / "generations" / version)
    with pytest.raises(IndexUnusableError, match=version):
        generations.load(tmp_path)
    save(tmp_path, 1)
    assert served(tmp_path) == 1


@pytest.mark.parametrize("current", [None, b"", b"\xff\xfe", b"../../elsewhere", b"0123456789abcdef"])
def test_without_a_good_current_the_newest_serves(tmp_path: Path, current: bytes | None) -> None:
    for age, seed in ((200, 1), (100, 2)):
        written = tmp_path / "generations" / save(tmp_path, seed)
        now = written.stat().st_mtime
        os.utime(written, (now - age, now - age))
    (tmp_path / "CURRENT").unlink()
    if current is not None:
        (tmp_path / "CURRENT").write_bytes(current)
    assert served(tmp_path) == 2


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(IndexUnusableError, match="there is none"):
            generations.load(folder)


def test_a_stray_file_among_the_generations_does_no_harm(tmp_path: Path) -> None:
    save(tmp_path, 1)
    (tmp_path / "generations" / "notes.txt").write_text("x")
    assert served(tmp_path) == 1
    save(tmp_path, 2)
    assert served(tmp_path) == 2


def test_a_generation_that_is_removed_while_others_are_looked_at_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = save(tmp_path, 1)
    listed = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter([folder / "gone", *listed(folder)]))
    assert generations.load(tmp_path)[1] == version


@pytest.mark.parametrize("whole_bytes", [0, 1_000_000], ids=["large", "small"])
@pytest.mark.parametrize("step", range(1, 10))
def test_a_save_that_fails_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, whole_bytes: int
) -> None:
    monkeypatch.setattr(generations, "READ_WHOLE_BYTES", whole_bytes)
    save(tmp_path, 1)
    flushed = 0

    def flush(_: int) -> None:
        nonlocal flushed
        flushed += 1
        if flushed == step:
            raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", flush)
    with pytest.raises(OSError, match="No space"):
        save(tmp_path, 2)
    monkeypatch.undo()
    assert served(tmp_path) == 1
    assert list(tmp_path.glob("building-*")) == []


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
from test_generations import Origin, save

where, nth, left = sys.argv[2], int(sys.argv[3]), int(sys.argv[3])

def deadly(call):
    def wrapped(*args, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **named)
    return wrapped

if where == "flush":
    os.fsync = deadly(os.fsync)
else:
    setattr(Path, where, deadly(getattr(Path, where)))
save(Path(sys.argv[1]), {seed}, {origin})
"""


def run_killed(folder: Path, where: str, nth: int, seed: int, origin: Origin | None = None) -> int:
    places = [str(ROOT), str(Path(__file__).parent)]
    code = KILLED.replace("{seed}", str(seed)).replace("{origin}", repr(origin))
    command = [sys.executable, "-c", code, str(folder), where, str(nth), *places]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.parametrize(("where", "nth", "expected"), [
    ("rename", 1, 1),  # all is written, nothing in place
    ("flush", 1, 1),  # in place, the new CURRENT not flushed
    ("replace", 1, 1),  # CURRENT not replaced
    ("flush", 2, 2),  # CURRENT replaced: what isn't on the disk yet is in memory
    ("flush", 7, 2),
])  # fmt: skip
def test_a_save_that_is_killed_leaves_a_usable_index(tmp_path: Path, where: str, nth: int, expected: int) -> None:
    save(tmp_path, 1)
    assert run_killed(tmp_path, where, nth, seed=2) == -signal.SIGKILL
    assert served(tmp_path) == expected
    save(tmp_path, 3)
    assert served(tmp_path) == 3
    assert list(tmp_path.glob("building-*")) == []


def test_a_kill_while_the_same_content_is_saved_again_leaves_it(tmp_path: Path) -> None:
    save(tmp_path, 1)
    run_killed(tmp_path, "rename", 1, seed=1)
    assert served(tmp_path) == 1


def test_a_large_generation_is_opened_by_its_sizes_and_checked_in_the_background(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, 1)
    version = save(tmp_path, 2)
    path = tmp_path / "generations" / version
    assert generations.is_checked_when_opened(tmp_path, version)
    assert generations.fault_of(tmp_path, version) is None
    flip_a_byte(path)
    monkeypatch.setattr(generations, "READ_WHOLE_BYTES", 100)
    assert not generations.is_checked_when_opened(tmp_path, version)
    assert generations.load(tmp_path, read_whole_bytes=100)[1] == version
    assert generations.fault_of(tmp_path, version) == "numbers.npy is damaged"
    generations.condemn(tmp_path, version)
    assert served(tmp_path) == 1
    truncate(tmp_path / "generations" / generations.load(tmp_path)[1])
    with pytest.raises(IndexUnusableError):
        generations.load(tmp_path, read_whole_bytes=100)


SAVING = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from test_generations import save
for seed in range(10, 22):
    save(Path(sys.argv[1]), seed)
"""


def test_two_that_save_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    places = [str(ROOT), str(Path(__file__).parent)]
    command = [sys.executable, "-c", SAVING, str(tmp_path), *places]
    savers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(saver.communicate(timeout=60)[1], saver.returncode) for saver in savers] == [(b"", 0), (b"", 0)]
    assert served(tmp_path) == 21
    assert list(tmp_path.glob("building-*")) == []


@pytest.mark.parametrize("lost", [b"", None], ids=["empty", "zeros"])
def test_a_machine_that_loses_its_power_before_all_is_on_the_disk_serves_the_one_before(
    tmp_path: Path, lost: bytes | None
) -> None:
    save(tmp_path, 1)
    assert run_killed(tmp_path, "flush", 3, seed=2) == -signal.SIGKILL
    for file in (tmp_path / "generations" / generations.named(tmp_path)).glob("*.npy"):
        file.write_bytes(bytes(file.stat().st_size) if lost is None else lost)
    assert served(tmp_path) == 1
    save(tmp_path, 2)
    assert served(tmp_path) == 2


def origin(number: int) -> Origin:
    return Origin({"made": number}, json.dumps({"states": number}).encode())


def told_origin(folder: Path) -> Origin | None:
    """What the generation that is named says it was made from."""
    version = generations.named(folder)
    facts = generations.facts_of(folder, version)
    return None if facts is None else Origin(facts, generations.sources_of(folder, version))


def test_the_origin_is_read_as_it_was_saved_and_replaced_where_the_content_stays(tmp_path: Path) -> None:
    save(tmp_path, 1)
    assert told_origin(tmp_path) is None
    for number in (1, 2, 3):
        save(tmp_path, 1, origin(number))
        assert told_origin(tmp_path) == origin(number)
        assert served(tmp_path) == 1
    assert len(list((tmp_path / "generations").rglob("sources-*.json"))) == 2  # the one before may be being opened
    save(tmp_path, 1)
    assert told_origin(tmp_path) == origin(3)  # who doesn't know it takes nothing away
    save(tmp_path, 2, origin(4))
    assert told_origin(tmp_path) == origin(4)


def test_states_of_the_files_that_are_damaged_are_refused(tmp_path: Path) -> None:
    version = save(tmp_path, 1, origin(1))
    [path] = (tmp_path / "generations").rglob("sources-*.json")
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    with pytest.raises(ValueError, match="damaged"):
        generations.sources_of(tmp_path, version)
    with pytest.raises(IndexUnusableError):
        generations.load(tmp_path)
    assert generations.facts_of(tmp_path, "another") is None
    with pytest.raises(ValueError, match="not known"):
        generations.sources_of(tmp_path, save(tmp_path, 2))


@pytest.mark.parametrize(("where", "nth", "expected"), [
    ("flush", 1, 1), ("replace", 1, 1), ("flush", 2, 1), ("replace", 2, 1), ("flush", 3, 2), ("replace", 3, 2),
])  # fmt: skip
def test_a_kill_while_the_origin_is_replaced_leaves_one_of_both(
    tmp_path: Path, where: str, nth: int, expected: int
) -> None:
    save(tmp_path, 1, origin(1))
    assert run_killed(tmp_path, where, nth, seed=1, origin=origin(2)) == -signal.SIGKILL
    assert served(tmp_path) == 1
    assert told_origin(tmp_path) == origin(expected)
    save(tmp_path, 1, origin(3))
    assert told_origin(tmp_path) == origin(3)


def test_what_former_releases_kept_beside_the_generations_goes(tmp_path: Path) -> None:
    for name in ("corpus.json", "files.json", "CURRENT.new", f"{files.ASIDE}left"):
        (tmp_path / name).write_text("{}")
    save(tmp_path, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", "generations", "save.lock"}

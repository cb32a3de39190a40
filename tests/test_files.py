"""Files: written whole or not at all, for whom they are meant; locks that one holds at a time."""

import os
import threading
from pathlib import Path

import pytest

from qa_service import files


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    for data, mode in ((b"one", 0o644), (b"two", 0o600)):
        files.replace_whole(path, data, mode=mode)
        assert path.read_bytes() == data
        assert path.stat().st_mode & 0o777 == mode
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_takes_nothing_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("No space left on device")

    path = tmp_path / "kept"
    files.replace_whole(path, b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.replace_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    path, order = tmp_path / "lock", list[str]()

    def second() -> None:
        with files.locked(path):
            order.append("second")

    with files.locked(path), path.open("w") as other:
        assert not files.takes_lock(other)
        waiting = threading.Thread(target=second)
        waiting.start()
        order.append("first")
    waiting.join(timeout=30)
    assert order == ["first", "second"]
    with path.open("w") as other:
        assert files.takes_lock(other)

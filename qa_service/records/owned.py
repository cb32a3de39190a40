"""Owned files: what the administrator writes into the data folder belongs to whom the folder belongs, the service."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa_service.files import locked, write_aside

_ROOT = 0


@contextmanager
def folder_locked(folder: Path, lock: str) -> Iterator[None]:
    """Hold a lock of the data folder, which is made if it isn't there. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        give_to_owner_of(_first_not_of_root(folder), folder)
    path = folder / lock
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    give_to_owner_of(folder, path)
    with locked(path):
        yield


def replace_owned(path: Path, data: bytes) -> None:
    """Replace a file atomically with bytes that only the owner of its folder can read. Raises OSError.

    It has its owner before it has its name: at no moment can the service not read it.
    """
    aside = write_aside(path.parent, data, mode=0o600)
    try:
        give_to_owner_of(path.parent, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def give_to_owner_of(folder: Path, path: Path) -> None:
    """Have a file or folder belong to whom `folder` belongs, where this process may decide it. Raises OSError.

    Links are not followed: the owner of the folder could put one to a file of root there.
    """
    if os.geteuid() == _ROOT:
        owner, own = folder.stat(), path.lstat()
        if (own.st_uid, own.st_gid) != (owner.st_uid, owner.st_gid):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _first_not_of_root(folder: Path) -> Path:
    """Return the nearest parent that doesn't belong to root; the nearest one if all do."""
    return next((each for each in folder.parents if each.exists() and each.stat().st_uid != _ROOT), folder.parent)

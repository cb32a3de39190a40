"""Walk: lists the files of a folder that belong to the corpus, without opening them."""

import os
from dataclasses import dataclass
from pathlib import Path

from qa_service.corpus.document import Problem
from qa_service.corpus.formats.by_suffix import NOT_YET_READABLE, READERS
from qa_service.corpus.names import HIDDEN, suffix
from qa_service.corpus.reading import RejectedError

__all__ = ["Listing", "is_readable", "list_files", "printable", "resolve_inside", "suffix"]

BOILERPLATE_FILE = "boilerplate.txt"
GLOSSARY_FILE = "glossary.tsv"
GOLDEN_FILE = "golden.jsonl"
NO_DOCUMENTS = frozenset({BOILERPLATE_FILE, GLOSSARY_FILE, GOLDEN_FILE})
"""Files at the top of the corpus folder that configure it; never documents."""

_COPY = "Put a copy of it into the corpus folder."


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths inside the folder, with `/`, in code-point order; and the folders that couldn't be walked."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def list_files(folder: Path) -> Listing:
    """List everything under `folder` that belongs to the corpus by its name, readable or to be reported.

    Names that begin with `.` or `~$` and unknown suffixes are ignored. Links to folders are followed if they stay
    inside `folder` and don't lead to a folder above themselves. Raises OSError if `folder` itself can't be listed.
    """
    root = os.path.realpath(folder, strict=True)
    files: list[str] = []
    problems: list[Problem] = []
    waiting: list[tuple[str, tuple[str, ...]]] = [("", (root,))]  # path inside, real folders above and itself
    while waiting:
        inside, above = waiting.pop()
        try:
            with os.scandir(above[-1]) as entries:
                found = [entry for entry in entries if _belongs(entry.name, inside)]
        except OSError as fault:
            if not inside:
                raise
            problems.append(_unreadable(fault).problem(printable(inside)))
            continue
        for entry in found:
            path = f"{inside}/{entry.name}" if inside else entry.name
            try:
                real = _folder_behind(entry, root, above)
            except RejectedError as fault:
                problems.append(fault.problem(printable(path)))
                continue
            except OSError as fault:
                problems.append(_unreadable(fault).problem(printable(path)))
                continue
            if real:
                waiting.append((path, (*above, real)))
            elif is_readable(path):
                files.append(path)
    return Listing(tuple(sorted(files)), tuple(problems))


def is_readable(path: str) -> bool:
    """Return whether a file is of a kind that is read, or reported, by its name; packed ones as what is packed."""
    kind = suffix(path)
    if kind == ".gz":
        kind = suffix(path[: -len(kind)])
    return kind in READERS or kind in NOT_YET_READABLE or suffix(path) == ".zip"


def resolve_inside(root: str, path: str) -> str:
    """Return the real path of `path`; raises RejectedError if it doesn't exist or is outside of the real `root`."""
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as fault:
        reason = f"it can't be reached: {fault.strerror}"
        raise RejectedError("broken_link", reason, "Delete the link, or fix it.") from None
    if os.path.commonpath([root, real]) != root:
        raise RejectedError("link_outside", "the link leads out of the corpus folder and is not followed", _COPY)
    return real


def printable(path: str) -> str:
    """Return a path that can be encoded as UTF-8, whatever bytes the file's name has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _belongs(name: str, inside: str) -> bool:
    return not name.startswith(HIDDEN) and (bool(inside) or name not in NO_DOCUMENTS)


def _folder_behind(entry: os.DirEntry[str], root: str, above: tuple[str, ...]) -> str | None:
    """Return the real path of an entry that is a folder or a link to one, None for anything else."""
    if not entry.is_symlink():
        return entry.path if entry.is_dir(follow_symlinks=False) else None
    target = Path(entry.path)  # unlike those of DirEntry, its tests return False for a link to itself
    if not target.is_dir() and (suffix(entry.name) or target.is_file()):
        return None  # a link to a file: checked when the file is read, if its suffix is known
    real = resolve_inside(root, entry.path)
    if real in above:
        raise RejectedError("link_loop", "the link leads to a folder that contains it", "Delete the link.")
    return real if target.is_dir() else None


def _unreadable(fault: OSError) -> RejectedError:
    reason = f"it can't be listed: {fault.strerror}"
    return RejectedError("unreadable", reason, "Give the service the right to read it.")

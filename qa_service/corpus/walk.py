"""Walk: which files of a folder belong to the corpus, without opening one of them."""

import os
from dataclasses import dataclass
from pathlib import Path

from qa_service.corpus.document import Problem
from qa_service.corpus.formats.by_suffix import NOT_YET_READABLE, READERS
from qa_service.corpus.reading import RejectedError

BOILERPLATE_FILE = "boilerplate.txt"
GLOSSARY_FILE = "glossary.tsv"
GOLDEN_FILE = "golden.jsonl"
NO_DOCUMENTS = frozenset({BOILERPLATE_FILE, GLOSSARY_FILE, GOLDEN_FILE})
"""Files at the top of the corpus folder that are the maintainer's settings and never documents."""

_HIDDEN = (".", "~$")
_COPY = "Put a copy of it into the corpus folder."


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths inside the folder, with `/`, in code-point order; and the folders that couldn't be walked."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


def list_files(folder: Path) -> Listing:
    """Everything under `folder` that by its name belongs to the corpus: what can be read and what is to be reported.

    Names that begin with `.` or `~$` and unknown suffixes don't belong. Links to folders are followed where they stay
    inside `folder` and lead to no folder above themselves. Raises OSError if `folder` itself can't be listed.
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
            elif suffix(path) in READERS or suffix(path) in NOT_YET_READABLE:
                files.append(path)
    return Listing(tuple(sorted(files)), tuple(problems))


def resolve_inside(root: str, path: str) -> str:
    """The real path of `path`, which may be a link; RejectedError if it leads nowhere or out of the real `root`."""
    try:
        real = os.path.realpath(path, strict=True)
    except OSError as fault:
        reason = f"it can't be reached: {fault.strerror}"
        raise RejectedError("broken_link", reason, "Delete the link, or mend it.") from None
    if os.path.commonpath([root, real]) != root:
        raise RejectedError("link_outside", "the link leads out of the corpus folder and is not followed", _COPY)
    return real


def suffix(path: str) -> str:
    """The suffix of a path in small letters, with its dot."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def printable(path: str) -> str:
    """A path that can be written as UTF-8, whatever bytes the file's name has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _belongs(name: str, inside: str) -> bool:
    return not name.startswith(_HIDDEN) and (bool(inside) or name not in NO_DOCUMENTS)


def _folder_behind(entry: os.DirEntry[str], root: str, above: tuple[str, ...]) -> str | None:
    """The real path of an entry that is a folder or a link to one, None for anything else."""
    if not entry.is_symlink():
        return entry.path if entry.is_dir(follow_symlinks=False) else None
    target = Path(entry.path)  # unlike a DirEntry's, its tests take a link to itself for no folder and no file
    if not target.is_dir() and (suffix(entry.name) or target.is_file()):
        return None  # a link to a file: looked into when the file is read, if its suffix is known
    real = resolve_inside(root, entry.path)
    if real in above:
        raise RejectedError("link_loop", "the link leads to a folder it stands in", "Delete the link.")
    return real if target.is_dir() else None


def _unreadable(fault: OSError) -> RejectedError:
    reason = f"it can't be looked into: {fault.strerror}"
    return RejectedError("unreadable", reason, "Give the service the right to read it.")

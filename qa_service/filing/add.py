"""Add: puts a file into the corpus folder, under a good name and with front matter; never overwrites."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from qa_service.corpus import front_matter
from qa_service.corpus.boilerplate import LinePattern
from qa_service.corpus.byline import Found, find_metadata
from qa_service.corpus.document import Document, Problem
from qa_service.corpus.folder import read_data
from qa_service.corpus.formats.by_suffix import NOT_YET_READABLE, READERS
from qa_service.corpus.walk import NO_DOCUMENTS, printable, suffix
from qa_service.filing.atomic_files import add_new, numbered

_PLAIN = (".txt", ".md")
_MAX_NAME_BYTES = 120  # of a stem; file systems allow 255, and a suffix and a number must fit
_NO_LETTERS = re.compile(r"[^\w\-]+|_+")
_SAYS_NOTHING = re.compile(
    r"(?:new|untitled|document|doc|text|article|export|post|scan|img|file|copy|whatsapp|download|index|page"
    r"|بدون عنوان|مستند|جديد|ملف|مقال)?[\W\d_]*(?:document|text|file|copy|of|doc|نص|جديد)?[\W\d_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Filing:
    """A file as it would be added to the corpus."""

    source: str  # its original name
    target: str  # its path inside the corpus, unused at this moment; empty if the file can't be read
    data: bytes  # the bytes to write
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    found: tuple[Found, ...] = ()  # metadata from the byline, in the front matter to be written
    names_ids: bool = False  # whether the file itself determines the ids, or their number
    front_matter: str = ""  # written before the text; empty if the file isn't changed


def prepare(
    corpus: Path,
    data: bytes,
    source: str,
    *,
    max_file_bytes: int,
    into: str = "",
    additions: tuple[LinePattern, ...] = (),
) -> Filing:
    """Prepare a file for the corpus: its documents as the index will read them, its name, and its front matter.

    `source` is its name or path, which gives its kind, its title and the subfolders to keep; `into` is a folder inside
    the corpus. Nothing is written. A file that can't be read has a problem of level `error` and no target.
    """
    file = PurePosixPath(source).name
    reading = read_data(data, file, max_file_bytes=max_file_bytes, additions=additions)
    problems = tuple(replace(each, file=printable(source)) for each in reading.problems)
    if not reading.documents:
        return Filing(source, "", data, (), problems)
    written, front, found = _with_front_matter(data, file, reading.documents)
    folder = PurePosixPath(into, *map(_slug, PurePosixPath(source).parent.parts))
    stem = _stem(file, reading.documents[0].title)
    target = _free(corpus, folder, stem, suffix(file))
    names_ids = any(each.id != file[: len(file) - len(suffix(file))] for each in reading.documents)
    return Filing(source, target, written, reading.documents, problems, found, names_ids, front)


def file_away(corpus: Path, filing: Filing) -> str:
    """Write a prepared file atomically; return its path inside the corpus, with a number if its name was taken since.

    Raises OSError, and CorpusError for a folder outside of the corpus.
    """
    return add_new(corpus, filing.target, filing.data)


def is_readable_kind(name: str) -> bool:
    """Return whether a file of this name can be a document of a corpus."""
    hidden = PurePosixPath(name).name.startswith((".", "~$")) or name in NO_DOCUMENTS
    return not hidden and (suffix(name) in READERS or suffix(name) in NOT_YET_READABLE)


def _with_front_matter(data: bytes, file: str, documents: Sequence[Document]) -> tuple[bytes, str, tuple[Found, ...]]:
    """Return the bytes to write, the front matter added to them, and the metadata from the byline."""
    document = documents[0]
    if suffix(file) not in _PLAIN or data.lstrip(b"\xef\xbb\xbf").startswith(b"---"):
        return data, "", ()
    found = tuple(each for each in find_metadata(document.text) if each.key in document.found)
    told = {"title": document.title, **{each.key: each.value for each in found}}
    front = front_matter.written(told)
    return (front + document.text).encode(), front, found


def _stem(file: str, title: str) -> str:
    """Return the new name of a file without suffix: its own unless that is generic, else its title."""
    own = file[: len(file) - len(suffix(file))]
    return _slug(title if _SAYS_NOTHING.fullmatch(own) and title else own)


def _slug(text: str) -> str:
    """Return letters and digits of a text joined by hyphens, up to the maximum length of a name."""
    plain = _NO_LETTERS.sub("-", text).strip("-.")
    while len(plain.encode()) > _MAX_NAME_BYTES:
        plain = plain[:-1].rstrip("-")
    return plain or "article"


def _free(corpus: Path, folder: PurePosixPath, stem: str, kind: str) -> str:
    paths = (folder / f"{each}{kind}" for each in numbered(stem))
    return str(next(path for path in paths if str(path) not in NO_DOCUMENTS and not os.path.lexists(corpus / path)))

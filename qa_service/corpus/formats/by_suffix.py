"""By suffix: the reader of each suffix. A format is one module and one row here."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qa_service.corpus.formats import docx_text, epub_text, feed_text, html_text, json_text, plain_text
from qa_service.corpus.reading import Reading, RejectedError

Reader = Callable[[bytes, str, str], Reading]
"""`(data, file, default_id)` to the documents and problems of one file; raises RejectedError to reject the file."""


@dataclass(frozen=True, slots=True)
class ReaderOfExtra:
    """A reader that needs a library of the extra `formats`; its module is imported with the first file."""

    module: str
    library: str

    def __call__(self, data: bytes, file: str, default_id: str) -> Reading:
        """Read a file; raises RejectedError, which says how to install the library, if it is missing."""
        if not self.is_installed():
            reason = f"reading it needs the library {self.library}, which is not installed"
            raise RejectedError("needs_extra", reason, "Install it: pip install 'qa-service[formats]'")
        reader: Reader = importlib.import_module(self.module).read
        return reader(data, file, default_id)

    def is_installed(self) -> bool:
        """Return whether the library can be imported, without importing it."""
        return importlib.util.find_spec(self.library) is not None


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": plain_text.read,
        ".md": plain_text.read,
        ".html": html_text.read,
        ".json": json_text.read_json,
        ".jsonl": json_text.read_jsonl,
        ".docx": docx_text.read,
        ".epub": epub_text.read,
        ".xml": feed_text.read,
        ".rss": feed_text.read,
        ".atom": feed_text.read,
        ".pdf": ReaderOfExtra("qa_service.corpus.formats.pdf_text", "pdfminer"),
    }
)

NOT_YET_READABLE: frozenset[str] = frozenset()
"""Suffixes of articles without a reader yet: reported, so that no article is silently missing."""


def readable_suffixes() -> list[str]:
    """Return the suffixes whose readers have the libraries they need; sorted."""
    return sorted(
        suffix for suffix, reader in READERS.items() if not isinstance(reader, ReaderOfExtra) or reader.is_installed()
    )

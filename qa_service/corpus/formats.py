"""Formats: which reader reads which suffix. A format is one module and one row here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from qa_service.corpus import json_text, plain_text
from qa_service.corpus.reading import Reading

Reader = Callable[[bytes, str, str], Reading]
"""`(data, file, default_id)` to the documents and problems of one file; raises RejectedError to refuse it whole."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": plain_text.read,
        ".md": plain_text.read,
        ".json": json_text.read_json,
        ".jsonl": json_text.read_jsonl,
    }
)

NOT_YET_READABLE = frozenset({".html", ".docx", ".pdf", ".epub", ".xml", ".rss", ".atom"})
"""Suffixes that belong to a corpus but have no reader here: reported, so that no article is missing in silence."""

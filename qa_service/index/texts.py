"""Texts: the raw texts and the metadata of all documents in two blocks of bytes, read one document at a time."""

import json
from dataclasses import asdict
from functools import lru_cache

import numpy as np

from qa_service.corpus.document import Document
from qa_service.index.arrays import Array, Arrays


class TextsWriter:
    """Collects documents into blocks of UTF-8 (lone surrogates pass through)."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._metadata: list[bytes] = []
        self._ends = [0]
        self._metadata_ends = [0]

    def add(self, document: Document) -> int:
        """Add one document; the byte at which its text begins."""
        begins = self._ends[-1]
        fields = asdict(document)
        text = fields.pop("text").encode("utf-8", "surrogatepass")
        metadata = json.dumps(fields, ensure_ascii=True).encode()
        self._texts.append(text)
        self._metadata.append(metadata)
        self._ends.append(begins + len(text))
        self._metadata_ends.append(self._metadata_ends[-1] + len(metadata))
        return begins

    def arrays(self) -> dict[str, Array]:
        """What has to be kept: named arrays."""
        return {
            "texts": np.frombuffer(b"".join(self._texts), np.uint8),
            "text_ends": np.array(self._ends, np.int64),
            "metadata": np.frombuffer(b"".join(self._metadata), np.uint8),
            "metadata_ends": np.array(self._metadata_ends, np.int64),
        }


class Texts:
    """Reads documents back; equal to those that were added."""

    def __init__(self, arrays: Arrays) -> None:
        self._texts = arrays["texts"].data
        self._ends = arrays["text_ends"]
        self._metadata = arrays["metadata"].data
        self._metadata_ends = arrays["metadata_ends"]
        self.metadata = lru_cache(maxsize=4096)(self._read_metadata)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def document(self, number: int) -> Document:
        """The whole document."""
        metadata = self.metadata(number)
        text = self.slice(int(self._ends[number]), int(self._ends[number + 1]))
        return Document(**{name: getattr(metadata, name) for name in _METADATA}, text=text)

    def slice(self, start: int, end: int) -> str:
        """The text between two bytes of the block; a character cut by `end` is left out."""
        block = bytes(self._texts[start:end])
        whole = len(block)
        while whole and len(block) - whole < 3 and end < len(self._texts) and self._texts[start + whole] & 0xC0 == 0x80:
            whole -= 1
        return block[:whole].decode("utf-8", "surrogatepass")

    def end(self, number: int) -> int:
        """The byte at which the text of a document ends."""
        return int(self._ends[number + 1])

    def _read_metadata(self, number: int) -> Document:
        """The document with an empty text."""
        block = bytes(self._metadata[self._metadata_ends[number] : self._metadata_ends[number + 1]])
        fields = json.loads(block)
        fields["tags"] = tuple(fields["tags"])
        fields["boilerplate"] = tuple(tuple(span) for span in fields["boilerplate"])
        return Document(**fields, text="")


_METADATA = tuple(name for name in Document.__dataclass_fields__ if name != "text")

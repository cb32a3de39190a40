"""Documents as they are stored in the cluster: their metadata and raw texts, under a checksum."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from qa_service.errors import IndexUnusableError

_CHECK_BYTES = 4


def packed_document(key: str, metadata: Mapping[str, Any], text: str) -> str:
    """The document of this key as text for a field of the type `binary`."""
    body = json.dumps([dict(metadata), text], ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    check = zlib.crc32(body, zlib.crc32(key.encode()))
    return b64encode(zlib.compress(check.to_bytes(_CHECK_BYTES, "little") + body)).decode()


def unpacked_document(key: str, field: str) -> tuple[Mapping[str, Any], str]:
    """The metadata and the text; raises IndexUnusableError where they are not what was packed."""
    try:
        whole = zlib.decompress(b64decode(field))
        body = whole[_CHECK_BYTES:]
        if zlib.crc32(body, zlib.crc32(key.encode())) != int.from_bytes(whole[:_CHECK_BYTES], "little"):
            raise ValueError("the checksum differs")
        metadata, text = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error):
        raise IndexUnusableError(
            f"The index in the cluster is damaged: document {key} is not what was stored."
        ) from None
    return metadata, text

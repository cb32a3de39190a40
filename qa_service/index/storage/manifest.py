"""Manifest: what a generation is: its format, the size and checksum of every file of it, and what it was made from.

`manifest.json` holds it with a checksum of its own. What it was made from is told by those who build (`Origin`): facts,
which are looked at often, in the manifest itself, and the state of every file of the corpus, of which there may be
hundreds of thousands, in a file beside it that the manifest names.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_service.index.storage.array_files import checksum_in

FORMAT_VERSION = 13
NAME = "manifest.json"
ARRAY = ".npy"
FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError)  # of a file or a manifest that is damaged
_FILES_NAME = "sources-{:08x}.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index was made from, as JSON."""

    facts: Mapping[str, Any]
    sources: bytes  # the state of every file


def write_origin(folder: Path, origin: Origin) -> dict[str, dict[str, int]]:
    """Write the states of the files into a generation; the file's name, size and checksum."""
    checksum = zlib.crc32(origin.sources)
    name = _FILES_NAME.format(checksum)
    (folder / name).write_bytes(origin.sources)
    return {name: {"bytes": len(origin.sources), "crc32": checksum}}


def write_manifest(
    folder: Path, version: str, files: Mapping[str, Mapping[str, int]], facts: Mapping[str, Any] | None
) -> None:
    """Write the manifest of a generation that has these files; `facts` of its origin, where it is known."""
    manifest = {"format": FORMAT_VERSION, "version": version, "files": files, "origin": facts}
    text = json.dumps(manifest | {"checksum": _own_checksum(manifest)}, indent=1)
    (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a generation; raises one of FAULTS."""
    manifest: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    if manifest["format"] != FORMAT_VERSION:
        raise ValueError(f"format {manifest['format']}, this program reads {FORMAT_VERSION}")
    if manifest.pop("checksum") != _own_checksum(manifest):
        raise ValueError(f"{NAME} is damaged")
    return manifest


def bytes_of(manifest: Mapping[str, Any]) -> int:
    """How many bytes the files of a generation take."""
    return sum(kept["bytes"] for kept in manifest["files"].values())


def sources_in(manifest: Mapping[str, Any]) -> str | None:
    """The name of the file with the states of the files; None where the origin is not known."""
    return next((name for name in manifest["files"] if not name.endswith(ARRAY)), None)


def check_file(file: Path, kept: Mapping[str, int], *, whole: bool) -> None:
    """Hold a file against its size and, read as a `whole`, its checksum; raises ValueError and OSError."""
    if file.stat().st_size != kept["bytes"] or (whole and checksum_in(file) != kept["crc32"]):
        raise ValueError(f"{file.name} is damaged")


def _own_checksum(manifest: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(manifest, sort_keys=True).encode(), digest_size=16).hexdigest()

"""Generation: one index of the cluster as a serving node knows it: its facts, and its vocabulary on the node's disk."""

import hashlib
import io
import json
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from qa_service.cluster.calls import faults
from qa_service.cluster.calls.connection import WRITE_SECONDS, Cluster
from qa_service.cluster.stored.layout import alias_of, indices_of, marked
from qa_service.corpus.document import Problem
from qa_service.errors import ClusterError, IndexUnusableError
from qa_service.files import flush
from qa_service.index.storage.glossary import glossary_of
from qa_service.native.arrays import Array

MANIFEST = "manifest"  # the `_id` of the list of arrays in the index of the vocabulary
VOCABULARY = (
    "terms", "vocabulary_text", "vocabulary_slots", "near_starts", "near_entries", "skeleton_keys", "skeleton_terms",
    "stem_bits", "stem_before", "root_bits", "root_before", "root_columns", "column_starts", "column_idf",
    "column_okapi", "gram_codes", "idf_gram", "glossary",
)  # fmt: skip
"""The arrays of an index that aren't of its passages; `column_okapi` is the BM25 idf of each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a generation says of itself."""

    name: str
    documents: int
    passages: int
    mean_length: float  # terms of a passage
    shards: int
    made_at: float  # seconds since 1970
    corpus: str  # the fingerprint of the folder that it was built from
    problems: tuple[Problem, ...]

    def as_meta(self) -> dict[str, Any]:
        """For `_meta` of its indices."""
        problems = json.dumps([[getattr(each, name) for name in Problem.__slots__] for each in self.problems])
        values = {name: getattr(self, name) for name in self.__slots__ if name != "problems"}
        return {**values, "problems": problems, "complete": True}

    @classmethod
    def of_meta(cls, meta: Mapping[str, Any]) -> "Facts":
        """Those that `as_meta` gave."""
        problems = [Problem(**dict(zip(Problem.__slots__, each, strict=True))) for each in json.loads(meta["problems"])]
        values = {name: meta[name] for name in cls.__slots__ if name != "problems"}
        return cls(**values, problems=tuple(problems))


def serving_name(cluster: Cluster, *, seconds: float = 2.0) -> str | None:
    """The name of the generation that serves; None where there is none. Raises ClusterError."""
    alias = alias_of("passages")
    found = cluster.ask(
        lambda client, left: client.indices.get_alias(name=alias, ignore=404, request_timeout=left), seconds=seconds
    )
    names = [name for name, held in found.items() if isinstance(held, dict) and alias in held.get("aliases", {})]
    if not names:
        return None
    if len(names) > 1:
        raise faults.foreign(alias)
    prefix, suffix = indices_of("\0")["passages"].split("\0")
    if not (names[0].startswith(prefix) and names[0].endswith(suffix)):
        raise faults.foreign(names[0])
    return str(names[0]).removeprefix(prefix).removesuffix(suffix)


def meta_of(cluster: Cluster, index: str, *, of_any_release: bool = False) -> dict[str, Any] | None:
    """`_meta` of an index; None where there is no such index. Raises ClusterError for one that is none of ours, and,
    unless it may be `of_any_release`, for one of another release."""
    found = cluster.do(
        lambda client, seconds: client.indices.get_mapping(index=index, ignore=404, request_timeout=seconds), 10.0
    )
    if found.get("status") == 404 or index not in found:
        return None
    meta: dict[str, Any] = found[index]["mappings"].get("_meta", {})
    if meta.get("program") != marked()["program"]:
        raise faults.foreign(index)
    if not of_any_release and any(meta.get(name) != value for name, value in marked().items()):
        raise faults.former(index)
    return meta


def facts_of(cluster: Cluster, name: str) -> Facts:
    """The facts of a generation that is complete; raises ClusterError."""
    index = indices_of(name)["passages"]
    meta = meta_of(cluster, index)
    if meta is None or not meta.get("complete"):
        raise faults.missing()
    return Facts.of_meta(meta)


class Generation:
    """A generation that is complete, with its vocabulary mapped. Immutable; safe to share between threads."""

    def __init__(self, facts: Facts, arrays: Mapping[str, Array]) -> None:
        self.facts, self.arrays = facts, arrays
        self.indices = indices_of(facts.name)
        self.glossary = glossary_of(arrays)

    @classmethod
    def open(cls, cluster: Cluster, name: str, folder: Path) -> "Generation":
        """The generation of this name; its vocabulary is fetched into `folder` unless it is there and sound."""
        facts = facts_of(cluster, name)
        return cls(facts, vocabulary(cluster, name, folder))


def vocabulary(cluster: Cluster, name: str, folder: Path) -> dict[str, Array]:
    """The arrays of a generation's vocabulary, mapped from a folder of its own in `folder`."""
    target = folder / name
    for _ in range(2):
        if (target / f"{MANIFEST}.json").is_file():
            try:
                return _mapped(target)
            except (OSError, ValueError, KeyError, IndexUnusableError):
                shutil.rmtree(target, ignore_errors=True)  # a damaged copy: fetched again
        _fetch(cluster, indices_of(name)["vocabulary"], target)
    raise IndexUnusableError(f"The vocabulary that was fetched into {target} is not what was stored.")


def _mapped(target: Path) -> dict[str, Array]:
    kept = json.loads((target / f"{MANIFEST}.json").read_text(encoding="utf-8"))
    arrays: dict[str, Array] = {}
    for name in VOCABULARY:
        path = target / f"{name}.npy"
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != kept[name]["sha256"]:
                raise IndexUnusableError(f"{path} is damaged.")
        how: Literal["r"] | None = "r" if path.stat().st_size > _EMPTY else None
        arrays[name] = np.load(path, mmap_mode=how, allow_pickle=False)
    return arrays


_EMPTY = 256  # bytes: an array without numbers can't be mapped


def _fetch(cluster: Cluster, index: str, target: Path) -> None:
    """Fetch all arrays, set them down in a folder aside, and rename it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    manifest = json.loads(_part(cluster, index, MANIFEST))
    aside = Path(tempfile.mkdtemp(prefix="fetching-", dir=target.parent))
    try:
        for name, kept in manifest.items():
            with (aside / f"{name}.npy").open("wb") as out:
                for part in range(kept["parts"]):
                    out.write(_part(cluster, index, f"{name}-{part}"))
        (aside / f"{MANIFEST}.json").write_text(json.dumps(manifest), encoding="utf-8")
        for path in aside.iterdir():
            flush(path)
        if not target.exists():
            aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _part(cluster: Cluster, index: str, name: str) -> bytes:
    found = cluster.do(lambda client, seconds: client.get(index=index, id=name, request_timeout=seconds), WRITE_SECONDS)
    return b64decode(found["_source"]["data"])


def remove_others(folder: Path, kept: set[str]) -> None:
    """Remove the vocabularies of generations that are gone; processes that map one go on."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in kept and not path.name.startswith("fetching-"):
            shutil.rmtree(path, ignore_errors=True)


def array_bytes(array: Array) -> bytes:
    """An array as numpy keeps it in a file."""
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(array), allow_pickle=False)
    return out.getvalue()


__all__ = ["ClusterError", "Facts", "Generation", "array_bytes", "facts_of", "meta_of", "remove_others", "serving_name"]

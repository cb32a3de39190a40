"""Layout: the indices of one generation in the cluster, their settings and mappings, and what their values are named.

    qa-NAME-passages    what is searched: the terms of each passage, what filters look at, the passage packed
    qa-NAME-documents   the documents with their texts
    qa-NAME-vocabulary  the arrays of the vocabulary, in parts; each serving node keeps them mapped on its disk
    qa-state            which generation serves, which one before it; keys, votes, questions; who watches

`qa-passages`, `qa-documents` and `qa-vocabulary` are aliases of those that serve, moved together.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from qa_service.index.storage.manifest import FORMAT_VERSION
from qa_service.indexing.builder import K1, B

PREFIX = "qa"
KINDS = ("passages", "documents", "vocabulary")
STATE = f"{PREFIX}-state"
_FORMAT = 1  # raised with every change of what is stored
_LONGEST_CHARS = 200  # of what is compared as a whole; longer values are compared by their hash
_ARABIC = Path(__file__).parents[2] / "arabic" / "analysis"
_KEYWORD = {"type": "keyword", "norms": False}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}  # given back as it was, never searched
_TERMS = {
    "type": "text", "analyzer": "terms", "similarity": "okapi", "index_options": "freqs",
}  # fmt: skip
_FILTERS = dict.fromkeys(("document_id", "publisher", "tags", "language", "date"), _KEYWORD)


def indices_of(generation: str) -> dict[str, str]:
    """The names of the indices of a generation by their kind."""
    return {kind: f"{PREFIX}-{generation}-{kind}" for kind in KINDS}


def alias_of(kind: str) -> str:
    """The name under which the index of a kind serves."""
    return f"{PREFIX}-{kind}"


@cache
def analysis() -> str:
    """A name for how words are read: terms that were made otherwise would not be found."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _ARABIC.iterdir() if path.suffix in (".py", ".tsv", ".npy")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def marked() -> dict[str, Any]:
    """What an index of ours says of itself in `_meta`."""
    return {"program": "qa-service", "format": f"{_FORMAT}.{FORMAT_VERSION}", "analysis": analysis()}


def passages_body(shards: int, replicas: int, meta: dict[str, Any]) -> dict[str, Any]:
    """The index of passages, as it is built; `begin_serving` says what changes then."""
    return {
        "settings": {
            **_building(shards, replicas),
            "analysis": {"analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
                         "tokenizer": {"terms": {"type": "whitespace", "max_token_length": 10_000}}},
            "similarity": {"okapi": {"type": "BM25", "k1": K1, "b": B}},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {**marked(), **meta},
            "properties": {
                "stems": _TERMS, "roots": _TERMS, **_FILTERS,
                "document": _KEYWORD, "place": {"type": "integer"}, "order": {"type": "long"},
                "packed": {"type": "binary"},
            },
        },
    }  # fmt: skip


def documents_body(shards: int, replicas: int, meta: dict[str, Any]) -> dict[str, Any]:
    """The index of documents. `check` tells whether one has changed, `passages` how many it has."""
    properties = {
        **_FILTERS, "order": {"type": "long"}, "check": {"type": "long"}, "passages": {"type": "integer"},
        "packed": {"type": "binary"},
    }  # fmt: skip
    return {
        "settings": _building(shards, replicas),
        "mappings": {"dynamic": "strict", "_meta": {**marked(), **meta}, "properties": properties},
    }


def vocabulary_body(replicas: int, meta: dict[str, Any]) -> dict[str, Any]:
    """The index of the parts of the vocabulary's arrays, and of the words that were added since."""
    properties = {
        "array": _KEYWORD, "part": {"type": "integer"}, "sha256": _KEPT, "data": {"type": "binary"},
        "word": _KEYWORD, "stem": _KEPT, "root": _KEPT, "added": {"type": "long"},
    }  # fmt: skip
    return {
        "settings": _building(1, replicas),
        "mappings": {"dynamic": "strict", "_meta": {**marked(), **meta}, "properties": properties},
    }


def state_body(replicas: int) -> dict[str, Any]:
    """The one index that outlives generations."""
    properties = {"kind": _KEYWORD, "at": {"type": "double"}, "data": {"type": "object", "enabled": False}}
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas, "refresh_interval": "1s"},
        "mappings": {"dynamic": "strict", "_meta": marked(), "properties": properties},
    }


def _building(shards: int, replicas: int) -> dict[str, Any]:
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "codec": "best_compression",
        "unassigned.node_left.delayed_timeout": "1s",
    }


def label(value: str) -> str:
    """A value as it is compared: itself, or a hash of it where it is long or of characters that JSON can't carry."""
    is_plain = len(value) <= _LONGEST_CHARS and not any("\ud800" <= each <= "\udfff" for each in value)
    return value if is_plain else f"#{_hash(value)}"


def term(word: str) -> str:
    """A term as one token of a field: itself, or a hash of it where it is long or white space is in it."""
    return f"#{_hash(word)}" if len(word) > _LONGEST_CHARS or word.split() != [word] else label(word)


def key_of(document_id: str) -> str:
    """The key of a document, which is its `_id`."""
    return _hash(document_id)


def passage_name(document: str, place: int) -> str:
    """The `_id` of a passage, by its document's key and its place in it."""
    return f"{document}-{place}"


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""API keys: makes, lists and revokes them in one file of the data folder, which has their digests, never the keys.

    DATA/keys.json    {"keys": [{"id", "name", "scopes", "sha256", "made", "ends"}]}, readable for its owner only

A key is 256 random bits, so one round of SHA-256 protects it as well as a slow hash protects a password: it can't be
guessed (the OWASP Password Storage Cheat Sheet asks for slow hashes for secrets chosen by people).
"""

import datetime
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from qa_service.errors import KeysUnusableError
from qa_service.records.owned import folder_locked, replace_owned

Scope = Literal["ask", "feedback", "operate"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""Questions and documents; votes; the maintainer's routes and metrics."""

_FILE = "keys.json"
_PREFIX = "qa_"
_log = logging.getLogger(__name__)
_Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The stored part of a key: `id` names it for people, `sha256` is the hexadecimal digest of the secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    sha256: str
    made: str  # ISO 8601, UTC
    ends: str | None = None  # expiry, in the same form


class KeyRing:
    """The current keys of one data folder; revoking a key takes effect at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._read: tuple[_Stamp, tuple[Key, ...]] = (None, ())

    def holder(self, secret: str) -> Key | None:
        """Return the key with this secret; None if it is unknown, revoked or expired.

        Compares in constant time. A file of keys that can't be read is logged, and every key is unknown.
        """
        digest = _digest(secret)
        found = None
        for key in self._keys():
            if hmac.compare_digest(key.sha256, digest):
                found = key
        return None if found is None or _has_ended(found) else found

    def named(self, key_id: str) -> Key | None:
        """Return the key with this id unless it is revoked or expired."""
        return next((key for key in self._keys() if key.id == key_id and not _has_ended(key)), None)

    def _keys(self) -> tuple[Key, ...]:
        stamp = _stamp(self._path)
        if stamp != self._read[0]:
            try:
                self._read = (stamp, keys_in(self._path.parent))
            except (OSError, KeysUnusableError) as reason:
                _log.error("no key is accepted: %s", reason)
                self._read = (stamp, ())
        return self._read[1]


def keys_in(folder: Path) -> tuple[Key, ...]:
    """Return the keys of a data folder, oldest first; empty without a file. Raises KeysUnusableError and OSError."""
    path = folder / _FILE
    try:
        rows = json.loads(path.read_bytes())["keys"]
        return tuple(_key(row) for row in rows)
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeysUnusableError(f"{path} is no file of keys; remove it and make the keys anew.") from None


def make_key(folder: Path, name: str, scopes: Sequence[Scope], *, days: int | None = None) -> tuple[Key, str]:
    """Add a key to a data folder; return its stored part and the secret, which can't be recovered later.

    It is valid for so many `days`, or until it is revoked. Raises KeysUnusableError and OSError.
    """
    secret = _PREFIX + secrets.token_urlsafe(32)
    key = Key(
        id=secrets.token_hex(4),
        name=name,
        scopes=tuple(each for each in SCOPES if each in scopes),
        sha256=_digest(secret),
        made=_now(),
        ends=None if days is None else _now(days),
    )
    with folder_locked(folder, "keys.lock"):
        _write(folder, (*keys_in(folder), key))
    return key, secret


def revoke_keys(folder: Path, ids: Sequence[str]) -> list[str]:
    """Remove keys by their ids; if any of `ids` is unknown, remove none and return the unknown ones.

    Raises KeysUnusableError and OSError.
    """
    with folder_locked(folder, "keys.lock"):
        kept = keys_in(folder)
        unknown = [each for each in ids if each not in {key.id for key in kept}]
        if not unknown:
            _write(folder, tuple(key for key in kept if key.id not in ids))
    return unknown


def _now(days_on: int = 0) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days_on)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _has_ended(key: Key) -> bool:
    return key.ends is not None and key.ends <= _now()  # in this form the order of strings is the order of times


def _key(row: dict[str, Any]) -> Key:
    scopes, ends = tuple(row["scopes"]), row.get("ends")
    texts = [row[each] for each in ("id", "name", "sha256", "made")] + ([] if ends is None else [ends])
    is_text = all(isinstance(each, str) for each in texts)
    if not is_text or not row["sha256"].isascii() or not set(scopes) <= set(SCOPES):
        raise ValueError
    return Key(id=row["id"], name=row["name"], scopes=scopes, sha256=row["sha256"], made=row["made"], ends=ends)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _stamp(path: Path) -> _Stamp:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def _write(folder: Path, keys: Sequence[Key]) -> None:
    """Replace the file atomically, so that a server never reads half of it."""
    text = json.dumps({"keys": [asdict(key) for key in keys]}, ensure_ascii=False, indent=1)
    replace_owned(folder / _FILE, text.encode("utf-8", "backslashreplace"))

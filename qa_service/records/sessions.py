"""Sessions: the secret that signs them, and which of them were ended, in one file of the data folder.

    DATA/sessions.json    {"secret": HEX, "ended": {ID: SECONDS}}, readable for its owner only

The secret is made at the first session and belongs to nothing else: whoever reads the file of keys can sign none.
Deleting the file ends every session.
"""

import hashlib
import hmac
import json
import logging
import secrets
import time
from pathlib import Path
from typing import Any

from qa_service.records.owned import folder_locked, replace_owned

SESSION_SECONDS = 12 * 3600

_FILE = "sessions.json"
_SECRET_BYTES = 32
_log = logging.getLogger(__name__)
_Stamp = tuple[int, int, int] | None
_State = tuple[bytes, dict[str, int]]
_NONE: _State = (b"", {})


class Sessions:
    """The sessions of one data folder; an end counts at once in every process."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / _FILE
        self._read: tuple[_Stamp, _State] = (None, _NONE)

    def begin(self, key_id: str) -> str:
        """Return the text of a cookie for a session with this key. Raises OSError where no secret can be kept."""
        secret = self._state()[0] or self._make_secret()
        until = int(time.time()) + SESSION_SECONDS
        signed = f"{key_id}.{until}.{secrets.token_hex(16)}"
        return f"{signed}.{_signature(secret, signed)}"

    def key_id(self, cookie: str) -> str:
        """Return the id of the key of a session; empty if it is forged, over or was ended."""
        signed, _, signature = cookie.rpartition(".")
        secret, ended = self._state()
        own = _signature(secret, signed).encode()
        if not secret or not hmac.compare_digest(own, signature.encode("utf-8", "replace")):
            return ""
        key_id, until, session_id = signed.rsplit(".", 2)
        return key_id if int(until) > time.time() and session_id not in ended else ""

    def end(self, cookie: str) -> None:
        """End a session for everybody who has its cookie; a cookie that is none is ignored. Raises OSError."""
        if not self.key_id(cookie):
            return
        _, until, session_id, _ = cookie.rsplit(".", 3)
        with folder_locked(self._folder, "sessions.lock"):
            secret, ended = _in_file(self._path)
            now = time.time()
            kept = {each: seconds for each, seconds in ended.items() if seconds > now}
            self._write(secret, {**kept, session_id: int(until)})

    def name_of(self, client: str) -> str:
        """Return a name for a client by which nobody learns its address. Raises OSError."""
        secret = self._state()[0] or self._make_secret()
        return hmac.new(secret, f"client:{client}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]

    def _make_secret(self) -> bytes:
        with folder_locked(self._folder, "sessions.lock"):
            secret, ended = _in_file(self._path)  # another process may have made it
            if not secret:
                secret = secrets.token_bytes(_SECRET_BYTES)
                self._write(secret, ended)
        return secret

    def _write(self, secret: bytes, ended: dict[str, int]) -> None:
        text = json.dumps({"secret": secret.hex(), "ended": ended})
        replace_owned(self._path, text.encode())

    def _state(self) -> _State:
        stamp = _stamp(self._path)
        if stamp != self._read[0]:
            try:
                self._read = (stamp, _in_file(self._path))
            except OSError as reason:
                _log.error("no session is accepted: %s", reason)
                self._read = (stamp, _NONE)
        return self._read[1]


def _in_file(path: Path) -> _State:
    """Return the secret and the ends; no secret without a file, or with one that is damaged. Raises OSError."""
    try:
        found: Any = json.loads(path.read_bytes())
        secret, ended = bytes.fromhex(found["secret"]), {str(key): int(at) for key, at in found["ended"].items()}
    except FileNotFoundError:
        return _NONE
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        _log.error("%s is no file of sessions: every session has ended", path)
        return _NONE
    return (secret, ended) if len(secret) == _SECRET_BYTES else _NONE


def _signature(secret: bytes, signed: str) -> str:
    return hmac.new(secret, f"session:{signed}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _stamp(path: Path) -> _Stamp:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size

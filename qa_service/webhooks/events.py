"""Events: a question that had no answer, a corpus that has changed; each as Standard Webhooks shape them."""

import datetime
import json
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_service.answers.answer import Answer, IndexInfo
from qa_service.records.owned import folder_locked, replace_owned
from qa_service.settings import Settings
from qa_service.webhooks.delivery import Delivery

_FILE, _LOCK = "webhooks.json", "webhooks.lock"
_log = logging.getLogger(__name__)


class Webhooks:
    """Tells the address of the settings; where there is none every method does nothing."""

    def __init__(self, settings: Settings, served: Callable[[], IndexInfo]) -> None:
        """`served`: gives the index that is served at the moment."""
        self._served, self._told = served, ToldVersion(settings.data)
        self._last: str | None = None  # the version that this process saw last
        self._delivery: Delivery | None = None
        if settings.webhook_url != "none":
            self._delivery = Delivery(settings.webhook_url, settings.webhook_secret, idle=self.look)

    def begin(self) -> None:
        """Look for changes of the corpus from now on, in this process."""
        if self._delivery is not None:
            self._delivery.begin()

    def unanswered(self, answer: Answer, request_id: str) -> None:
        """Tell of a question that the articles don't answer. Never waits, never raises."""
        if self._delivery is None:
            return
        data = {
            "question": answer.question,
            "reason": answer.reason,
            "confidence": answer.confidence,
            "nearest": [{"document_id": each.document_id, "title": each.title} for each in answer.nearest],
            "index_version": answer.index.version,
            "request_id": request_id,
        }
        self._put(f"msg_{secrets.token_hex(12)}", "question.unanswered", data)

    def look(self) -> None:
        """Tell of another index than the one that was told of last, once for all processes. Raises OSError."""
        now = self._served()
        if now.version == self._last:
            return
        self._last = now.version
        before = self._told.replace(now.version)
        if before is not None and before != now.version:
            data = {
                "index_version": now.version,
                "previous_version": before,
                "documents": now.documents,
                "passages": now.passages,
            }
            self._put(f"msg_{before}.{now.version}", "corpus.changed", data)

    def _put(self, event_id: str, kind: str, data: dict[str, Any]) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = json.dumps({"type": kind, "timestamp": now, "data": data}, ensure_ascii=False)
        if self._delivery is not None:
            self._delivery.put(event_id, body.encode("utf-8", "backslashreplace"))


class ToldVersion:
    """The version of the index that was told of last, in the data folder, for all processes and the next start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def replace(self, version: str) -> str | None:
        """Note this version, and return the one before it; None the first time. Raises OSError."""
        path = self._folder / _FILE
        with folder_locked(self._folder, _LOCK):
            before = _version_in(path)
            if before != version:
                replace_owned(path, json.dumps({"told_version": version}).encode())
        return before


def _version_in(path: Path) -> str | None:
    try:
        found = json.loads(path.read_bytes())["told_version"]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        _log.warning("%s can't be read, and is written anew", path)
        return None
    return str(found)

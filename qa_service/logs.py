"""Log lines: text for people or JSON for machines, each with the id of its request."""

import datetime
import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from qa_service.settings import Settings

current_request: ContextVar[Mapping[str, Any] | None] = ContextVar("current_request", default=None)
"""What names the request that is being answered (`request_id`, `trace_id`); None outside of one."""


class JsonLines(logging.Formatter):
    """One object on each line; a call adds keys by `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(current_request.get() or {}),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """Log to stderr in the form of the settings, unless the host program has configured logging already."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonLines() if settings.log_format == "json" else logging.Formatter("%(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])

"""What gunicorn logs: in the form of the settings, without questions, and without clients that stall."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

from qa_service.logs import JsonLines

_QUERY = re.compile(r"\?\S*")
_REFUSED = "Invalid request from ip="


class _Discreet(logging.Filter):
    """Keeps questions out of what gunicorn says of requests that it refuses, and stalled clients out altogether."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], BlockingIOError | TimeoutError):
            return False
        if record.getMessage().startswith(_REFUSED):
            who = record.getMessage().partition(": ")[0]
            record.msg, record.args = f"{who}: it is not HTTP as gunicorn reads it", ()
        elif isinstance(record.args, tuple):
            record.args = tuple(_QUERY.sub("", each) if isinstance(each, str) else each for each in record.args)
        return True


_DISCREET = _Discreet()


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """`as_json` is set by the settings. The access log (`--access-logfile`) tells addresses without their queries."""

    as_json = False

    def setup(self, cfg: Any) -> None:
        """Run by the master, and again at a reload."""
        super().setup(cfg)
        self.error_log.addFilter(_DISCREET)
        if self.as_json:
            for handler in (*self.error_log.handlers, *self.access_log.handlers):
                handler.setFormatter(JsonLines())

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line of the access log may hold."""
        found = super().atoms(resp, req, environ, request_time)
        return {
            name: "" if name in ("q", "{query_string}e") else _QUERY.sub("", value) if isinstance(value, str) else value
            for name, value in found.items()
        }

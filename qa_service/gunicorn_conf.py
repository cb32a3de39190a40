"""What gunicorn runs the service with, from the same settings as `qa-service serve`; gunicorn's own flags go before it.

`gunicorn --config python:qa_service.gunicorn_conf qa_service.wsgi:app`
"""

import os
import sys
import threading
from typing import Any

from qa_service.errors import SettingsError
from qa_service.runtime.reader_loader import warm_up
from qa_service.settings import load_settings
from qa_service.web.server.gunicorn_settings import gunicorn_settings

try:
    _settings = load_settings(os.environ)
except SettingsError as faults:
    for _line in str(faults).splitlines():
        print(f"qa-service: {_line}", file=sys.stderr)  # noqa: T201
    sys.exit(2)

bind = f"{_settings.host}:{_settings.port}"
globals().update(gunicorn_settings(_settings))
if os.environ.get("WEB_CONCURRENCY") and not os.environ.get("QA_WORKERS"):
    del globals()["workers"]  # gunicorn reads its own variable


def post_worker_init(_worker: Any) -> None:
    """Load the reader's model beside the first questions, as `serve` does."""
    threading.Thread(target=warm_up, args=(_settings,), name="reader-warm-up", daemon=True).start()

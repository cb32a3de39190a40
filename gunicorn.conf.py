"""What `gunicorn wsgi:app` runs with, from the same settings as the service; flags of gunicorn go before it."""

import os
import sys

from qa_service.errors import SettingsError
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

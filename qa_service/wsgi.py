"""For WSGI servers: `gunicorn --config python:qa_service.gunicorn_conf qa_service.wsgi:app`, settings in `QA_…`."""

import logging
import sys

from qa_service.web.wsgi_app import from_environment

app = from_environment()
if "gunicorn.arbiter" in sys.modules and "qa_service.gunicorn_conf" not in sys.modules:
    logging.getLogger(__name__).warning(
        "gunicorn runs without the worker and the limits of this service: add --config python:qa_service.gunicorn_conf"
    )

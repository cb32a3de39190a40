"""`gunicorn wsgi:app` in a checkout is `qa_service.wsgi:app`; gunicorn.conf.py beside it brings the settings."""

from qa_service.wsgi import app

__all__ = ["app"]

"""For WSGI servers: `gunicorn wsgi:app`. Settings come from the environment, the index is built when it is missing."""

from qa_service.web.wsgi_app import from_environment

app = from_environment()

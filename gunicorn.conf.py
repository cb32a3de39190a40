"""What gunicorn reads by itself in a checkout: the settings of qa_service.gunicorn_conf."""

from qa_service.gunicorn_conf import *  # noqa: F403

"""The application for a WSGI server that is started by hand: settings from the environment, index opened or built."""

import os

from flask import Flask

from qa_service.service import open_or_build
from qa_service.settings import load_settings
from qa_service.web.app import create_app


def from_environment() -> Flask:
    """Read the settings, open or build the index, make the application. Raises SettingsError and CorpusError."""
    settings = load_settings(os.environ)
    service = open_or_build(settings)
    return create_app(lambda: service.engine, settings, lambda: service.problems)

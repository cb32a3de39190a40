"""The application for a WSGI server that is started by hand: settings from the environment, index opened or built."""

import os

from flask import Flask

from qa_service.logs import configure
from qa_service.runtime import cluster_loader
from qa_service.runtime.cluster_watcher import watch_for_cluster
from qa_service.runtime.corpus_watcher import watch_if_wanted
from qa_service.runtime.index_store import open_or_build
from qa_service.runtime.live_engine import LiveService
from qa_service.settings import load_settings
from qa_service.web.app import create_app
from qa_service.web.http.app_context import serving_of


def from_environment() -> Flask:
    """Read the settings, open or build the index, make the application. Raises SettingsError and CorpusError."""
    settings = load_settings(os.environ)
    configure(settings)
    if cluster_loader.is_wanted(settings):
        following = cluster_loader.following(settings)
        watch_for_cluster(settings)
        return _begun(create_app(following.engine, settings, following.problems))
    live = LiveService(settings, open_or_build(settings))
    watch_if_wanted(settings)  # with preload_app it runs in the parent of the workers, which is as good
    return _begun(create_app(live.engine, settings, live.problems, live.distrust))


def _begun(app: Flask) -> Flask:
    serving_of(app).webhooks.begin()
    return app

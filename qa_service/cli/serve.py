"""`qa-service serve`: the web page and the API, served by gunicorn."""

import logging
import threading
from typing import Any
from wsgiref.types import WSGIApplication

import click
from gunicorn.app.base import BaseApplication

from qa_service.cli.listening import listen
from qa_service.cli.options import settings_options
from qa_service.runtime import cluster_loader
from qa_service.runtime.cluster_watcher import watch_for_cluster
from qa_service.runtime.corpus_watcher import watch_if_wanted
from qa_service.runtime.index_store import open_or_build
from qa_service.runtime.live_engine import LiveService
from qa_service.runtime.reader_loader import warm_up
from qa_service.settings import Settings
from qa_service.web.app import create_app
from qa_service.web.http.app_context import serving_of
from qa_service.web.server.gunicorn_settings import gunicorn_settings

_log = logging.getLogger(__name__)


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with an application created before, which its workers share after the fork."""

    def __init__(self, application: WSGIApplication, options: dict[str, Any]) -> None:
        self._application, self._options = application, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:  # `control_socket_disable` is not in every release
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        return self._application


def _tell(settings: Settings, text: str) -> None:
    """Print a message for the operator; with JSON logs, log it."""
    if settings.log_format == "json":
        _log.info(text)
    else:
        click.echo(text, err=True)


def _begin_work(settings: Settings, application: Any) -> None:
    """What a worker does beside answering."""
    serving_of(application).webhooks.begin()
    (watch_for_cluster if cluster_loader.is_wanted(settings) else watch_if_wanted)(settings)
    threading.Thread(target=warm_up, args=(settings,), name="reader-warm-up", daemon=True).start()


def _application(settings: Settings) -> tuple[Any, int]:
    """The application, and how many documents it begins with. No engine is held here: workers are forked later, and
    each would keep the first index as long as it lives.
    """
    if cluster_loader.is_wanted(settings):
        following = cluster_loader.following(settings)
        return create_app(following.engine, settings, following.problems), following.engine().info.documents
    service = open_or_build(settings)
    live = LiveService(settings, service)
    return create_app(live.engine, settings, live.problems, live.distrust), service.engine.info.documents


@click.command()
@settings_options()
def serve(settings: Settings) -> int:
    """Run the web page and the API.

    The index is built first if it is missing or stale, and again whenever the corpus changes.
    """
    listener = listen(settings.host, settings.port)
    application, documents = _application(settings)
    host, port = listener.getsockname()[:2]
    place = cluster_loader.shown(settings) if cluster_loader.is_wanted(settings) else settings.corpus
    shown = f"[{host}]" if ":" in host else host
    ready = f"Serving {documents} documents of {place} at http://{shown}:{port}/ (Ctrl+C stops)"
    _Gunicorn(
        application,
        {
            **gunicorn_settings(settings),
            "bind": f"fd://{listener.fileno()}",
            "preload_app": True,
            "post_worker_init": lambda _: _begin_work(settings, application),
            "when_ready": lambda _: _tell(settings, ready),
        },
    ).run()
    return 0

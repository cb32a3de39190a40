"""`qa-service mcp`: the articles for programs with a language model, over the Model Context Protocol."""

import importlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import click

from qa_service.cli.listening import listen
from qa_service.cli.options import settings_options
from qa_service.client import Client
from qa_service.mcp_server.sources import OwnCorpus, RunningServer, Source
from qa_service.records.api_keys import KeyRing
from qa_service.runtime import cluster_loader
from qa_service.runtime.corpus_watcher import watch_if_wanted
from qa_service.runtime.index_store import open_or_build
from qa_service.runtime.live_engine import LiveService
from qa_service.runtime.reader_loader import warm_up
from qa_service.settings import Settings


def _source(settings: Settings, url: str | None, key_file: Path | None) -> Source:
    if url is not None:
        return RunningServer(
            Client(url=url, key=key_file.read_text("utf-8").strip() if key_file else None, language="en")
        )
    if cluster_loader.is_wanted(settings):
        return OwnCorpus(settings, cluster_loader.following(settings).engine, begin=lambda: warm_up(settings))
    live = LiveService(settings, open_or_build(settings))
    return OwnCorpus(settings, live.engine, live.distrust, begin=lambda: _begin_work(settings))


def _begin_work(settings: Settings) -> None:
    """What comes before the first question: its time is over before the reader's model is loaded otherwise."""
    warm_up(settings)
    watch_if_wanted(settings)


def _may_ask(settings: Settings) -> Callable[[str], bool] | None:
    """Return what tells whether a key may ask; None where no key is required."""
    if not settings.require_key:
        return None
    keys = KeyRing(settings.data)

    def may_ask(secret: str) -> bool:
        key = keys.holder(secret)
        return key is not None and "ask" in key.scopes

    return may_ask


@click.command()
@click.option(
    "--transport",
    type=click.Choice(["stdio", "http"]),
    default="stdio",
    show_default=True,
    help="Over stdin and stdout, or streamable HTTP at http://HOST:PORT/mcp.",
)
@click.option("--url", help="Ask this running server, like http://127.0.0.1:8000, in place of the corpus.")
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --url: a file that holds the API key.",
)
@settings_options()
def mcp(settings: Settings, transport: Literal["stdio", "http"], url: str | None, key_file: Path | None) -> int:
    """Serve the tools ask, search and document to programs with a language model (Model Context Protocol).

    Needs the extra mcp. With the transport stdio the program that asks starts this command.
    """
    if find_spec("mcp") is None:
        raise click.ClickException("this needs the extra mcp: pip install 'qa-service[mcp]'")
    if url is not None and not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--url must begin with http:// or https://, not {url!r}.")
    transports: Any = importlib.import_module("qa_service.mcp_server.transports")
    if transport == "stdio":
        transports.serve_stdio(_source(settings, url, key_file))
        return 0
    listener = listen(settings.host, settings.port)
    source = _source(settings, url, key_file)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving at http://{shown}:{port}{transports.PATH} (Ctrl+C stops)", err=True)
    transports.serve_http(source, listener, settings.host, _may_ask(settings))
    return 0

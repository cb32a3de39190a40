"""The progress bar of a long build, on a terminal only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from qa_service.indexing.incremental import Progress

_SHOWN_FROM_BYTES = 10_000_000  # less is read too fast to show a bar


@contextmanager
def reading_bar(wanted: bool) -> Iterator[Progress | None]:
    """Yield a callback that draws the bar on stderr: megabytes read, rate, time left. None unless `wanted`."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    bar = click.progressbar(
        length=1, label="Reading the corpus", file=sys.stderr, show_eta=True, width=30, item_show_func=lambda item: item
    )

    def show(done: int, total: int) -> None:
        if total < _SHOWN_FROM_BYTES:
            return
        bar.length = total
        rate = done / max(time.monotonic() - began, 1e-3)
        is_read = "; working out the index" if done == total else ""
        bar.update(done - bar.pos, f"{done / 1e6:.0f} of {total / 1e6:.0f} MB, {rate / 1e6:.1f} MB/s{is_read}")

    with bar:
        yield show


@contextmanager
def passages_bar(wanted: bool) -> Iterator[Progress | None]:
    """Yield a callback that draws the bar on stderr: passages written, rate, time left. None unless `wanted`."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    bar = click.progressbar(
        length=1, label="Writing passages", file=sys.stderr, show_eta=True, width=30, item_show_func=lambda item: item
    )

    def show(done: int, total: int) -> None:
        bar.length = max(total, 1)
        bar.update(done - bar.pos, f"{done:,} of {total:,}, {done / max(time.monotonic() - began, 1e-3):.0f}/s")

    with bar:
        yield show

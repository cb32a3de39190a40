"""Indexer process: it has imported all that indexing needs, and indexes at every word.

It is started as `python -m qa_service.runtime.indexer_process`, with the id of the process that asks: when that has
ended, in whatever way, it ends at once, with all that it has forked, and gives up the lock of the index.

A line on standard input is a word: `index`, and the fingerprint of the corpus where the one who asks has just taken it.
Each is done by a process that is forked for it, so that this one stays as it is, and answered with a line: `done`, or
why it couldn't be done. Settings come from the environment. The end of standard input means that nobody will ask any
more.
"""

import gc
import importlib
import logging
import os
import sys
from multiprocessing import get_context
from multiprocessing.connection import Connection

from qa_service.errors import QAServiceError
from qa_service.indexing.tfidf import WEIGHER
from qa_service.processes import end_with
from qa_service.runtime.index_store import refresh
from qa_service.runtime.program import program
from qa_service.settings import Settings, load_settings

DONE = "done"
UNSETTLED = "done, but files have changed since"
_LOOKED_THROUGH_EACH = 50_000  # objects made, for cycles that can be thrown away: ten thousand files are as many


def main() -> int:
    """0 when the last word was followed, 1 when it couldn't be."""
    if len(sys.argv) > 1:
        end_with(int(sys.argv[1]))
    settings = load_settings(os.environ)
    logging.basicConfig(level=logging.WARNING)
    for library in (WEIGHER, "scipy.sparse", "rank_bm25"):
        importlib.import_module(library)
    gc.freeze()  # what is imported stays: no process that is forked looks through it for what can be thrown away
    program()  # remembered from here on: the one that is at work, whatever stands on the disk later
    answer = DONE
    for line in sys.stdin:
        answer = _refreshed(settings, line.removeprefix("index").strip())
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    return int(answer not in (DONE, UNSETTLED))


def _refreshed(settings: Settings, fingerprint: str) -> str:
    """`DONE`, or what stood in the way, in one line."""
    if not hasattr(os, "fork"):
        return _refresh(settings, fingerprint)
    told, telling = get_context("fork").Pipe(duplex=False)
    process = get_context("fork").Process(target=_tell, args=(settings, fingerprint, telling, os.getpid()))
    process.start()
    telling.close()
    with told:
        try:
            answer: str = told.recv()
        except EOFError:
            answer = "the process that indexed was ended"
    process.join()
    return answer


def _tell(settings: Settings, fingerprint: str, telling: Connection, parent: int) -> None:
    end_with(parent)
    gc.set_threshold(_LOOKED_THROUGH_EACH)
    telling.send(_refresh(settings, fingerprint))


def _refresh(settings: Settings, fingerprint: str) -> str:
    try:
        is_settled = refresh(settings, fingerprint)
    except (QAServiceError, OSError) as reason:
        return " ".join(str(reason).split())
    return DONE if is_settled else UNSETTLED


if __name__ == "__main__":
    sys.exit(main())

"""Standby: `python -m qa_service.standby` imports all that indexing needs, waits for the word, and indexes once.

Settings come from the environment. The end of standard input instead of a line means that nobody will ask any more.
"""

import importlib
import logging
import os
import sys

from qa_service.errors import QAServiceError
from qa_service.ranking.tfidf import WEIGHER
from qa_service.service import update
from qa_service.settings import load_settings


def main() -> int:
    """0 when the index is current, 1 when it couldn't be made so; why stands on stderr, in one line."""
    settings = load_settings(os.environ)
    logging.basicConfig(level=logging.WARNING)
    importlib.import_module(WEIGHER)
    if not sys.stdin.readline():
        return 0
    try:
        update(settings)
    except (QAServiceError, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

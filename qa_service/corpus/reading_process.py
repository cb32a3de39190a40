"""Reading process: reads files for a process that can't fork, because it has threads.

It is started by `bounded_reading` as `python -m qa_service.corpus.reading_process FD`, and ends when the other end of
that socket closes.
"""

import sys
from multiprocessing.connection import Connection

from qa_service.corpus.reader_pool import forked


def main(descriptor: int) -> None:
    """Answer every task that comes with the list of its parts and results."""
    with Connection(descriptor) as asked_by:
        while True:
            try:
                task = asked_by.recv()
                asked_by.send(list(forked([task], 1, asked_by)))
            except (EOFError, OSError):
                return


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Gunicorn's worker with threads, which gives a thread to a request only when all of it has come.

Gunicorn's own hands a connection to a thread at once and closes it on its main loop: eight clients that send slowly, or
don't hang up, hold everybody else. Here the main loop gathers the bytes of all connections, so that slow and idle ones
cost a file descriptor each. Written for the gunicorn that pyproject.toml names: it uses what is inside of that.
"""

import errno
import selectors
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn import util
from gunicorn.errors import ConfigError
from gunicorn.workers.gthread import TConn, ThreadWorker

from qa_service.web.server.refusal import RefusedSocket
from qa_service.web.server.request_buffer import Arrival
from qa_service.web.server.response_buffer import Lingering, PatientSocket, SlowReaders
from qa_service.web.server.thread_shares import ThreadShares

WHOLE_REQUEST_SECONDS = 20.0
"""A request that has not come by then, counted from its connection or from its first byte, is not waited for."""

_MISSING_MICROSECONDS = 200_000  # that a thread waits for bytes, of which a request that has come whole needs none
_SILENT_SECONDS = 1.0  # that a worker which ends waits for the first byte on a connection it has just taken
_REFUSED_BODY_SECONDS = 0.05  # that a thread waits for the rest of a body that was refused
_READ_AT_ONCE_BYTES = 65_536
_ARRIVING_BYTES = 64_000_000  # of all connections together; the one that goes over it is refused


class _Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection that is closed without waiting for the client."""

    def __init__(self, worker: "GatheringWorker", client: socket.socket, address: Any, own_address: Any) -> None:
        super().__init__(worker.cfg, PatientSocket(client), address, own_address)
        self.worker = worker
        self.arrival = worker.arrival()
        self.came_whole = False  # of the request that a thread answers
        self.was_told_to_go_on = False  # of the same
        self.deadline = 0.0

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.lingering.add(self.worker.poller, self.sock)
        else:
            util.close(self.sock)


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """One connection is in one place: arriving, with a thread, leaving (its answer waits), kept alive, or lingering."""

    longest_body_bytes = 1_000_000
    longest_file_bytes = 0

    def arrival(self) -> Arrival:
        """A request that is to come."""
        return Arrival(self.longest_body_bytes, self.longest_file_bytes)

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Raises ConfigError where gunicorn is to speak TLS, which a proxy before the service does."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise ConfigError("This worker speaks no TLS; put a proxy before it, as docs/deploy.md shows.")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._arriving: dict[_Connection, None] = {}  # in the order of their deadlines
        self.lingering = Lingering()
        self._arriving_bytes = 0
        self._readers = SlowReaders(self._lose)

    def get_thread_pool(self) -> ThreadShares:
        """Called after the fork."""
        return ThreadShares(self.cfg.threads)

    def init_signals(self) -> None:
        """Take the signals of this process; one that was told to end before it could listen ends at once.

        Until here the handlers are the master's: they put a signal into this fork's copy of its queue, where nobody
        looks, and a master that was stopped while it forked would wait in vain.
        """
        earlier = getattr(getattr(signal.getsignal(signal.SIGTERM), "__self__", None), "SIG_QUEUE", None)
        super().init_signals()
        while earlier is not None and not earlier.empty():
            if earlier.get_nowait() in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                sys.exit(0)

    def accept(self, listener: socket.socket) -> None:
        """Take a connection; the one that has been idle longest makes room when there are too many."""
        try:
            client, address = listener.accept()
        except OSError as reason:
            if reason.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif reason.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, _MISSING_MICROSECONDS))
        self._gather(_Connection(self, client, address, listener.getsockname()), b"")
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def on_client_socket_readable(self, conn: _Connection, client: socket.socket) -> None:
        """The next request on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn, b"")

    def enqueue_req(self, conn: _Connection) -> None:
        """The next request of which some came along with the last."""
        self._gather(conn, conn.parser.unreader.take_buffered())

    def finish_request(self, conn: _Connection, fs: Any) -> None:
        """Go on with a connection when its answer has been sent, be it later."""
        if conn.sock.waiting:
            self._readers.add(self.poller, conn, partial(super().finish_request, conn, fs))
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """End what has taken too long; called once a second at least."""
        super().murder_pending()
        now = time.monotonic()
        self.lingering.cut_overdue(now)
        for conn in [each for each in self._arriving if each.deadline <= now or self._is_left_behind(each, now)]:
            self._drop(conn, (408, "Request Timeout") if conn.arrival.data else None)
        self._readers.give_up_overdue(now)

    def _is_left_behind(self, conn: _Connection, now: float) -> bool:
        """Whether a worker that ends need not wait for a connection: nothing came on it, and it is not new."""
        began = conn.deadline - WHOLE_REQUEST_SECONDS
        return not (self.alive or conn.arrival.data) and began + _SILENT_SECONDS <= now

    def _keepalive_after(self, conn: _Connection, keepalive: bool) -> bool:
        """Whether the connection can take another request: not while a refused body is still coming."""
        # Of what came whole all is there already. A deadline that a busy machine misses would cut the client off.
        deadline = None if conn.came_whole else time.monotonic() + _REFUSED_BODY_SECONDS
        return bool(keepalive and conn.parser.finish_body(deadline=deadline))

    def _gather(self, conn: _Connection, data: bytes) -> None:
        conn.arrival, conn.was_told_to_go_on = self.arrival(), False
        conn.deadline = time.monotonic() + WHOLE_REQUEST_SECONDS
        conn.sock.setblocking(False)
        self._arriving[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read, conn))
        if data:
            self._take(conn, data)
        self._read(conn, conn.sock)

    def _read(self, conn: _Connection, _: socket.socket) -> None:
        if conn not in self._arriving:
            return
        try:
            data = conn.sock.recv(_READ_AT_ONCE_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._drop(conn)
            return
        if data:
            self._take(conn, data)
        elif conn.arrival.has_head:
            self._hand_over(conn)  # cut off within the body, which the application tells a client that listens on
        else:
            self._drop(conn)

    def _take(self, conn: _Connection, data: bytes) -> None:
        if not conn.arrival.data:
            conn.deadline = time.monotonic() + WHOLE_REQUEST_SECONDS
            self._arriving[conn] = self._arriving.pop(conn)
        held = len(conn.arrival.data)
        conn.arrival.add(data)
        self._arriving_bytes += len(conn.arrival.data) - held
        if conn.arrival.is_flood:
            self._drop(conn, (431, "Request Header Fields Too Large"))
        elif conn.arrival.is_whole:
            self._hand_over(conn)
        elif self._arriving_bytes > _ARRIVING_BYTES:
            self._drop(conn, (503, "Service Unavailable"))
        elif conn.arrival.asks_to_go_on():
            conn.was_told_to_go_on = True
            util.write_nonblock(conn.sock, b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_over(self, conn: _Connection) -> None:
        """To a thread, which finds all bytes there."""
        self._forget(conn)
        conn.sock.setblocking(True)
        conn.data_ready = True
        conn.init()
        conn.came_whole, share = conn.arrival.is_complete, conn.arrival.share
        conn.parser.unreader.unread(conn.arrival.whole())
        conn.arrival = self.arrival()
        answered = self.tpool.submit(share, self.handle, conn)
        answered.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def handle_request(self, req: Any, conn: _Connection) -> Any:
        """Answer in a thread, without a word to go on to a client that has had it, or whose body is refused.

        A path prefix that the path doesn't begin with, which gunicorn takes for a fault of its own, is no prefix.
        """
        req.headers = [each for each in req.headers if each[0] != "SCRIPT_NAME" or req.path.startswith(each[1])]
        req._expected_100_continue = req._expected_100_continue and conn.came_whole and not conn.was_told_to_go_on
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Refuse a request as gunicorn does, in the words of the application."""
        super().handle_error(req, RefusedSocket(client, self.wsgi), addr, exc)

    def _drop(self, conn: _Connection, answer: tuple[int, str] | None = None) -> None:
        self._forget(conn)
        if answer is None:
            self._lose(conn)
            return
        self.nr_conns -= 1
        with suppress(OSError):  # the client has gone, or reads nothing
            util.write_error(RefusedSocket(conn.sock, self.wsgi), *answer, "")
        self.lingering.add(self.poller, conn.sock)

    def _forget(self, conn: _Connection) -> None:
        del self._arriving[conn]
        self._arriving_bytes -= len(conn.arrival.data)
        self.poller.unregister(conn.sock)

    def _lose(self, conn: _Connection) -> None:
        self.nr_conns -= 1
        util.close(conn.sock)

    def _make_room(self) -> None:
        """Close the connection that is idle, leaving or arriving for longest."""
        if self.keepalived_conns:
            kept = self.keepalived_conns.popleft()
            self.poller.unregister(kept.sock)
            self._lose(kept)
        elif not self._readers.give_up_longest() and self._arriving:
            self._drop(next(iter(self._arriving)))

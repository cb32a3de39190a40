"""Response buffer: what a socket does not take at once waits without a thread; so does the end of a connection."""

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

STALLED_SECONDS = 10.0
"""An answer of which nothing was read for so long is given up."""

LONGEST_WAIT_SECONDS = 60.0
"""And so is one that has not been read to its end by then."""

_LINGER_SECONDS = 2.0
_READ_AT_ONCE_BYTES = 65_536
_MOST_BYTES = 64_000_000  # of all answers that wait in a worker; the one that waits longest makes room


class PatientSocket:
    """A client's socket that sends what it can without waiting and keeps the rest for `flush`."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self.waiting = bytearray()
        # Looked up for every request: by __getattr__ each would cost a call.
        self.fileno, self.recv, self.setblocking = client.fileno, client.recv, client.setblocking
        self.gettimeout, self.settimeout = client.gettimeout, client.settimeout

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, data: bytes) -> None:
        """Send, or keep what would have to wait. Raises OSError when the client has gone."""
        if self.waiting:
            self.waiting += data
        else:
            self.waiting += data[self._sent(data) :]

    def flush(self) -> int:
        """Send of what waits as much as can be; how many bytes that were. Raises OSError when the client has gone."""
        sent = self._sent(self.waiting)
        del self.waiting[:sent]
        return sent

    def _sent(self, data: bytes | bytearray) -> int:
        sent = 0
        with memoryview(data) as view:
            while sent < len(view):
                try:
                    sent += self._client.send(view[sent:], socket.MSG_DONTWAIT)
                except BlockingIOError:
                    break
        return sent


class SlowReaders:
    """Connections whose answers wait, each with what is to be done when its answer has been sent."""

    def __init__(self, lost: Callable[[Any], None]) -> None:
        self._lost = lost  # told of a connection that is given up
        self._waiting: dict[Any, tuple[Any, Callable[[], None], float]] = {}
        self._deadlines: dict[Any, float] = {}

    def add(self, poller: Any, conn: Any, then: Callable[[], None]) -> None:
        """Send on whenever the client reads."""
        conn.sock.setblocking(False)
        now = time.monotonic()
        self._waiting[conn], self._deadlines[conn] = (poller, then, now + LONGEST_WAIT_SECONDS), now + STALLED_SECONDS
        poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._send_on, conn))
        while sum(len(each.sock.waiting) for each in self._waiting) > _MOST_BYTES:
            self.give_up_longest()

    def give_up_overdue(self, now: float) -> None:
        """Give up those that have read nothing, or not enough, for too long."""
        for conn in [each for each, deadline in self._deadlines.items() if deadline <= now]:
            self._give_up(conn)

    def give_up_longest(self) -> bool:
        """Make room; False where nobody waits."""
        for conn in self._waiting:
            self._give_up(conn)
            return True
        return False

    def _send_on(self, conn: Any, _: Any) -> None:
        try:
            has_sent = conn.sock.flush() > 0
        except OSError:
            self._give_up(conn)
            return
        if not conn.sock.waiting:
            then = self._forget(conn)
            then()
        elif has_sent:
            self._deadlines[conn] = min(time.monotonic() + STALLED_SECONDS, self._waiting[conn][2])

    def _forget(self, conn: Any) -> Callable[[], None]:
        poller, then, _ = self._waiting.pop(conn)
        del self._deadlines[conn]
        poller.unregister(conn.sock)
        return then

    def _give_up(self, conn: Any) -> None:
        self._forget(conn)
        self._lost(conn)


class Lingering:
    """Connections on which all has been said: closed when the client has hung up too, or after a while, so that it has
    read the last answer before the connection is cut (RFC 9112, 9.6).
    """

    def __init__(self) -> None:
        self._ends: dict[Any, tuple[Any, float]] = {}  # sockets in the order of their deadlines

    def add(self, poller: Any, sock: Any) -> None:
        """Say that no more is sent, and wait."""
        try:
            sock.shutdown(socket.SHUT_WR)
            sock.setblocking(False)
            poller.register(sock, selectors.EVENT_READ, self._drain)
        except (OSError, ValueError, KeyError):
            sock.close()
            return
        self._ends[sock] = poller, time.monotonic() + _LINGER_SECONDS

    def cut_overdue(self, now: float) -> None:
        """Close those that have waited long enough."""
        for sock in [each for each, (_, deadline) in self._ends.items() if deadline <= now]:
            self._cut(sock)

    def _drain(self, sock: Any) -> None:
        try:
            has_ended = not sock.recv(_READ_AT_ONCE_BYTES)
        except OSError as reason:
            has_ended = not isinstance(reason, BlockingIOError | InterruptedError)
        if has_ended:
            self._cut(sock)

    def _cut(self, sock: Any) -> None:
        poller, _ = self._ends.pop(sock)
        poller.unregister(sock)
        with suppress(OSError):
            sock.close()

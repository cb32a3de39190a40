"""Raw sockets to a server: bytes as they are, slowly if wanted, and what comes back until the end."""

import re
import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Raw:
    """What came back on one connection."""

    data: bytes
    is_closed: bool  # by the server, before the patience ended

    @property
    def statuses(self) -> list[int]:
        """Of the answers, in order, the interim 100 left out."""
        found = (int(each) for each in re.findall(rb"(?:^|\n|})HTTP/1\.[01] (\d{3}) ", self.data))
        return [status for status in found if status != 100]


def send(
    port: int, *parts: bytes, pause_seconds: float = 0.0, patience_seconds: float = 5.0, half_close: bool = False
) -> Raw:
    """Send the parts with pauses between, then read until the server closes or nothing comes for the patience."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        try:
            for number, part in enumerate(parts):
                if number:
                    time.sleep(pause_seconds)
                connection.sendall(part)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent: the answer is read below
        return read(connection, patience_seconds)


def read(connection: socket.socket, patience_seconds: float) -> Raw:
    connection.settimeout(patience_seconds)
    data = b""
    try:
        while piece := connection.recv(65_536):
            data += piece
    except TimeoutError:
        return Raw(data, False)
    except OSError:
        pass
    return Raw(data, True)

"""A receiver of webhooks that answers as it is told, and remembers what came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 30.0
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
Answer = int | str | dict[str, str]  # a status, "hang", "close", or 503 with these headers


@dataclass
class Receiver:
    """What came: headers in lower case, and bodies."""

    url: str
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)  # ends what hangs
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> None:
        """Wait until so many attempts have come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.came) >= count, PATIENCE), f"{len(self.came)} came"


@contextmanager
def receiving(*answers: Answer) -> Iterator[Receiver]:
    """A receiver on a free port: the nth attempt gets the nth answer, those after the last 204."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with receiver.changed:
                place = len(receiver.came)
                receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.changed.notify_all()
            self._answer(answers[place] if place < len(answers) else 204)

        def do_GET(self) -> None:
            self.do_POST()  # what a redirect that is followed would ask

        def _answer(self, answer: Answer) -> None:
            if answer == "hang":
                receiver.released.wait(PATIENCE)
            if isinstance(answer, str):
                self.close_connection = True
                return
            self.send_response(answer if isinstance(answer, int) else 503)
            for name, value in (answer if isinstance(answer, dict) else {}).items():
                self.send_header(name, value)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook?token=secret")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield receiver
        finally:
            receiver.released.set()
            server.shutdown()

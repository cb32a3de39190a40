"""A real gunicorn over a corpus folder, and a plain HTTP client for it that hides nothing."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 180  # two busy cores that run four groups of tests


@dataclass(frozen=True)
class Reply:
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server. The methods send one request on a connection of its own."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """Header names with `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, **headers)

    def post(self, path: str, value: object, **headers: str) -> Reply:
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        return self.call("POST", path, body, **{"Content_Type": "application/json", **headers})

    def ask(self, question: str, **more: object) -> Any:
        reply = self.post("/ask", {"question": question, **more})
        assert reply.status == 200, reply.text
        return reply.json


@contextmanager
def serving(corpus: Path, index: Path, *, by_command: bool = False, **settings: str) -> Iterator[Server]:
    """`gunicorn wsgi:app` over the corpus on a free port, stopped at the end; settings are `QA_…` variables.

    With `by_command` it is `qa-service serve` instead.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
        environment |= {"QA_CORPUS": str(corpus), "QA_INDEX": str(index), "QA_READER": "off", **settings}
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"fd://{listener.fileno()}",
            "--threads",
            "4",
            "--log-level",
            "warning",
            "--no-control-socket",
            "wsgi:app",
        ]
        if by_command:
            command = [sys.executable, "-m", "qa_service", "serve", "--port", str(port)]
            listener.close()
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[] if by_command else [listener.fileno()]
        )
    try:
        server = Server(port)
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        assert process.poll() is None, "gunicorn ended before it served"
        try:
            if server.get("/livez").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("gunicorn did not serve in time")

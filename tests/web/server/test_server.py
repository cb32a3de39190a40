"""The server around the application: slow and idle clients, floods, signals, dead workers, wrong settings."""

import fcntl
import json
import os
import random
import re
import selectors
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qa_service.web.server.refusal import RefusedSocket
from qa_service.web.server.request_buffer import LONGEST_HEAD_BYTES, Arrival
from qa_service.web.server.response_buffer import STALLED_SECONDS, PatientSocket, SlowReaders
from tests.web.raw import read, send
from tests.web.real_server import ROOT, Server, serving

BODY = json.dumps({"question": "من يشارك في رئاسة المنتدى؟"}).encode()
HEAD = b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(BODY)
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module", params=["gunicorn", "serve"])
def small(
    request: pytest.FixtureRequest, web_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One worker with few threads, so that a single client which held one would show."""
    with serving(
        web_corpus,
        tmp_path_factory.mktemp("small") / "index",
        by_command=request.param == "serve",
        QA_THREADS="4",
        QA_MIN_CONFIDENCE="0.01",
        QA_LOG_LEVEL="warning",
    ) as running:
        yield running


def ask(server: Server) -> None:
    """Ask what has an answer."""
    assert server.ask("من يشارك في رئاسة المنتدى؟")["citations"]


def is_waited_for(connection: socket.socket) -> bool:
    """Whether the server has neither answered nor hung up."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    return False


def eventually(holds: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < give_up, what
        time.sleep(0.1)


def arrived(connection: socket.socket) -> int:
    """How many bytes wait to be read."""
    return int.from_bytes(fcntl.ioctl(connection, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_clients_that_are_slow_idle_or_never_hang_up_hold_nobody(small: Server) -> None:
    unfinished = [
        b"",
        b"G",
        b"POST /ask HTTP/1.1\r\nHost: x\r\n",
        HEAD + b"\r\n",
        HEAD + b"\r\n" + BODY[:-1],
        HEAD.replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked") + b"\r\n5\r\n{",
    ]
    others = [
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"nonsense\r\n\r\n",
        HEAD.replace(b"%d" % len(BODY), b"99999999") + b"\r\n{",
        LIVEZ,
    ]
    with ExitStack() as clients:
        waiting = []
        for start in (unfinished + others) * 8:
            connection = clients.enter_context(socket.create_connection(("127.0.0.1", small.port), 10))
            connection.sendall(start)
            waiting += [connection] if start in unfinished else []
        for _ in range(5):
            ask(small)
        assert all(map(is_waited_for, waiting)), "nobody was given up for the answers"


def test_clients_that_read_slowly_hold_nobody_and_get_every_byte(small: Server) -> None:
    path = max((ROOT / "qa_service" / "static").rglob("*.woff2"), key=lambda each: each.stat().st_size)
    address = "/" + path.relative_to(ROOT / "qa_service").as_posix()
    asked = f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    times = 12_000_000 // path.stat().st_size  # more than the buffers of both ends take
    with ExitStack() as clients:
        for _ in range(8):
            connection = clients.enter_context(socket.create_connection(("127.0.0.1", small.port), 10))
            connection.sendall(asked * times)
        came = [0, 1]  # bytes; no more when the buffers of both ends are full
        while came[-1] != came[-2] or not came[-1]:
            time.sleep(0.3)
            came.append(arrived(connection))
        for _ in range(3):
            ask(small)
        connection.sendall(LIVEZ.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        whole = read(connection, 20)
    assert whole.is_closed and whole.data.count(path.read_bytes()) == times
    assert whole.data.endswith(b'{"status":"alive"}\n')


def test_probes_are_answered_while_every_thread_is_busy(web_corpus: Path, tmp_path: Path) -> None:
    with (
        serving(web_corpus, tmp_path / "index", by_command=True, QA_THREADS="1") as running,
        ThreadPoolExecutor(8) as others,
    ):
        batches = [
            others.submit(
                running.post,
                "/ask/batch",
                {"questions": [{"question": f"متى تأسس المنتدى رقم {batch} {number}؟"} for number in range(100)]},
            )
            for batch in range(8)
        ]
        time.sleep(0.2)
        statuses = [running.get(path).status for path in ("/livez", "/readyz", "/metrics")]
        assert statuses == [200] * 3
        assert not all(each.done() for each in batches), "the only thread is busy"
        assert [each.result().status for each in batches] == [200] * 8


@dataclass(eq=False)
class Conn:
    sock: PatientSocket


def test_an_answer_that_nobody_reads_is_given_up() -> None:
    lost: list[Any] = []
    with selectors.DefaultSelector() as poller, ExitStack() as ends:

        def connected(size: int) -> tuple[Any, socket.socket]:
            ours, theirs = map(ends.enter_context, socket.socketpair())
            conn = Conn(PatientSocket(ours))
            conn.sock.sendall(b"x" * size)
            conn.sock.sendall(b"y")
            return conn, theirs

        readers, done = SlowReaders(lost.append), []
        (reading, client), (stalled, _), (gone, other) = (connected(2_000_000) for _ in range(3))
        for conn in (reading, stalled, gone):
            readers.add(poller, conn, partial(done.append, conn))
        other.close()
        data = b""
        while len(data) < 2_000_001:
            data += client.recv(1 << 20)
            for key, _ in poller.select(0):
                key.data(key.fileobj)
        assert data == b"x" * 2_000_000 + b"y"
        assert (done, lost) == ([reading], [gone])
        readers.give_up_overdue(time.monotonic() + STALLED_SECONDS - 1)
        assert lost == [gone]
        readers.give_up_overdue(time.monotonic() + STALLED_SECONDS + 1)
        assert lost == [gone, stalled] and not readers.give_up_longest()


def test_more_idle_clients_than_connections_hold_nobody(small: Server) -> None:
    with ExitStack() as clients:
        for _ in range(900):
            clients.enter_context(socket.create_connection(("127.0.0.1", small.port), 10))
        for _ in range(3):
            ask(small)


def test_a_request_in_pieces_is_answered_as_one(small: Server) -> None:
    whole = HEAD + b"Connection: close\r\n\r\n" + BODY
    pieces = [whole[start : start + 40] for start in range(0, len(whole), 40)]
    assert send(small.port, *pieces, pause_seconds=0.01).statuses == [200]


def test_chunks_are_answered_whatever_their_pieces(small: Server) -> None:
    head = HEAD.replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked") + b"Connection: close\r\n\r\n"
    chunks = [
        b"%x\r\n%s\r\n" % (len(BODY[start : start + 9]), BODY[start : start + 9]) for start in range(0, len(BODY), 9)
    ]
    assert send(small.port, head, *chunks, b"0\r\n\r\n", pause_seconds=0.01).statuses == [200]
    assert send(small.port, head + b"".join(chunks) + b"0\r\nX: y\r\n\r\n").statuses == [200]


def test_requests_in_a_row_on_one_connection_are_answered_in_order(small: Server) -> None:
    asked = HEAD + b"\r\n" + BODY
    last = LIVEZ.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert send(small.port, asked + LIVEZ + asked[:60], asked[60:] + last, pause_seconds=0.2).statuses == [200] * 4


@pytest.mark.parametrize("behind", [LIVEZ[:-2], HEAD + b"\r\n" + BODY, HEAD + b"\r\n" + BODY[:5]])
def test_what_comes_behind_chunks_delays_no_answer(small: Server, behind: bytes) -> None:
    head = HEAD.replace(b"Content-Length: %d" % len(BODY), b"Transfer-Encoding: chunked") + b"\r\n"
    with socket.create_connection(("127.0.0.1", small.port), 10) as connection:
        connection.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY) + behind)
        connection.settimeout(10)  # half of what a request may take to come
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_client_that_waits_for_a_word_gets_one(small: Server, at_once: bool) -> None:
    head = HEAD + b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
    parts = [head + BODY] if at_once else [head, BODY]
    raw = send(small.port, *parts, pause_seconds=0.3)
    assert raw.data.count(b"HTTP/1.1 100 ") == 1
    assert raw.statuses == [200]


def test_each_request_on_a_connection_gets_its_own_word_and_a_refused_body_none(small: Server) -> None:
    asked = HEAD + b"Expect: 100-continue\r\n\r\n"
    raw = send(small.port, asked, BODY, asked, BODY, pause_seconds=0.5, patience_seconds=2)
    assert (raw.statuses, raw.data.count(b"HTTP/1.1 100 ")) == ([200, 200], 2)
    too_long = b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n"
    raw = send(small.port, too_long + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")
    assert (raw.statuses, raw.data.count(b"HTTP/1.1 100 ")) == ([413], 0)


def test_a_client_that_waits_for_a_word_gets_it(small: Server) -> None:
    with socket.create_connection(("127.0.0.1", small.port), 10) as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(BODY)
        assert read(connection, 5).statuses[-1] == 200


def test_a_body_that_ends_early_is_told_and_one_that_is_too_long_refused_by_its_length(small: Server) -> None:
    cut = send(small.port, HEAD + b"\r\n" + BODY[:-5], half_close=True)
    assert cut.statuses == [400] and b"truncated_body" in cut.data
    long = send(small.port, HEAD.replace(b"%d" % len(BODY), b"1000001") + b"\r\n{")
    assert long.statuses == [413] and long.is_closed


@pytest.mark.parametrize("flood", [b"X-%d: y\r\n" * 9000, b"Cookie: " + b"x" * 200_000 + b"\r\n", b"x" * 200_000])
def test_a_flood_of_headers_is_refused(small: Server, flood: bytes) -> None:
    refused = send(small.port, b"GET /livez HTTP/1.1\r\nHost: x\r\n" + flood)
    assert refused.statuses in ([431], []) and refused.is_closed
    ask(small)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET / HTTP/9.9", 400),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1", 414),
        (b"GET / HTTP/1.1\r\n" + b"\r\n".join([b"X: y"] * 70), 431),
        (b"GET / HTTP/1.1\r\nExpect: tea", 417),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem_as_any(server: Server, line: bytes, status: int) -> None:
    refused = send(server.port, line + b"\r\n\r\n")
    head, _, body = refused.data.partition(b"\r\n\r\n")
    assert refused.statuses == [status] and refused.is_closed
    headers = {name.lower(): value for name, _, value in (each.partition(b": ") for each in head.split(b"\r\n")[1:])}
    problem = json.loads(body)
    assert headers[b"content-type"] == b"application/problem+json" and headers[b"connection"] == b"close"
    assert int(headers[b"content-length"]) == len(body)
    assert problem["status"] == status and problem["request_id"] == headers[b"x-request-id"].decode()
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    counted = status if status != 417 else "other"
    assert f'qa_service_requests_total{{route="none",status="{counted}"}}' in server.get("/metrics").text


def test_an_application_that_knows_of_no_refusals_leaves_the_page_of_gunicorn() -> None:
    class Client:
        sent = b""

        def sendall(self, data: bytes) -> None:
            self.sent = data

    def other(_: object, start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"x"]

    def broken(_: object, start: Any) -> list[bytes]:
        raise ZeroDivisionError

    for application in (None, other, broken):
        client = Client()
        RefusedSocket(client, application).sendall(b"HTTP/1.1 414 URI Too Long\r\n\r\n")
        assert client.sent == b"HTTP/1.1 414 URI Too Long\r\n\r\n"


def test_the_longest_question_fits_into_the_address_under_plain_gunicorn(small: Server) -> None:
    assert small.get("/ask?q=" + "%D8%B4" * 1000).status == 200


def test_what_gunicorn_refuses_is_logged_without_the_question(
    web_corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(web_corpus, tmp_path) as running:
        for line in (
            b"GET /ask?q=SECRET HTTP/9.9",
            b"GET /ask?q=SECRET x HTTP/1.1",
            b"G\x01T /ask?q=SECRET HTTP/1.1",
            b"GET /?q=SECRET HTTP/1.1\r\nX y: SECRET",
        ):
            assert send(running.port, line + b"\r\n\r\n").statuses == [400]
    log = capfd.readouterr().err
    assert "Invalid request" in log
    assert "SECRET" not in log


@dataclass
class Asked:
    """What became of all requests."""

    answered: int
    failed: list[str]


@contextmanager
def asking(server: Server) -> Iterator[Asked]:
    """Four readers ask all the while, and some questions more, each on a connection a question."""
    asked = Asked(0, [])
    ended = threading.Event()

    def ask_on() -> None:
        while not ended.is_set():
            try:
                reply = server.get("/ask?q=%D9%83%D9%86%D8%AF%D8%A7")
                asked.answered += reply.status == 200
                asked.failed += [] if reply.status == 200 else [reply.text]
            except OSError as fault:
                asked.failed.append(repr(fault))

    with ThreadPoolExecutor(4) as readers:
        for _ in range(4):
            readers.submit(ask_on)
        try:
            yield asked
            before = asked.answered
            eventually(lambda: asked.answered >= before + 20, "nobody is answered any more")
        finally:
            ended.set()


def master_and_workers(port: int) -> tuple[int, set[int]]:
    """Process numbers, found by who listens on the port."""
    [inode] = [
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    ]
    owners: set[int] = set()
    for fd in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if fd.readlink().name == f"socket:[{inode}]" and int(fd.parts[2]) != os.getpid():
                owners.add(int(fd.parts[2]))
        except OSError:
            continue
    parent: dict[int, int] = {}
    for pid in owners:
        with suppress(OSError):  # one that has just ended
            parent[pid] = int(re.search(r"PPid:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[1])  # type: ignore[index]
    owners = set(parent)
    [master] = [pid for pid in owners if parent[pid] not in owners]
    return master, owners - {master}


def is_replaced(port: int, victim: int) -> bool:
    """Whether of two workers this one has made way for another."""
    workers = master_and_workers(port)[1]
    return victim not in workers and len(workers) >= 2


@pytest.mark.parametrize("by_command", [False, True])
def test_hup_replaces_the_workers_without_a_failed_request(web_corpus: Path, tmp_path: Path, by_command: bool) -> None:
    with serving(web_corpus, tmp_path, by_command=by_command, QA_WORKERS="2") as running:
        master, before = master_and_workers(running.port)
        with asking(running) as asked:
            os.kill(master, signal.SIGHUP)
            eventually(lambda: all(is_replaced(running.port, each) for each in before), "the workers were not replaced")
        assert asked.failed == []


def test_term_lets_requests_in_flight_end(web_corpus: Path, tmp_path: Path) -> None:
    with serving(web_corpus, tmp_path) as running:
        master, _ = master_and_workers(running.port)
        with socket.create_connection(("127.0.0.1", running.port), 10) as connection:
            connection.sendall(HEAD + b"\r\n" + BODY[:-1])
            time.sleep(0.3)
            os.kill(master, signal.SIGTERM)
            time.sleep(0.5)
            connection.sendall(BODY[-1:])
            assert read(connection, 10).statuses == [200]


def test_term_ends_a_worker_that_was_just_forked(web_corpus: Path, tmp_path: Path) -> None:
    """Each worker is held up between the fork and its own signal handlers, where TERM finds it."""
    (tmp_path / "conf.py").write_text(
        f"exec(open({str(ROOT / 'gunicorn.conf.py')!r}).read())\n"
        "import time\ndef post_fork(server, worker): time.sleep(2)\n"
    )
    environ = {**os.environ, "QA_CORPUS": str(web_corpus), "QA_INDEX": str(tmp_path / "index"), "QA_LOG_LEVEL": "info"}
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            str(tmp_path / "conf.py"),
            "--bind",
            "127.0.0.1:0",
            "--graceful-timeout",
            "60",
            "wsgi:app",
        ],
        cwd=ROOT,
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        while "Booting worker" not in (line := running.stderr.readline()):
            assert line, "gunicorn ended"
        time.sleep(0.5)
        running.terminate()
        running.communicate(timeout=40)
    assert running.returncode == 0


def test_a_worker_that_dies_is_replaced(web_corpus: Path, tmp_path: Path) -> None:
    with serving(web_corpus, tmp_path, QA_WORKERS="2") as running:
        _, before = master_and_workers(running.port)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        eventually(partial(is_replaced, running.port, victim), "the worker was not replaced")
        ask(running)


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.nightly)])
def test_while_workers_are_killed_only_requests_in_flight_on_them_fail(
    web_corpus: Path, tmp_path: Path, kills: int
) -> None:
    """Each when the one before is replaced; four readers ask, so four requests at most are in flight."""
    with serving(web_corpus, tmp_path, QA_WORKERS="2") as running, asking(running) as asked:
        for _ in range(kills):
            victim = random.choice(sorted(master_and_workers(running.port)[1]))
            os.kill(victim, signal.SIGKILL)
            eventually(partial(is_replaced, running.port, victim), "the worker was not replaced")
    print(f"{kills} kills, {asked.answered} answered, {len(asked.failed)} failed")  # noqa: T201 - figures, with -s
    assert len(asked.failed) <= 4 * kills
    assert not [each for each in asked.failed if "Reset" not in each and "RemoteDisconnected" not in each], "no 5xx"


@pytest.mark.parametrize("command", [["gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"], ["qa_service", "serve"]])
def test_every_fault_of_the_settings_is_told_before_the_first_socket_opens(command: list[str], tmp_path: Path) -> None:
    wrong = {"QA_PORT": "x", "QA_WORKERS": "0", "QA_RATE_LIMIT": "often", "QA_INDEX": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **wrong},
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    lines = ended.stderr.splitlines()
    assert [re.findall(r"QA_\w+", line) for line in lines] == [["QA_PORT"], ["QA_WORKERS"], ["QA_RATE_LIMIT"]]


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (LIVEZ, True),
        (b"\r\n\r\n" + LIVEZ, True),
        (LIVEZ[:-1], False),
        (b"", False),
        (b"\r\n\r\n", False),
        (b"GET / HTTP/1.1\n\n", False),
        (HEAD + b"\r\n" + BODY[:-1], False),
        (HEAD + b"\r\n" + BODY, True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", True),
        (HEAD + b"Content-Length: 3\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH :\t5 \r\n\r\n1234", False),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", True),
    ],
)
def test_a_request_is_whole_when_reading_on_would_be_in_vain(data: bytes, whole: bool) -> None:
    at_once, bytewise = Arrival(1000), Arrival(1000)
    at_once.add(data)
    for byte in data:
        bytewise.add(bytes([byte]))
    assert at_once.is_whole is bytewise.is_whole is whole


def test_headers_without_an_end_are_a_flood() -> None:
    arrival = Arrival(1000)
    arrival.add(b"x" * (LONGEST_HEAD_BYTES + 1))
    assert arrival.is_flood and not arrival.is_whole

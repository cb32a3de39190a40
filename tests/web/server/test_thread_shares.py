"""Shares of the threads: batches silence nobody, end in time and with their client; small ones pass large ones."""

import json
import re
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from qa_service.web.server.request_buffer import Arrival
from tests.web.real_server import Server, serving

QUESTIONS = 100


def questions(batch: int) -> list[dict[str, str]]:
    """Different long questions, of words that no corpus has."""
    letters = "ابتثجحخدذر"
    return [
        {
            "question": " ".join(
                f"تأسيس{letters[batch]}{letters[each % 10]}{letters[each // 10 % 10]}" + w for w in letters * 5
            )
        }
        for each in range(QUESTIONS)
    ]


def raw_batch(batch: int) -> bytes:
    body = json.dumps({"questions": questions(batch)}).encode()
    head = b"POST /ask/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


def eventually(holds: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up, what
        time.sleep(0.1)


def counted(server: Server, name: str, label: str = "") -> int:
    """The sum of a counter, of the rows with this label."""
    found = re.findall(rf"^{name}_total\{{(.*)\}} (\S+)$", server.get("/metrics").text, re.MULTILINE)
    return int(sum(float(value) for labels, value in found if label in labels))


def answered(server: Server) -> int:
    return counted(server, "qa_service_answers")


def has_answer(client: socket.socket) -> bool:
    return bool(select.select([client], [], [], 0)[0])


@pytest.fixture(scope="module")
def busy(web_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    index = tmp_path_factory.mktemp("shares") / "index"
    with serving(web_corpus, index, by_command=True, QA_THREADS="4", QA_KEPT_ANSWERS="0") as running:
        yield running


@contextmanager
def batches(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Clients that have sent a batch each, of which the first is being answered; they hang up at the end."""
    before = answered(server)
    with ExitStack() as leaving:
        clients = []
        for each in range(count):
            clients.append(leaving.enter_context(socket.create_connection(("127.0.0.1", server.port), 10)))
            clients[-1].sendall(raw_batch(each))
        eventually(lambda: answered(server) > before, "a batch has begun")
        yield clients


def test_eight_batches_silence_nobody(busy: Server) -> None:
    with batches(busy, 8) as clients:
        assert busy.ask("من يشارك في رئاسة المنتدى؟")["status"]
        assert sum(map(has_answer, clients)) <= 1, "small questions don't wait for batches"


def test_batches_end_when_their_clients_leave(busy: Server) -> None:
    eventually(lambda: counted(busy, "qa_service_requests", "/ask/batch") >= 8, "those of the test before have ended")
    before = answered(busy)
    with batches(busy, 3):
        pass
    eventually(lambda: counted(busy, "qa_service_requests", "/ask/batch") >= 11, "they end")
    assert answered(busy) - before < 2 * QUESTIONS


def test_a_batch_has_a_time_of_its_own_and_says_what_it_did_not_reach(web_corpus: Path, tmp_path: Path) -> None:
    with serving(web_corpus, tmp_path / "index", QA_BATCH_TIMEOUT_MS="10") as running:
        reply = running.post("/ask/batch", {"questions": [*questions(0)[1:], {"question": ""}]})
        assert reply.status == 200
        answers = reply.json["answers"]
        assert len(answers) == QUESTIONS
        assert (answers[-2]["code"], answers[-2]["status"]) == ("question_timeout", 503)
        assert answers[-2]["request_id"].endswith(f".{QUESTIONS - 1}")
        assert answers[-1]["code"] == "invalid_request"


HEADERS = "Host: x\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("data", "share"),
    [
        ("GET /livez HTTP/1.1", "probe"),
        ("HEAD /readyz?x=1 HTTP/1.1", "probe"),
        ("GET /metrics HTTP/1.1", "probe"),
        ("GET /ask?q=x HTTP/1.1", "small"),
        ("POST /feedback HTTP/1.1\r\nContent-Length: 20", "vote"),
        ("POST /./feedback HTTP/1.1\r\nContent-Length: 20", "large"),
        ("POST /ask HTTP/1.1\r\nContent-Length: 20", "small"),
        ("POST /ask HTTP/1.1\r\nContent-Length: 200000", "large"),
        ("POST /ask/batch HTTP/1.1\r\nContent-Length: 20", "large"),
        ("POST /ask/%62atch HTTP/1.1\r\nContent-Length: 20", "large"),
        ("POST http://x/ask/batch HTTP/1.1\r\nContent-Length: 20", "large"),
        ("POST /manage/files HTTP/1.1\r\nContent-Length: 20", "large"),
        ("GET /manage/golden HTTP/1.1", "large"),
        ("POST /ask HTTP/1.1\r\nTransfer-Encoding: chunked", "small"),
        ("XYZ /livez HTTP/1.1", "large"),
    ],
)
def test_a_request_has_the_threads_of_its_kind(data: str, share: str) -> None:
    arrival = Arrival(1_000_000)
    arrival.add(f"{data}\r\n{HEADERS}\r\n".encode())
    assert arrival.share == share

"""The list of hostile requests, all sent at once to a real server: each gets its answer, and others theirs meanwhile.

A row of `hostile.jsonl`: `send` holds packets, a packet pieces, a piece a text in latin-1 or such a text and how often
it is repeated; `answers` the statuses that come back, of which several in a row are those of requests in a row. Where
the answer depends on the release of gunicorn, `or` holds others that will do.
"""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.web.raw import Raw, send
from tests.web.real_server import Server, serving

ROWS = {row["name"]: row for row in map(json.loads, (Path(__file__).parent / "hostile.jsonl").read_text().splitlines())}


@dataclass(frozen=True)
class Outcome:
    """What came back for each row, and how it went for a reader who asked all the while."""

    raw: dict[str, Raw]
    witnessed: int
    failed: list[str]


def packets(row: dict[str, Any]) -> Iterator[bytes]:
    for packet in row["send"]:
        yield b"".join((piece if isinstance(piece, str) else piece[0] * piece[1]).encode("latin-1") for piece in packet)


def witness(server: Server, ended: Event) -> tuple[int, list[str]]:
    asked, failed = 0, []
    while not ended.is_set():
        try:
            reply = server.get("/ask?q=%D9%83%D9%86%D8%AF%D8%A7")
            failed += [reply.text] if reply.status != 200 else []
        except OSError as fault:
            failed.append(repr(fault))
        asked += 1
        time.sleep(0.05)
    return asked, failed


@pytest.fixture(scope="module")
def outcome(web_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    ended = Event()
    with (
        serving(web_corpus, tmp_path_factory.mktemp("hostile"), QA_LOG_LEVEL="error") as server,
        ThreadPoolExecutor(25) as pool,
    ):
        watching = pool.submit(witness, server, ended)
        sent = {
            name: pool.submit(
                send,
                server.port,
                *packets(row),
                pause_seconds=row.get("pause_ms", 0) / 1000,
                patience_seconds=row.get("patience_s", 8),
                half_close=row.get("half_close", False),
            )
            for name, row in sorted(ROWS.items(), key=lambda each: -each[1].get("patience_s", 0))
        }
        raw = {name: each.result() for name, each in sent.items()}
        ended.set()
        asked, failed = watching.result()
        assert server.get("/livez").status == 200
    return Outcome(raw, asked, failed)


def test_the_list_is_long_enough_and_names_every_kind() -> None:
    assert len(ROWS) >= 300
    kinds = {name.partition(":")[0] for name in ROWS}
    assert {"JSON", "smuggling", "pipeline", "slow", "chunks", "header", "request line", "path", "body"} <= kinds


@pytest.mark.parametrize("name", ROWS)
def test_a_hostile_request_gets_its_answer(outcome: Outcome, name: str) -> None:
    row, raw = ROWS[name], outcome.raw[name]
    assert raw.statuses in [row["answers"], *([each] for each in row.get("or", []))]
    assert raw.is_closed, "the server hangs up"
    refusals = sum(status >= 400 for status in raw.statuses)
    assert raw.data.count(b"\r\nContent-Security-Policy: ") >= refusals, "what the server itself refuses included"
    if "code" in row:
        assert f'"code":"{row["code"]}"'.encode() in raw.data.replace(b'": "', b'":"')


def test_others_are_answered_meanwhile(outcome: Outcome) -> None:
    assert outcome.failed == []
    assert outcome.witnessed >= 20

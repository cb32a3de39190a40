"""A full disk under the service: it answers, also when it starts on it; only a vote, which must last, is refused."""

from contextlib import suppress
from pathlib import Path

from qa_service.web.server.shared_counters import Tally
from tests.web.real_server import Server, serving

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"


def fill(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "filling").open("wb", buffering=0) as file:
        for size in (100_000, 4096, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass


def assert_serves(server: Server) -> None:
    for number in range(10):
        found = server.ask(f"{QUESTION} {number}", min_confidence=0)
        assert found["citations"]
    vote = server.post("/feedback", {"request_id": found["request_id"], "vote": "up"})
    assert vote.status >= 400
    assert vote.json["code"] in ("feedback_not_kept", "unknown_request_id"), vote.text
    for path in ("/metrics", "/livez", "/readyz", "/"):
        assert server.get(path).status == 200


def test_a_process_that_starts_on_a_full_disk_counts_for_itself(small_disk: Path) -> None:
    (small_disk / "metrics").mkdir()
    fill(small_disk)
    tally = Tally(small_disk / "metrics", 1000)
    tally.add([(999, 2.0)])
    assert tally.sums()[999] == 2.0
    assert not list((small_disk / "metrics").rglob("*.f64"))


def test_a_service_whose_disk_fills_serves_on(web_corpus: Path, small_disk: Path) -> None:
    with serving(web_corpus, small_disk / "index") as server:
        server.ask(QUESTION, min_confidence=0)
        fill(small_disk)
        assert_serves(server)


def test_a_service_that_starts_on_a_full_disk_serves(web_corpus: Path, small_disk: Path) -> None:
    fill(small_disk)
    with serving(web_corpus, small_disk / "index") as server:
        assert_serves(server)

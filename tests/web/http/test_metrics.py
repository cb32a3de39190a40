"""`/metrics` with two workers: sums over both, whoever is asked, and after one of them has died."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest
from prometheus_client.parser import text_string_to_metric_families

from qa_service import __version__
from qa_service.web.server.shared_counters import Tally
from tests.test_docs import page
from tests.web.real_server import Server, serving


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("metrics") / "data"


@pytest.fixture
def server(web_corpus: Path, data: Path) -> Iterator[Server]:
    with serving(web_corpus, data.parent / "index", WEB_CONCURRENCY="2", QA_MIN_CONFIDENCE="0.01") as running:
        yield running


def samples(server: Server) -> dict[tuple[str, ...], float]:
    reply = server.get("/metrics")
    assert reply.status == 200 and reply.headers["content-type"].startswith("text/plain; version=")
    return {
        (each.name, *each.labels.values()): each.value
        for family in text_string_to_metric_families(reply.text)
        for each in family.samples
    }


def workers(data: Path) -> list[int]:
    return [int(path.name.partition("-")[0]) for path in (data / "metrics").glob("*/*.f64")]


def test_requests_answers_and_votes_are_summed_over_the_workers(server: Server, data: Path) -> None:
    give_up = time.monotonic() + 30
    with ThreadPoolExecutor(8) as readers:  # at once: one after another, one worker might answer all
        while len(workers(data)) < 2 and time.monotonic() < give_up:  # the second may start later
            list(readers.map(lambda _: server.get("/livez"), range(40)))
        last = list(readers.map(lambda _: server.ask("أين تأسس المنتدى؟"), range(40)))[-1]
    server.ask("بقلبقل")
    server.post("/ask", {})
    server.get("/nowhere")
    server.get("/documents/none")
    server.post("/feedback", {"request_id": last["request_id"], "vote": "down"})
    for found in (samples(server) for _ in range(6)):
        assert found["qa_service_requests_total", "/ask", "200"] == 41
        assert found["qa_service_requests_total", "/ask", "422"] == 1
        assert found["qa_service_requests_total", "none", "404"] == 1
        assert found["qa_service_requests_total", "/documents/{document_id}", "404"] == 1
        assert found["qa_service_request_duration_seconds_count", "/ask"] == 42
        assert found["qa_service_request_duration_seconds_bucket", "+Inf", "/ask"] == 42
        assert found["qa_service_request_duration_seconds_sum", "/ask"] > 0
        assert found["qa_service_answers_total", last["status"]] == 40
        assert found["qa_service_answers_total", "no_answer"] == 1
        searched = found["qa_service_answer_duration_seconds_count",]
        assert found["qa_service_kept_answers_total", "no"] == searched < 41
        assert found["qa_service_kept_answers_total", "yes"] == 41 - searched
        assert found["qa_service_answer_confidence_count",] == 41
        assert abs(found["qa_service_answer_confidence_sum",] - 40 * last["confidence"]) < 1
        assert found["qa_service_feedback_total", "down"] == 1
    assert len(workers(data)) == 2, "both workers were asked"


def test_threads_that_come_first_together_share_one_file(tmp_path: Path) -> None:
    for number in range(20):
        folder, start = tmp_path / str(number), Barrier(8)
        tally = Tally(folder, 1)

        def add(_: int, tally: Tally = tally, start: Barrier = start) -> None:
            start.wait()
            tally.add([(0, 1.0)])

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(add, range(8)))
        assert tally.sums() == [8.0]
        assert len(list(folder.glob("*/*.f64"))) == 1


def test_the_index_is_told_with_its_age_and_what_was_left_out(server: Server) -> None:
    found = samples(server)
    ready = server.get("/readyz").json
    assert found["qa_service_index_info", ready["index"]["version"]] == 1
    assert found["qa_service_index_documents",] == ready["documents"]
    assert found["qa_service_index_passages",] == ready["index"]["passages"]
    assert found["qa_service_rejected_documents",] == len(ready["rejected"]) == 1
    assert 0 <= found["qa_service_index_age_seconds",] < 3600
    assert found["qa_service_reader_on",] == 0 and ("qa_service_reader_vectors_ratio",) not in found


def test_sums_do_not_fall_when_a_worker_dies_and_begin_anew_with_a_server(server: Server, data: Path) -> None:
    assert ("qa_service_requests_total", "/ask", "200") not in samples(server), "an earlier server's"
    for _ in range(30):
        server.ask("كندا")
    os.kill(workers(data)[0], signal.SIGKILL)
    give_up = time.monotonic() + 20
    while True:
        try:
            found = samples(server)
            if found["qa_service_workers",] < found["qa_service_worker_starts_total",]:
                break  # the master has seen it
        except OSError:
            pass
        assert time.monotonic() < give_up
    assert found["qa_service_requests_total", "/ask", "200"] == 30
    assert found["qa_service_workers",] >= 1 and found["qa_service_worker_starts_total",] <= 3
    assert found["qa_service_build_info", __version__] == 1
    assert len({path.parent for path in (data / "metrics").glob("*/*.f64")}) == 1


def test_every_metric_is_documented(server: Server) -> None:
    told = page("metrics.md")
    families = list(text_string_to_metric_families(server.get("/metrics").text))
    assert len(families) >= 11
    for family in families:
        name = family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
        assert f"| `{name}` |" in told
        assert family.documentation


def test_a_collector_that_prefers_openmetrics_gets_it(server: Server) -> None:
    reply = server.get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert reply.headers["content-type"].startswith("application/openmetrics-text")
    assert reply.text.endswith("# EOF\n")


def _add(folder: Path, times: int) -> None:
    tally = Tally(folder, 2)
    for _ in range(times):
        tally.add([(0, 1.0), (1, 0.5)])


def test_a_tally_sums_what_processes_of_one_parent_add(tmp_path: Path) -> None:
    fresh = get_context("spawn")
    children = [fresh.Process(target=_add, args=(tmp_path, times)) for times in (1000, 2000)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    [server] = tmp_path.iterdir()
    assert server.name.startswith(f"{os.getpid()}-")
    assert len(list(server.iterdir())) == 2


def test_where_nothing_can_be_written_a_process_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    tally = Tally(tmp_path / "file" / "metrics", 2)
    tally.add([(1, 2.0)])
    tally.add([(1, 0.5), (0, 1.0)])
    assert tally.sums() == [1.0, 2.5]

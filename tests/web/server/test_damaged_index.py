"""An index that is damaged while it is served: no wrong quote, a plain problem, and a good index soon after."""

import http.client
import time
from contextlib import suppress
from pathlib import Path

from tests.web.real_server import serving

QUESTION = "من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
_PATIENCE_SECONDS = 60


def damage_texts(index: Path) -> None:
    """Exchange every byte of the texts in place, where they are mapped; the header of the file stays."""
    [texts] = (index / "generations").glob("*/texts.npy")
    with texts.open("r+b") as opened:
        opened.seek(128)
        rest = opened.read()
        opened.seek(128)
        opened.write(bytes(each ^ 1 for each in rest))


def test_a_damaged_index_is_refused_and_replaced_while_it_is_served(web_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with serving(web_corpus, index, QA_KEPT_ANSWERS="0") as server:
        before = server.ask(QUESTION, min_confidence=0)["citations"]
        damage_texts(index)
        refused = server.post("/ask", {"question": "متى تأسس المنتدى وأين؟", "min_confidence": 0})
        assert (refused.status, refused.json["code"]) == (503, "index_damaged")
        assert refused.headers["retry-after"] == "1"
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (reply := server.post("/ask", {"question": QUESTION, "min_confidence": 0})).status != 200:
            assert reply.status == 503 and time.monotonic() < deadline, reply.text
            time.sleep(0.1)
        assert reply.json["citations"] == before
        assert server.get("/livez").status == 200


def test_files_that_are_cut_while_they_are_mapped_cost_the_requests_of_a_moment(
    web_corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    with serving(web_corpus, index, QA_KEPT_ANSWERS="0") as server:
        before = server.ask(QUESTION, min_confidence=0)["citations"]
        for path in (index / "generations").glob("*/*.npy"):
            with path.open("r+b") as opened:
                opened.truncate(path.stat().st_size // 3)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        found = None
        while found != before:  # zeros are read of the last page of a file, so that nothing is found at first
            assert time.monotonic() < deadline
            with suppress(ConnectionError, http.client.HTTPException):  # a worker that was killed
                reply = server.post("/ask", {"question": QUESTION, "min_confidence": 0})
                assert reply.status in (200, 503), reply.text
                found = reply.json["citations"] if reply.status == 200 else None
            time.sleep(0.1)
        assert server.get("/readyz").status == 200

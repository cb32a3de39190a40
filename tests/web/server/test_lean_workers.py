"""Workers that serve hold nothing of what building an index needs, also right after `serve` has built one."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.web.real_server import ROOT, serving
from tests.web.server.test_server import master_and_workers

SERVES = """
import sys
from qa_service.web.wsgi_app import from_environment
client = from_environment().test_client()
assert client.get("/ask?q=كندا").status_code == 200
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"sklearn", "scipy", "rank_bm25"}))
"""


@pytest.mark.parametrize("by_command", [False, True])
def test_neither_the_server_that_has_built_the_index_nor_its_workers_map_scikit_learn(
    web_corpus: Path, tmp_path: Path, by_command: bool
) -> None:
    with serving(web_corpus, tmp_path / "index", by_command=by_command, QA_WORKERS="2") as running:
        assert running.ask("كندا")["index"]["documents"] > 0
        master, workers = master_and_workers(running.port)
        give_up = time.monotonic() + 20
        while len(workers) < 2:
            assert time.monotonic() < give_up, "the workers did not come up"
            time.sleep(0.1)
            master, workers = master_and_workers(running.port)
        for pid in (master, *workers):
            mapped = Path(f"/proc/{pid}/maps").read_text()
            assert "/sklearn/" not in mapped
            assert "/scipy/" not in mapped


def test_an_application_that_has_built_its_index_and_answered_has_imported_none_of_it(
    web_corpus: Path, tmp_path: Path
) -> None:
    environment = {"QA_CORPUS": str(web_corpus), "QA_INDEX": str(tmp_path / "index"), "QA_READER": "off",
                   "QA_WATCH": "0"}  # fmt: skip
    run = subprocess.run([sys.executable, "-c", SERVES], cwd=ROOT, env=environment, capture_output=True, text=True,
                         check=True, timeout=120)  # fmt: skip
    assert run.stdout.split() == []
    assert (tmp_path / "index" / "CURRENT").is_file()

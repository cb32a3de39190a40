"""The kernel under the compiler's sanitizers: no step out of bounds, on sound and on damaged arrays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hatch_build import FLAGS, SOURCES
from tests.available import compiler

ROOT = Path(__file__).parents[2]
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
RUN = """
import sys
from pathlib import Path
import qa_service.native.library as library
library.KERNEL, library.LONG_KERNEL = library.load(Path(sys.argv[1])), library.load_long(Path(sys.argv[1]))
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[2:]]))
"""


def runtime(name: str) -> str:
    """The path of a sanitizer's library; its bare name where the compiler has none."""
    return subprocess.run(["cc", f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()


TESTS = tuple(f"tests/{name}.py" for name in (
    "answers/test_spans", "index/postings/test_retrieval", "index/test_wording", "indexing/test_words",
    "native/test_build", "native/test_nearest", "ranking/test_sentence_ranker", "ranking/test_trees"))  # fmt: skip


@pytest.mark.skipif(not (shutil.which("cc") and compiler()), reason="there is no C compiler")
@pytest.mark.slow
def test_the_kernel_steps_nowhere_out_of_bounds(tmp_path: Path) -> None:
    preloaded = [runtime(name) for name in ("libasan.so", "libubsan.so")]
    if not all("/" in path for path in preloaded):
        pytest.skip("the compiler comes without its sanitizers")
    library = tmp_path / "kernel.so"
    sources = (ROOT / SOURCES).glob("*.c")
    subprocess.run(["cc", *FLAGS, *SANITIZERS, "-o", library, *sources, "-lm"], check=True)
    environ = {"LD_PRELOAD": " ".join(preloaded), "ASAN_OPTIONS": "detect_leaks=0", "PATH": os.environ["PATH"]}
    run = subprocess.run([sys.executable, "-c", RUN, library, *TESTS], cwd=ROOT, env=environ, timeout=300,
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "s" not in run.stdout.partition("[")[0]  # none was skipped

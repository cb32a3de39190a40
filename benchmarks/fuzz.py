"""schemathesis over the whole OpenAPI document, all checks, against a real gunicorn: `python -m benchmarks.fuzz`.

Goes on until so many cases were tried (`--cases`, 20,000), and exits 1 when one failed. Needs the extra `bench`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.http import ROOT, server

_CASES_AN_EXAMPLE = 40
"""About as many cases of twelve operations come of one of `--max-examples`."""


def run(cases: int, workers: int) -> tuple[int, str]:
    """How many cases were tried, and what schemathesis told at the end; raises CalledProcessError when one failed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"QA_CORPUS": str(ROOT / "corpus"), "QA_INDEX": f"{folder}/index", "QA_WORKERS": "2"}
        command = [str(Path(sys.executable).with_name("schemathesis")), "run", "--continue-on-failure",
                   "--workers", str(workers), "--max-examples", str(max(1, cases // _CASES_AN_EXAMPLE)),
                   "--suppress-health-check", "all"]
        environ = {**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks.fuzz_hooks", "PYTHONPATH": str(ROOT)}
        with server("wsgi:app", **settings) as address:
            ended = subprocess.run([*command, f"{address}/openapi.json"], cwd=folder, env=environ, text=True,
                                   stdout=subprocess.PIPE, check=False)
    tried = re.search(r"(\d+) generated", ended.stdout)
    if ended.returncode:
        print(ended.stdout)
        raise subprocess.CalledProcessError(ended.returncode, command)
    return int(tried[1]) if tried else 0, ended.stdout.partition("= SUMMARY =")[2]


def main() -> None:
    """Try, print the end of what was told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    left = given.cases
    while left > 0:
        tried, told = run(left, given.workers)
        left -= tried
        print(told, flush=True)


if __name__ == "__main__":
    main()

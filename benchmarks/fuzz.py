"""schemathesis over the whole OpenAPI document, all checks, against a real gunicorn: `python -m benchmarks.fuzz`.

Without keys, and with one where everything wants one, or one of both (`--only`), each until so many cases were tried
(`--cases`, 20,000), in as many runs as it takes; exits 1 when one failed. Needs the extra `bench`. What is filed and
removed is a copy of the sample corpus.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.http import ROOT, server
from qa_service.records.api_keys import SCOPES, make_key

_CASES_AN_EXAMPLE = 40
"""About as many cases of twelve operations come of one of `--max-examples`."""

_PATIENCE_SECONDS = 60  # `/manage/golden` builds an index, and a busy machine takes more than the usual ten for it
_WAYS = {"without-key": False, "with-key": True}
_CONFIG = """
[[operations]]
include-path-regex = "^/manage/(files|preview|metadata)"
# A file that can't be read, a date that is none: well formed, and refused.
checks.positive_data_acceptance.enabled = false
"""
_KEY = """
[auth.openapi.header]
api_key = "{key}"
"""


def run(cases: int, workers: int, *, with_key: bool) -> tuple[int, str]:
    """How many cases were tried, and what schemathesis told at the end; raises CalledProcessError when one failed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "corpus", folder / "corpus")
        config = _CONFIG
        settings = {"QA_CORPUS": f"{folder}/corpus", "QA_INDEX": f"{folder}/index", "QA_WORKERS": "2"}
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            "--continue-on-failure",
            "--workers",
            str(workers),
            "--max-examples",
            str(max(1, cases // _CASES_AN_EXAMPLE)),
            "--suppress-health-check",
            "all",
            "--request-timeout",
            str(_PATIENCE_SECONDS),
        ]
        if with_key:
            _, key = make_key(folder / "data", "fuzz", SCOPES)
            settings["QA_REQUIRE_KEY"] = "1"
            config += _KEY.format(key=key)
        (folder / "schemathesis.toml").write_text(config, encoding="utf-8")
        environ = {**os.environ, "SCHEMATHESIS_HOOKS": "benchmarks.fuzz_hooks", "PYTHONPATH": str(ROOT)}
        with server("wsgi:app", probe="/livez", **settings) as address:
            ended = subprocess.run(
                [*command, f"{address}/openapi.json"],
                cwd=folder,
                env=environ,
                text=True,
                stdout=subprocess.PIPE,
                check=False,
            )
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
    parser.add_argument("--only", choices=_WAYS)
    given = parser.parse_args()
    for with_key in _WAYS.values() if given.only is None else (_WAYS[given.only],):
        left = given.cases
        while left > 0:
            tried, told = run(left, given.workers, with_key=with_key)
            left -= tried
            print("With a key" if with_key else "Without keys", told, flush=True)
        print(f"{given.cases - left:,} cases, all passed", flush=True)


if __name__ == "__main__":
    main()

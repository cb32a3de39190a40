"""A real OpenSearch cluster of three nodes, each a JVM of its own, on free ports: the release's own server code."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PROGRAMS = ("java", "javac", "jar", "mvn", "curl")
_BUILD = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qa-service-tests" / "opensearch"
NODES = ("n1", "n2", "n3")


@dataclass(frozen=True)
class RealCluster:
    """A running cluster, and what may be done to its nodes."""

    folder: Path
    http: int
    transport: int

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{self.http + place}" for place in range(len(NODES))]

    @property
    def setting(self) -> str:
        return ",".join(self.urls)

    def do(self, *arguments: str) -> None:
        """Run the script: `kill n2`, `start n2`, `stop`, `clean`."""
        environment = {
            **os.environ, "OS_DIR": str(self.folder), "OS_HTTP": str(self.http), "OS_TRANSPORT": str(self.transport),
            "OS_HEAP": "256m",
        }  # fmt: skip
        found = subprocess.run(["bash", HERE / "cluster.sh", *arguments], env=environment, capture_output=True,
                               text=True, check=False)  # fmt: skip
        if found.returncode:
            pytest.fail(f"cluster.sh {' '.join(arguments)}: {found.stdout}{found.stderr}")

    def kill(self, node: str) -> None:
        """End a node's process at once, and wait until the system has done so."""
        process = self.process(node)
        self.do("kill", node)
        while Path(f"/proc/{process}").exists():
            time.sleep(0.05)

    def await_green(self) -> None:
        """Wait until every copy is where it belongs."""
        url = f"{self.urls[0]}/_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=60s"
        with urllib.request.urlopen(url) as answer:
            assert answer.status == 200

    def process(self, node: str) -> int:
        """The id of a node's process."""
        return int((self.folder / f"{node}.pid").read_text())


@contextmanager
def running_cluster(folder: Path) -> Iterator[RealCluster]:
    """Three nodes that are one cluster, with their data in `folder`; ended at the end.

    The jars are fetched once and kept in the user's cache; the test is skipped where there are no programs to do so.
    """
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} on PATH (Debian: apt-get install openjdk-17-jdk-headless maven curl)")
    folder.mkdir(parents=True, exist_ok=True)
    if not (_BUILD / "node.jsa").is_file():
        _build()
    for name in ("lib", "node.jsa"):
        (folder / name).symlink_to(_BUILD / name)
    cluster = RealCluster(folder, _free_ports(), _free_ports())
    try:
        cluster.do("start")
        yield cluster
    finally:
        cluster.do("clean")


def _build() -> None:
    aside = _BUILD.with_name(f"building-{os.getpid()}-{time.monotonic_ns()}")
    aside.mkdir(parents=True)
    environment = {**os.environ, "OS_DIR": str(aside), "OS_HEAP": "256m"}
    built = subprocess.run(["bash", HERE / "cluster.sh", "build"], env=environment, capture_output=True, text=True,
                           check=False)  # fmt: skip
    if built.returncode:
        shutil.rmtree(aside, ignore_errors=True)
        pytest.skip(f"the jars of OpenSearch can't be fetched: {(built.stdout + built.stderr)[-300:]}")
    shutil.rmtree(_BUILD, ignore_errors=True)
    aside.rename(_BUILD)


def _free_ports() -> int:
    """The first of three ports side by side that are free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = int(first.getsockname()[1])
        try:
            for place in range(len(NODES)):
                socket.create_server(("127.0.0.1", port + place)).close()
        except OSError:
            continue
        return port

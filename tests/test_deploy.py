"""The files for operators: nginx and systemd take theirs, the Dockerfile's steps work, the dashboard names metrics."""

import http.client
import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from qa_service.records.api_keys import make_key
from qa_service.settings import SETTINGS
from tests.web.real_server import serving

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
VARIABLES = {each.variable for each in SETTINGS}


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    assert set(re.findall(r"QA_[A-Z_]+", path.read_text(encoding="utf-8"))) <= VARIABLES


def test_behind_nginx_the_service_answers_over_tls_and_files_are_taken(corpus: Path, tmp_path: Path) -> None:
    """The example as it stands, but for names, ports and paths."""
    nginx, openssl = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("no nginx or openssl on PATH (Debian: apt-get install nginx-light openssl)")
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=x",
            "-keyout",
            tmp_path / "key",
            "-out",
            tmp_path / "pem",
        ],
        check=True,
        capture_output=True,
    )
    _, key = make_key(tmp_path / "data", "one", ["operate"])
    with (
        serving(corpus, tmp_path / "index", QA_TRUSTED_PROXIES="1", QA_WATCH="0") as server,
        socket.create_server(("127.0.0.1", 0)) as tls,
        socket.create_server(("127.0.0.1", 0)) as plain,
    ):
        site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        ports = {
            "listen 443": f"listen 127.0.0.1:{tls.getsockname()[1]}",
            "listen 80;": f"listen 127.0.0.1:{plain.getsockname()[1]};",
            "server 127.0.0.1:8000": f"server 127.0.0.1:{server.port}",
        }
        for old, new in ports.items():
            assert old in site
            site = site.replace(old, new)
        site = re.sub(r"/etc/ssl/\S+\.(pem|key)", lambda path: str(tmp_path / path[1]), site)
        own = "".join(
            f"{each}_temp_path {tmp_path}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"daemon off;\nmaster_process off;\npid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\n"
        (tmp_path / "nginx.conf").write_text(f"{main}http {{\n{own}{site}\n}}\n", encoding="utf-8")
        tls.close()
        plain.close()
        with subprocess.Popen(
            [nginx, "-p", tmp_path, "-c", tmp_path / "nginx.conf"], stderr=subprocess.PIPE, text=True
        ) as proxy:
            try:
                told = through_nginx(int(ports["listen 443"].rpartition(":")[2]), key)
            finally:
                proxy.terminate()
                said = proxy.communicate()[1]
    assert told == {"/ask?q=x": 200, "/metrics": 404, "/manage/files?name=a.txt": 422}, said
    assert "warn" not in said


def through_nginx(port: int, key: str) -> dict[str, int]:
    """The statuses of a question, of what is kept from the world, and of what is no file and longer than a question."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    found = {}
    for path, body in (("/ask?q=x", None), ("/metrics", None), ("/manage/files?name=a.txt", b"\0" * 1_100_000)):
        give_up = time.monotonic() + 20
        while path not in found:
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
            try:
                connection.request("POST" if body else "GET", path, body, {"X-API-Key": key})
                found[path] = connection.getresponse().status
            except OSError as fault:
                assert time.monotonic() < give_up, f"nginx does not answer {path}: {fault!r}"
                time.sleep(0.1)
            finally:
                connection.close()
    return found


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on PATH")
    unit = (DEPLOY / "qa-service.service").read_text(encoding="utf-8")
    (tmp_path / "qa-service.service").write_text(unit.replace("/opt/qa-service/bin/qa-service", "/bin/true"))
    command = [program, "verify", tmp_path / "qa-service.service"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "qa-service.service" not in run.stderr, run.stderr


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, in order."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line]


def test_the_steps_of_the_dockerfile_lead_to_a_server_that_answers(tmp_path: Path) -> None:
    """Each path of the image is one under a fresh folder; packages come from this environment, as far as they are."""
    if find_spec("hatchling") is None:
        pytest.skip("no hatchling in this environment to build the package with")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environment["QA_READER"] = "off"

    def inside(text: str) -> str:
        return re.sub(r"(?<![\w.:/])/(build|opt|corpus|data)\b", rf"{tmp_path}/\1", text)

    command = ""
    for instruction, given in steps():
        if instruction == "COPY" and given.startswith("--from="):
            assert Path(inside(given.split()[-1])).is_dir(), "what one image takes over the other has made"
        elif instruction == "COPY":
            *sources, target = given.split()
            for source in sources:
                assert (ROOT / source).exists()
                into = Path(inside(target)) / (source if given.split()[-1].endswith("/") else "")
                into.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, into)
        elif instruction == "RUN" and not given.startswith("useradd"):
            run_step(inside(given), environment)
        elif instruction == "ENV":
            environment |= dict(each.split("=", 1) for each in inside(given).split())
        elif instruction == "CMD":
            command = inside(given)
        else:
            assert instruction in ("FROM", "RUN", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL")
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    health = next(given for instruction, given in steps() if instruction == "HEALTHCHECK")
    check = json.loads(inside(health[health.index("[") :]).replace("8000", str(port)))
    with subprocess.Popen(json.loads(command), env={**environment, "QA_PORT": str(port)}, cwd=tmp_path) as server:
        try:
            give_up = time.monotonic() + 90
            while subprocess.run(check, capture_output=True, check=False).returncode:
                assert server.poll() is None and time.monotonic() < give_up
                time.sleep(0.3)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as ready:
                assert json.load(ready)["documents"] > 10
            if any(map(shutil.which, ("cc", "gcc", "clang"))):
                assert list((tmp_path / "opt").rglob("kernel.so")), "the package is built with its kernel"
        finally:
            server.terminate()
    assert server.returncode == 0


def run_step(step: str, environment: dict[str, str]) -> None:
    """One RUN; what pip would fetch is already here, so it looks no further and builds with what is here."""
    words = shlex.split(step)
    if words[0] == "python":
        words[0] = sys.executable
    if words[0].endswith("/pip"):
        site = next(Path(words[0]).parents[1].glob("lib/*/site-packages"))
        (site / "here.pth").write_text("\n".join(path for path in sys.path if "site-packages" in path))
        words += ["--no-index", "--no-deps", "--no-build-isolation", "--quiet"]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", ["grafana.json", "alerts.yaml"])
def test_every_metric_that_is_watched_is_documented_as_one(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    known = set(re.findall(r"`(qa_service_\w+)`", (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")))
    named = set(re.findall(r"qa_service_\w+", text))
    assert len(named) >= 7
    assert {re.sub(r"_(bucket|sum|count)$", "", each) for each in named} <= known


def test_the_dashboard_has_panels_and_every_alert_says_what_it_means() -> None:
    panels = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))["panels"]
    assert len({each["id"] for each in panels}) == len(panels) >= 10
    [group] = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    assert len({each["alert"] for each in group["rules"]}) == len(group["rules"]) >= 7
    for rule in group["rules"]:
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["summary"].endswith(".")
    program = shutil.which("promtool")
    if program is not None:
        run = subprocess.run(
            [program, "check", "rules", DEPLOY / "alerts.yaml"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr

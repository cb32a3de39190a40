"""The files for operators: nginx and systemd take theirs, the Dockerfile's steps work, the dashboard names metrics."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from qa_service.records.api_keys import make_key
from qa_service.settings import SETTINGS
from tests.available import compiler
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


@pytest.mark.parametrize("fetched", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_the_steps_of_the_dockerfile_lead_to_a_server_that_answers(tmp_path: Path, *, fetched: bool) -> None:
    """Each path of the image is one under a fresh folder; libraries are fetched, or those of this environment."""
    if not compiler():
        pytest.skip("there is no C compiler, which the first image has")
    (tmp_path / "tools").mkdir()
    tool(tmp_path / "tools" / "pip", PIP)
    if not fetched:
        tool(tmp_path / "tools" / "uv", UV)
    elif shutil.which("uv", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("no uv in this environment: pip install -e '.[release]'")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "VIRTUAL_ENV"))}
    environment |= {"QA_READER": "off", "EXTRAS": "formats"}
    environment["PATH"] = f"{tmp_path / 'tools'}:{Path(sys.executable).parent}:{os.environ['PATH']}"

    def inside(text: str) -> str:
        return re.sub(r"(?<![\w.:/])/(build|opt|corpus|data)\b", rf"{tmp_path}/\1", text)

    command, work = "", tmp_path
    for instruction, given in steps():
        if instruction == "COPY" and given.startswith("--from="):
            assert Path(inside(given.split()[-1])).is_dir(), "what one image takes over the other has made"
        elif instruction == "COPY":
            *sources, target = given.split()
            for source in sources:
                copy_step(source, Path(inside(target)) / (source if target.endswith("/") else ""))
        elif instruction == "WORKDIR":
            work = Path(inside(given))
        elif instruction == "RUN" and not given.startswith("useradd"):
            run = subprocess.run(
                ["sh", "-ec", inside(given)], cwd=work, env=environment, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, run.stdout + run.stderr
        elif instruction == "ENV":
            environment |= dict(each.split("=", 1) for each in inside(given).split())
        elif instruction == "CMD":
            command = inside(given)
        else:
            assert instruction in ("FROM", "ARG", "RUN", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL")
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    health = next(given for instruction, given in steps() if instruction == "HEALTHCHECK")
    check_server(json.loads(command), inside(health[health.index("[") :]), environment, tmp_path)
    assert list((tmp_path / "opt").rglob("kernel.so")), "the package is built with its kernel"


def check_server(command: list[str], health: str, environment: dict[str, str], work: Path) -> None:
    """The command of the image serves the corpus, as its own check of health finds."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    check = json.loads(health.replace("8000", str(port)))
    with subprocess.Popen(command, env={**environment, "QA_PORT": str(port)}, cwd=work) as server:
        try:
            give_up = time.monotonic() + 90
            while subprocess.run(check, capture_output=True, check=False).returncode:
                assert server.poll() is None and time.monotonic() < give_up
                time.sleep(0.3)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as ready:
                assert json.load(ready)["documents"] > 10
        finally:
            server.terminate()
    assert server.returncode == 0


def copy_step(source: str, into: Path) -> None:
    """One source of a COPY, as it is in a build context: without what .dockerignore leaves out."""
    assert f"!/{source}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines(), source
    into.parent.mkdir(parents=True, exist_ok=True)
    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__", "kernel.so*"))
    else:
        shutil.copy(ROOT / source, into)


def tool(path: Path, code: str) -> None:
    """A program of Python."""
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    path.chmod(0o755)


# What the image installs uv with: one release, with its hashes.
PIP = """
import pathlib, sys
assert "--require-hashes" in sys.argv, sys.argv
lines = pathlib.Path(sys.argv[-1]).read_text().splitlines()
assert lines[0].startswith("uv==") and all("--hash=sha256:" in line for line in lines[1:]) and len(lines) > 1, lines
"""
# uv with the libraries of this environment and its hatchling in place of those that it would fetch.
UV = f"""
import pathlib, subprocess, sys, venv
here = {[path for path in sys.path if "site-packages" in path]!r}
given = sys.argv[1:]
if given[0] == "venv":
    venv.create(given[1], with_pip=True)
    [site] = pathlib.Path(given[1]).glob("lib/*/site-packages")
    (site / "here.pth").write_text("\\n".join(here))
elif given[0] == "build":
    assert "--require-hashes" in given and given[given.index("--build-constraint") + 1] == "constraints.txt"
    import hatchling.build
    hatchling.build.build_wheel(given[given.index("--out-dir") + 1])
elif given[-1].endswith(".whl"):
    python = given[given.index("--python") + 1] + "/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", given[-1]], check=True)
else:
    assert "--require-hashes" in given and given[given.index("--constraint") + 1] == "constraints.txt"
    assert given[-2:] == ["--extra", "formats"], given
"""


def test_the_image_runs_as_a_user_whom_a_cluster_can_tell_from_root() -> None:
    [user] = [given for instruction, given in steps() if instruction == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_a_change_of_the_code_does_not_install_the_dependencies_again() -> None:
    order = [given for instruction, given in steps() if instruction in ("COPY", "RUN")]
    installed = next(number for number, given in enumerate(order) if "-r pyproject.toml" in given)
    assert installed < next(number for number, given in enumerate(order) if given.startswith("qa_service "))


def test_the_unit_lets_the_service_write_the_corpus_that_it_serves() -> None:
    unit = (DEPLOY / "qa-service.service").read_text(encoding="utf-8")
    corpus = re.search(r"QA_CORPUS=(\S+)", unit)
    assert corpus is not None
    assert f"ReadWritePaths=-{corpus[1]}" in unit.splitlines()


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

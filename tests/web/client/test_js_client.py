"""The JavaScript client: its own tests by node, what npm packs, and types that name what the server sends."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa_service import __version__
from qa_service.client import Answer, Citation, Sentence
from qa_service.web.http.requests import AskBody, FiltersBody
from tests.web.real_server import ROOT, Server

CLIENT = ROOT / "qa_service" / "static" / "js" / "client"
TYPES = (CLIENT / "client.d.ts").read_text(encoding="utf-8")


def run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"no {command[0]} on PATH")
    around = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def members(interface: str) -> set[str]:
    body = re.search(rf"export (?:interface|class) {interface}\b[^{{]*{{(.*?)\n}}", TYPES, re.S)
    assert body is not None
    return set(re.findall(r"^  (?:readonly )?(\w+)\??[:(]", body[1], re.M))


def test_the_client_asks_a_real_server(server: Server) -> None:
    run(["node", "--test", "tests/web/client/client.test.mjs"], ROOT, QA_URL=server.url)


def test_npm_packs_the_module_with_its_types_and_its_example_runs(server: Server, tmp_path: Path) -> None:
    [packed] = json.loads(run(["npm", "pack", "--json", "--offline", "--pack-destination", str(tmp_path)], CLIENT))
    assert {each["path"] for each in packed["files"]} == {"README.md", "client.d.ts", "client.js", "package.json"}
    assert packed["version"] == __version__
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    run(["npm", "install", "--offline", "--no-audit", "--no-fund", tmp_path / packed["filename"]], tmp_path)
    example = (CLIENT / "README.md").read_text(encoding="utf-8").partition("```js\n")[2].partition("```")[0]
    here = example.replace("http://127.0.0.1:8000", server.url)
    (tmp_path / "example.mjs").write_text(here, encoding="utf-8")
    assert "كندا" in run(["node", "example.mjs"], tmp_path)


def test_the_types_name_what_the_server_sends_and_takes() -> None:
    assert members("Answer") == set(Answer.__annotations__)
    assert members("Sentence") == set(Sentence.__annotations__)
    assert members("Citation") == set(Citation.__annotations__)
    assert members("Options") == set(AskBody.model_fields) - {"question"}
    assert members("Filters") == set(FiltersBody.model_fields)


def test_the_types_name_what_the_module_has() -> None:
    code = (CLIENT / "client.js").read_text(encoding="utf-8")
    methods = set(re.findall(r"^  (?:async )?\*?(\w+)\(", code, re.M))
    assert members("Client") == methods
    assert set(re.findall(r"^export class (\w+)", code, re.M)) == set(re.findall(r"^export class (\w+)", TYPES, re.M))


def test_the_page_asks_by_the_client_alone(server: Server) -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in CLIENT.parent.glob("*.js")}
    assert {name for name, code in scripts.items() if "fetch(" in code} == {"manage.js"}  # what only operators may
    assert server.get("/static/js/client/client.js").status == 200

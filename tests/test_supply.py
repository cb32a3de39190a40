"""What the service is made of: every library has a version and hashes, a licence that allows its use, no known hole."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
NOT_LOCKED = {"train", "bench"}  # what learning and comparing need is installed by those who do that
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|Zlib|CC0|CC-BY-4|Unlicense|Public Domain", re.I
)
BINDING = re.compile(r"\b[AL]?GPL|General Public|SSPL|BUSL|Commercial|Proprietary|UNKNOWN")


def wanted() -> list[Requirement]:
    """Every library that pyproject.toml names for serving, testing and building."""
    given = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = given["project"]["optional-dependencies"]
    named = [*given["project"]["dependencies"], *given["build-system"]["requires"]]
    named += [each for name, rows in extras.items() if name not in NOT_LOCKED for each in rows]
    return [Requirement(each) for each in named]


def locked() -> Iterator[tuple[Requirement, list[str]]]:
    """Every line of constraints.txt with its hashes."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            yield Requirement(requirement), hashes


def test_every_library_is_locked_to_a_version_that_it_may_have() -> None:
    pins = {canonicalize_name(pin.name): pin for pin, _ in locked() if pin.marker is None or pin.marker.evaluate()}
    for requirement in wanted():
        pin = pins.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{requirement.name} is not in constraints.txt: make lock"
        [version] = pin.specifier
        assert version.operator == "==" and requirement.specifier.contains(version.version), f"{pin}: make lock"


def test_every_locked_library_has_hashes() -> None:
    assert [str(pin) for pin, hashes in locked() if not hashes or not all(map(is_sha256, hashes))] == []


def is_sha256(text: str) -> bool:
    return re.fullmatch(r"sha256:[0-9a-f]{64}", text) is not None


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` makes, in a copy of the checkout that has the environment of this run."""
    if shutil.which("make") is None or not (TOOLS / "cyclonedx-py").exists():
        pytest.skip("no make, or not the tools of a release: pip install -e '.[release]'")
    folder = tmp_path_factory.mktemp("dist") / "checkout"
    ignored = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", ".hypothesis", "build", "dist")
    shutil.copytree(ROOT, folder, ignore=ignored)
    (folder / ".venv").mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (folder / ".venv" / part).symlink_to(TOOLS.parent / part)
    for stamp in (".installed", ".installed-dev", ".installed-release"):
        (folder / ".venv" / stamp).touch()
    run = subprocess.run(["make", "dist"], cwd=folder, capture_output=True, text=True, check=False)
    if re.search(r"dns error|Connection|timed out|Could not connect", run.stderr):
        pytest.skip("no package index can be reached to install what is described")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "dist"


@pytest.mark.nightly
def test_the_bill_of_materials_lists_what_an_installation_has_and_under_which_licences(dist: Path) -> None:
    bill = json.loads((dist / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "qa-service"
    found = {(canonicalize_name(each["name"]), each["version"]) for each in bill["components"]}
    pins = {(canonicalize_name(pin.name), each.version) for pin, _ in locked() for each in pin.specifier}
    assert {name for name, _ in found} >= {"flask", "gunicorn", "numpy", "onnxruntime", "redis"}
    assert {pair for pair in found - pins if pair[0] != "qa-service"} == set()
    assert list(dist.glob("*.whl")) and list(dist.glob("*.tar.gz"))


@pytest.mark.nightly
def test_every_licence_allows_to_serve_and_to_hand_on(dist: Path) -> None:
    lines = (dist / "licences.md").read_text(encoding="utf-8").splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert len(rows) > 20
    print("\n".join(f"{name} {version}: {licence}" for name, version, licence, *_ in rows))  # noqa: T201 - with -s
    refused = [row for row in rows if BINDING.search(row[2]) or not PERMISSIVE.search(row[2])]
    assert refused == []


@pytest.mark.nightly
def test_no_locked_library_has_a_known_hole(tmp_path: Path) -> None:
    program = TOOLS / "pip-audit"
    if not program.exists():
        pytest.skip("no pip-audit in this environment: pip install -e '.[release]'")
    command = [program, "--progress-spinner", "off", "--format", "json", "--disable-pip", "--require-hashes",
               "--requirement", ROOT / "constraints.txt", "--output", tmp_path / "audit.json"]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if not (tmp_path / "audit.json").exists():
        assert re.search(r"Connection|resolve|timed out", run.stderr), run.stderr
        pytest.skip("the database of known holes can't be reached")
    libraries = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["dependencies"]
    asked = [each for each in libraries if "skip_reason" not in each]
    if not asked:
        pytest.skip(f"the database of known holes can't be reached: it knows none of {len(libraries)} libraries")
    assert {each["name"]: [hole["id"] for hole in each["vulns"]] for each in asked if each["vulns"]} == {}

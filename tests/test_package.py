"""The package as it is imported: what it offers, and that a client of the API needs nothing of the service."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import qa_service

ROOT = Path(__file__).resolve().parents[1]


def imported_by(statement: str) -> set[str]:
    """The modules that a new interpreter imports for a statement, beyond those that it starts with."""
    code = f"import json, sys; before = set(sys.modules); {statement}; print(json.dumps([*set(sys.modules) - before]))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_the_client_needs_the_standard_library_only() -> None:
    found = imported_by("import qa_service.client")
    assert {name for name in found if name.partition(".")[0] == "qa_service"} == {"qa_service", "qa_service.client"}
    assert {name.partition(".")[0] for name in found} - {"qa_service"} <= sys.stdlib_module_names


def test_what_the_package_offers_is_imported_when_it_is_asked_for() -> None:
    assert "qa_service.engine" not in imported_by("import qa_service")
    assert "qa_service.engine" in imported_by("from qa_service import Engine")


def test_nothing_of_a_cluster_is_imported_where_none_is_named() -> None:
    ask = (
        "from qa_service import Document, Engine; Engine.build([Document(id='a', text='طول النيل كبير.')]).ask('النيل')"
    )
    found = imported_by(f"import qa_service.cli, qa_service.web.app; {ask}")
    assert not {name for name in found if name.startswith(("opensearchpy", "qa_service.cluster"))}


def test_every_name_that_the_package_offers_is_there() -> None:
    offered = {name: getattr(qa_service, name) for name in qa_service.__all__}
    assert {name: value.__name__ for name, value in offered.items()} == {name: name for name in offered}
    assert offered.keys() == qa_service._MODULES.keys()
    assert set(qa_service.__all__) <= set(dir(qa_service))


def test_a_name_that_it_does_not_offer_raises_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'qa_service' has no attribute 'Motor'"):
        _ = qa_service.Motor  # type: ignore[attr-defined]

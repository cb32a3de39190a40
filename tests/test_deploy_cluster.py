"""The files that put serving nodes over a cluster: what they set is known, and their parts fit together."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_service.cluster.calls.address import parsed
from qa_service.settings import SETTINGS, load_settings

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
VARIABLES = {each.variable for each in SETTINGS}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose-cluster.yaml").read_text(encoding="utf-8"))
    return found


def test_three_nodes_know_each_other_and_keep_their_data_apart(compose: dict[str, Any]) -> None:
    nodes = {name: each for name, each in compose["services"].items() if "opensearch" in each["image"]}
    assert len(nodes) == 3
    assert len({tuple(each["volumes"]) for each in nodes.values()}) == 3
    for name, each in nodes.items():
        own = each["environment"]
        assert own["node.name"] == name
        assert set(own["discovery.seed_hosts"].split(",")) == set(nodes)
        assert set(own["cluster.initial_cluster_manager_nodes"].split(",")) == set(nodes)
        heap = own["OPENSEARCH_JAVA_OPTS"].split()
        assert heap[0].removeprefix("-Xms") == heap[1].removeprefix("-Xmx")
        assert {volume.partition(":")[0] for volume in each["volumes"]} <= set(compose["volumes"])


def test_the_image_is_of_the_release_that_the_tests_run(compose: dict[str, Any]) -> None:
    pom = (DEPLOY.parent / "tests" / "cluster" / "pom.xml").read_text(encoding="utf-8")
    release = compose["services"]["search-1"]["image"].partition(":")[2]
    assert f"<opensearch.version>{release}</opensearch.version>" in pom


def test_serving_nodes_have_settings_that_are_valid_and_name_all_nodes(compose: dict[str, Any]) -> None:
    serving = {name: each for name, each in compose["services"].items() if each["image"] == "qa-service"}
    assert sorted(serving) == ["index", "serve-1", "serve-2"]
    for each in serving.values():
        given = {name: value.replace("${OPENSEARCH_PASSWORD}", "word") for name, value in each["environment"].items()}
        assert given.keys() <= VARIABLES
        settings = load_settings(given)
        hosts = {host for _, host, port, _ in parsed(settings.cluster).nodes if port == 9200}
        assert hosts == {"search-1", "search-2", "search-3"}
        assert str(settings.cluster_ca).startswith("/certificates/")
        assert any(volume.split(":")[1] == "/certificates" for volume in each["volumes"])


def test_the_parts_of_the_manifest_name_each_other() -> None:
    deployment, service, budget = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    assert budget["spec"]["selector"]["matchLabels"] == labels
    assert budget["spec"]["minAvailable"] < deployment["spec"]["replicas"]
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert {each["name"] for each in container["env"]} <= VARIABLES
    assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["volumes"]}
    ports = {each["name"] for each in container["ports"]}
    probes = [container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    assert {probe["port"] for probe in probes} <= ports
    assert {probe["path"] for probe in probes} == {"/livez", "/readyz"}
    assert service["spec"]["ports"][0]["targetPort"] in ports

"""What QA_CLUSTER names, and what is said of mistakes in it."""

import pytest

from qa_service.cluster.calls.address import parsed
from qa_service.cluster.calls.connection import Cluster
from qa_service.errors import SettingsError


def test_nodes_and_login_are_read() -> None:
    found = parsed("https://ali:p%40ss%3A1@a.example:9200, https://b.example:9201/search")
    assert found.nodes == (("https", "a.example", 9200, ""), ("https", "b.example", 9201, "/search"))
    assert (found.user, found.password) == ("ali", "p@ss:1")
    assert "p@ss" not in found.shown()


@pytest.mark.parametrize(
    "wrong",
    ["https://host", "host:9200", "https://host:port", "ftp://host:1", "https://h:1?x=1", "", "https://[::1:92"],
)
def test_an_address_without_scheme_host_or_port_is_refused(wrong: str) -> None:
    with pytest.raises(SettingsError, match="QA_CLUSTER"):
        parsed(wrong)


def test_plain_and_secure_nodes_are_not_mixed() -> None:
    with pytest.raises(SettingsError, match="https"):
        parsed("https://a:9200,http://b:9200")


def test_a_certificate_that_is_not_there_is_told() -> None:
    from pathlib import Path

    with pytest.raises(SettingsError, match="QA_CLUSTER_CA"):
        Cluster("https://a:9200", ca=Path("/nowhere/ca.pem"))

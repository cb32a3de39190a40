"""Address: where the cluster is and how one logs in, as the setting says it."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from qa_service.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes that are asked, each as scheme, host, port and path; the login is that of the first that has one."""

    nodes: tuple[tuple[str, str, int, str], ...]
    user: str
    password: str

    def shown(self) -> str:
        """The nodes without the password."""
        return ", ".join(f"{scheme}://{host}:{port}{path}" for scheme, host, port, path in self.nodes)


def parsed(setting: str) -> Address:
    """The address that a setting names; raises SettingsError with what is wrong and what it should be."""
    nodes = []
    login = ("", "")
    for each in setting.split(","):
        try:
            parts = urlsplit(each.strip())
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if parts.scheme not in ("http", "https") or not host or port is None or parts.query or parts.fragment:
            raise SettingsError(
                "QA_CLUSTER must name nodes like https://user:password@host:9200, each with scheme and port and with "
                "commas between; characters of a password that stand for something else as %40 for @."
            )
        nodes.append((parts.scheme, host, port, parts.path.rstrip("/")))
        if parts.username and not login[0]:
            login = unquote(parts.username), unquote(parts.password or "")
    if len({scheme for scheme, *_ in nodes}) > 1:
        raise SettingsError("QA_CLUSTER names some nodes by http and others by https: name all of them by https.")
    return Address(tuple(nodes), *login)

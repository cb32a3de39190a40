"""Connection: calls of the cluster, each with a deadline, one retry where it is safe, and a circuit breaker."""

import importlib
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from opensearchpy import OpenSearch, Urllib3AWSV4SignerAuth, Urllib3HttpConnection
from opensearchpy import exceptions as fault

from qa_service.cluster.calls import faults
from qa_service.cluster.calls.address import Address, parsed
from qa_service.cluster.calls.breaker import Breaker
from qa_service.deadline import NEVER, Deadline
from qa_service.errors import ClusterError, ClusterUnavailableError, SettingsError

Found = TypeVar("Found")
Call = Callable[[OpenSearch, float], Found]
"""Is given the client and the seconds that it may take."""

ASK_SECONDS = 3.0  # for a call of a question
_SHARE, _MOST_TRIES = 0.5, 3  # the first may take half of the time, the second what is left
_LEAST_SECONDS = 0.05
WRITE_SECONDS = 60.0
_AGAIN = frozenset({429, 500, 502, 503, 504})  # a shard that has just gone answers 500
__all__ = ["ASK_SECONDS", "WRITE_SECONDS", "Cluster"]


logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # it logs every failed try with a trace


class Cluster:
    """A cluster as one setting names it. Safe to share between threads, and in processes forked from one."""

    def __init__(self, setting: str, *, ca: Path | None = None, login: str = "basic") -> None:
        """`login`: `basic`, `key:API_KEY`, or `aws:REGION` and `aws:REGION:SERVICE`. Raises SettingsError."""
        self.address: Address = parsed(setting)
        self._ca, self._login = ca, login
        if ca is not None and not ca.is_file():
            raise SettingsError(f"QA_CLUSTER_CA names no file: {ca}.")
        self._clients: dict[int, OpenSearch] = {}
        self._turn = threading.Lock()
        self._breaker = Breaker()

    def client(self) -> OpenSearch:
        """The client of this process; connections aren't taken over a fork."""
        with self._turn:
            found = self._clients.get(os.getpid())
            if found is None:
                found = self._clients[os.getpid()] = self._made()
            return found

    def _made(self) -> OpenSearch:
        secure = self.address.nodes[0][0] == "https"
        hosts = [
            {"host": host, "port": port, **({"url_prefix": path} if path else {})}
            for _, host, port, path in self.address.nodes
        ]
        return OpenSearch(
            hosts=hosts, use_ssl=secure, verify_certs=secure, ssl_show_warn=False,
            ca_certs=str(self._ca) if self._ca and secure else None, connection_class=Urllib3HttpConnection,
            pool_maxsize=16, max_retries=0, retry_on_timeout=True, dead_timeout=1.0,
            timeout_cutoff=2, http_compress=False, **self._authorised(),
        )  # fmt: skip

    def _authorised(self) -> dict[str, Any]:
        kind, _, rest = self._login.partition(":")
        if kind == "key":
            return {"headers": {"Authorization": f"ApiKey {rest}"}}
        if kind == "aws":
            return {"http_auth": _aws(*rest.split(":"))}
        if self.address.user:
            return {"http_auth": (self.address.user, self.address.password)}
        return {}

    def ask(self, call: Call[Found], deadline: Deadline = NEVER, seconds: float = ASK_SECONDS) -> Found:
        """What a call gives that changes nothing: tried twice within `seconds`, and within the deadline.

        Raises TimeoutError where the deadline has passed, ClusterUnavailableError and ClusterError.
        """
        deadline.check()
        if not self._breaker.lets_through():
            raise ClusterUnavailableError(f"The cluster ({self.address.shown()}) does not answer.")
        until = min(time.monotonic() + seconds, deadline.at)
        try:
            found = self._tried(call, until)
        except ClusterUnavailableError:
            self._breaker.failed()
            deadline.check()
            raise
        self._breaker.succeeded()
        return found

    def _tried(self, call: Call[Found], until: float) -> Found:
        """The first try that succeeds; of those that took time there are two, and one of each node that is gone."""
        for last in range(_MOST_TRIES):
            left = max(until - time.monotonic(), _LEAST_SECONDS)
            try:
                return call(self.client(), left if last else left * _SHARE)
            except Exception as failure:  # the client raises more than it names
                is_late = until - time.monotonic() < _LEAST_SECONDS
                if not _is_passing(failure) or is_late or last == _MOST_TRIES - 1:
                    raise self.told(failure) from None
        raise AssertionError("unreachable")

    def do(self, call: Call[Found], seconds: float = WRITE_SECONDS, tries: int = 5) -> Found:
        """What a call gives that may be repeated, as all with fixed ids: tried until it succeeds or is refused."""
        for last in range(tries):
            try:
                return call(self.client(), seconds)
            except Exception as failure:
                if not _is_passing(failure) or last == tries - 1:
                    raise self.told(failure) from None
                time.sleep(min(0.25 * 2**last, 4.0))
        raise AssertionError("unreachable")

    def told(self, failure: Exception) -> Exception:
        """The error of ours for one of the client's."""
        if isinstance(failure, ClusterError | TimeoutError):
            return failure
        if not isinstance(failure, fault.OpenSearchException | ValueError):
            return failure
        return faults.told(failure, self.address.shown())

    def check(self) -> None:
        """Raise ClusterError unless the cluster can be used."""
        version = str(self.do(lambda client, seconds: client.info(request_timeout=seconds), 10.0, 2)
                      .get("version", {}).get("number", "0"))  # fmt: skip
        try:
            number = tuple(int(each) for each in version.split(".")[:2])
        except ValueError:
            number = (0, 0)
        if number < faults.OLDEST:
            raise faults.old(version, self.address.shown())


def _is_passing(failure: Exception) -> bool:
    """Whether a second try may succeed."""
    if isinstance(failure, fault.SSLError):
        return False
    if isinstance(failure, fault.ConnectionError):
        return True
    return isinstance(failure, fault.TransportError) and failure.status_code in _AGAIN


def _aws(region: str, service: str = "es") -> Any:
    try:
        session = importlib.import_module("boto3").Session()
    except ImportError:
        raise SettingsError("QA_CLUSTER_LOGIN aws needs boto3: .venv/bin/python -m pip install boto3.") from None
    return Urllib3AWSV4SignerAuth(session.get_credentials(), region, service)

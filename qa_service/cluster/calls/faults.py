"""Faults: what went wrong with the cluster, in one plain sentence that says what to do."""

from typing import Any

from opensearchpy import exceptions as fault

from qa_service.errors import ClusterError, ClusterUnavailableError

OLDEST = (2, 19)


def told(failure: Exception, nodes: str) -> ClusterError:
    """The error to raise for one of the client's."""
    if isinstance(failure, fault.SSLError) and "WRONG_VERSION" in str(failure):
        return ClusterError(f"{nodes} speaks no TLS: write QA_CLUSTER with http, or turn on TLS there.")
    if isinstance(failure, fault.SSLError):
        return ClusterError(
            f"The certificate of the cluster ({nodes}) is not trusted: name the file of its authority with "
            "QA_CLUSTER_CA, and the host as the certificate does."
        )
    if isinstance(failure, fault.ConnectionTimeout):
        return ClusterUnavailableError(f"The cluster ({nodes}) did not answer in time.")
    if isinstance(failure, fault.ConnectionError):
        if "ssl" in str(failure).lower():
            return ClusterError(f"{nodes} speaks no TLS, or only TLS: write QA_CLUSTER with http or https as it does.")
        return ClusterUnavailableError(
            f"No node of the cluster ({nodes}) can be reached: is it running, are host and port right?"
        )
    if isinstance(failure, fault.TransportError):
        return _of_status(failure, nodes)
    return ClusterError(f"The cluster ({nodes}) answered what can't be read: is it OpenSearch?")


def _of_status(failure: Any, nodes: str) -> ClusterError:
    status, text = failure.status_code, str(failure.error) + str(failure.info)
    if status == 401:
        return ClusterError(f"The cluster ({nodes}) refuses the user or the password of QA_CLUSTER.")
    if status == 403 and "security_exception" in text:
        return ClusterError(f"The user of QA_CLUSTER may not do that in the cluster ({nodes}): it needs all of qa-*.")
    if "flood" in text or "read-only" in text or "read_only_allow_delete" in text:
        return ClusterError(
            f"A disk of the cluster ({nodes}) is fuller than its watermark allows: make room, then run it again."
        )
    if status == 413:
        return ClusterError(f"The cluster ({nodes}), or a proxy before it, takes no request this large (413).")
    if status in (429, 500, 502, 503, 504):
        return ClusterUnavailableError(f"The cluster ({nodes}) can't answer now ({status}, {failure.error}).")
    return ClusterError(f"The cluster ({nodes}) refused a request ({status}, {failure.error}).")


def old(version: str, nodes: str) -> ClusterError:
    """The error for a release that is too old."""
    return ClusterError(f"The cluster ({nodes}) is OpenSearch {version}: at least {OLDEST[0]}.{OLDEST[1]} is needed.")


def foreign(name: str) -> ClusterError:
    """The error for an index that is none of ours."""
    return ClusterError(
        f"The index {name} in the cluster was not made by qa-service: remove it or use another cluster."
    )


def former(name: str) -> ClusterError:
    """The error for an index of another release."""
    return ClusterError(
        f"The index {name} in the cluster was made by another release: run `qa-service index` with this one."
    )


def missing() -> ClusterError:
    """The error for a cluster without an index."""
    return ClusterError("The cluster holds no index yet: run `qa-service index --cluster …` first.")

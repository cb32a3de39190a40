"""Gate: what a request says of its client, scheme and host, of which only trusted proxies are believed."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

from qa_service.web.server.refusal import REFUSED

_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?", re.ASCII)
_PORT = re.compile(r"(.*?)(?::(\d{1,5}))?", re.ASCII | re.DOTALL)
_LONGEST_HOST_CHARS = 300
_SCHEMES = ("http", "https")


class Gate:
    """WSGI middleware. A request whose host is none is refused with 400, which the application tells."""

    def __init__(self, application: WSGIApplication, trusted_proxies: int) -> None:
        self.application = application
        self._behind = (
            ProxyFix(application, x_for=trusted_proxies, x_proto=trusted_proxies) if trusted_proxies else None
        )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is not None and not is_host(host):
            environ["HTTP_HOST"], environ[REFUSED] = "localhost", 400
        if self._behind is None:
            return self.application(environ, start_response)
        return self._behind(self._cleaned(environ), start_response)

    def _cleaned(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        """The environment with what proxies forward as it is meant: addresses without ports, schemes of the web."""
        if "HTTP_X_FORWARDED_FOR" in environ:
            forwarded = environ["HTTP_X_FORWARDED_FOR"].split(",")
            environ["HTTP_X_FORWARDED_FOR"] = ",".join(address_of(each.strip()) for each in forwarded)
        schemes = environ.get("HTTP_X_FORWARDED_PROTO", "").lower().replace(" ", "")
        if schemes and not set(schemes.split(",")) <= set(_SCHEMES):
            del environ["HTTP_X_FORWARDED_PROTO"]
        elif schemes:
            environ["HTTP_X_FORWARDED_PROTO"] = schemes
        return environ


@lru_cache(maxsize=256)
def is_host(host: str) -> bool:
    """Return whether this is a name, an IPv4 address or an IPv6 address in brackets, with a port or without."""
    found = _PORT.fullmatch(host) if len(host) <= _LONGEST_HOST_CHARS else None
    if found is None or int(found[2] or 0) > 65_535:
        return False
    name = found[1]
    if not name.startswith("["):
        return _NAME.fullmatch(name) is not None
    return name.endswith("]") and "%" not in name and _is_address(name[1:-1], ipaddress.IPv6Address)


def address_of(forwarded: str) -> str:
    """Return the address in a part of `X-Forwarded-For`, without the port or brackets that some proxies add."""
    if forwarded.startswith("["):
        return forwarded[1:].partition("]")[0]
    address, _, port = forwarded.rpartition(":")
    return address if port.isdigit() and _is_address(address, ipaddress.IPv4Address) else forwarded


def _is_address(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True

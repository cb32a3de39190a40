"""Rate limits by key, else by address, reported in the headers of each response.

Both the fields of the IETF draft (`RateLimit`, `RateLimit-Policy`, draft-ietf-httpapi-ratelimit-headers-10) and the
older `X-RateLimit-…` are sent, since clients know one or the other.
"""

import ipaddress
import time

from flask import Flask, Response, g, request

from qa_service.web.http.access import key_of_request
from qa_service.web.http.app_context import serving
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.rate_counting import Left, Rates

_COUNTED = frozenset(
    {"api", "completions", "documents", "feedback", "suggesting"}
)  # blueprints; of the pages only questions
_ASKING_PAGES = frozenset({"pages.chat", "embedding.panel"})


def register(app: Flask, rates: Rates) -> None:
    """Count every question, suggestion, list, document and vote, and reject requests over the limit."""
    if rates.limit is None:
        return
    limit = rates.limit

    @app.before_request
    def count() -> None:
        asks_on_page = request.endpoint in _ASKING_PAGES and "q" in request.args
        if (request.blueprint in _COUNTED or asks_on_page) and request.method != "OPTIONS":
            spend(1)

    @app.after_request
    def tell(response: Response) -> Response:
        left: Left | None = g.get("rate_left")
        if left is not None:
            window = limit.get_expiry()
            response.headers["RateLimit-Policy"] = f'"default";q={limit.amount};w={window}'
            response.headers["RateLimit"] = f'"default";r={left.requests};t={left.seconds}'
            response.headers["X-RateLimit-Limit"] = str(limit.amount)
            response.headers["X-RateLimit-Remaining"] = str(left.requests)
            response.headers["X-RateLimit-Reset"] = str(int(time.time()) + left.seconds)
        return response


def spend(cost: int) -> None:
    """Count this request as `cost`, at most the whole limit; raises ProblemError `rate_limited`, status 429."""
    rates = serving().rates
    if rates.limit is None or cost <= 0:
        return
    is_let_through, left = rates.spend(rates.limit, client_name(), min(cost, rates.limit.amount))
    g.rate_left = left
    if not is_let_through:
        raise ProblemError("rate_limited", seconds=left.seconds, headers={"Retry-After": str(left.seconds)})


def spend_what_is_left(cost: int) -> None:
    """Count this request as `cost`, or as all that is left of the limit, without rejecting it."""
    rates, left = serving().rates, g.get("rate_left")
    if rates.limit is not None and left is not None and min(cost, left.requests) > 0:
        _, g.rate_left = rates.spend(rates.limit, client_name(), min(cost, left.requests))


def client_name() -> str:
    """Return the key of the request, else its address; of IPv6 the network of 64 bits, which belongs to one client."""
    key = key_of_request()
    if key is not None:
        return f"key:{key.id}"
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "address:none"  # a Unix socket has no client address
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return f"address:{address.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((address, 64), strict=False)}"
    return f"address:{address}"

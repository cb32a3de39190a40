"""Signatures of webhooks, as the Standard Webhooks specification 1.0 has them."""

import base64
import hashlib
import hmac

_PREFIX = "whsec_"


def signed_headers(secret: str, event_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the headers of one attempt: HMAC-SHA256 over the id, the time of the attempt and the body."""
    message = f"{event_id}.{seconds}.".encode() + body
    digest = hmac.digest(_key(secret), message, hashlib.sha256)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)

"""Parses the query string of a plain question, `q=…` and nothing else, in one step."""

from binascii import a2b_qp

_BEGINS = "q="


def only_question(query: str) -> str | None:
    """Return the value of `q` if the query has no other parameter; None otherwise, and for invalid escapes or UTF-8.

    An Arabic letter is two escapes, which web libraries decode one by one in Python. Quoted-printable
    (RFC 2045, 6.7) has the same escapes with another prefix, and is decoded in C.
    """
    if not query.startswith(_BEGINS) or "&" in query or not (query.isascii() and query.isprintable()):
        return None
    text = query[len(_BEGINS) :]
    quoted = text.replace("+", " ").replace("=", "%3D")
    octets = a2b_qp(quoted.replace("%", "=").encode("ascii"))
    if len(octets) != len(quoted) - 2 * quoted.count("%"):  # an invalid escape takes more than one octet
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None

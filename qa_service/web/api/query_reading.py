"""The query string of a plain question, `q=…` and nothing else, read in one step."""

from binascii import a2b_qp

_BEGINS = "q="


def only_question(query: str) -> str | None:
    """What `q` says where the query says nothing else; None for any other, and where an escape is none or no UTF-8.

    An Arabic letter is two escapes, which the libraries of the web put back one by one in Python. Quoted-printable
    (RFC 2045, 6.7) has the same escapes behind another sign, and is read in C.
    """
    if not query.startswith(_BEGINS) or "&" in query or not (query.isascii() and query.isprintable()):
        return None
    text = query[len(_BEGINS) :]
    quoted = text.replace("+", " ").replace("=", "%3D")
    octets = a2b_qp(quoted.replace("%", "=").encode("ascii"))
    if len(octets) != len(quoted) - 2 * quoted.count("%"):  # an escape that is none takes up more than one octet
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None

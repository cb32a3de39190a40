"""Names: what the name of a file tells."""

HIDDEN = (".", "~$")
"""How names begin that are no part of a corpus."""


def suffix(path: str) -> str:
    """Return the lower-case suffix of a path, with its dot."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""

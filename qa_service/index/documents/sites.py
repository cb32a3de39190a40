"""Sites: which documents come from one newspaper, by their publisher, their address, or where their file lies."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from qa_service.native.arrays import Ints


def site_numbers(documents: Iterable[Mapping[str, Any]]) -> Ints:
    """The number of the site of each document, by its metadata."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(_site_of(fields), len(numbers)) for fields in documents], np.int64)


def _site_of(fields: Mapping[str, Any]) -> str:
    if publisher := fields.get("publisher"):
        return str(publisher)
    if address := fields.get("source_url"):
        return urlsplit(address).hostname or ""
    # The folder, or the file of several documents (`papers/wadi#12`).
    name = str(fields["id"])
    return name[: max(name.rfind("/"), name.rfind("#"), 0)]

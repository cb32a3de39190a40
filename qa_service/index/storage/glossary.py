"""Glossary: a maintainer's English and French with their Arabic, kept in the index so that every worker has it."""

import json
from collections.abc import Mapping

import numpy as np

from qa_service.errors import IndexUnusableError
from qa_service.native.arrays import Array, Arrays


def glossary_array(glossary: Mapping[str, str]) -> dict[str, Array]:
    """The array that keeps a glossary, as `parse_glossary` gives it."""
    return {"glossary": np.frombuffer(json.dumps(dict(glossary), ensure_ascii=False).encode(), np.uint8)}


def glossary_of(arrays: Arrays) -> Mapping[str, str]:
    """The glossary of an index; raises IndexUnusableError where it is not what was written."""
    try:
        kept = json.loads(arrays["glossary"].tobytes())
    except ValueError:
        raise IndexUnusableError("The glossary in the index is damaged.") from None
    if not isinstance(kept, dict):
        raise IndexUnusableError("The glossary in the index is damaged.")
    return kept

"""Checkpoints: all that learning goes on from, in one file that is whole or isn't there."""

from pathlib import Path
from typing import Any

import torch


def write(path: Path, state: dict[str, Any]) -> None:
    """Keep a state in the place of the last; raises OSError."""
    aside = path.with_name(f".{path.name}.new")
    torch.save(state, aside)
    aside.replace(path)


def read(path: Path) -> dict[str, Any] | None:
    """The state that was kept last, None where there is none.

    Raises:
        OSError: it can't be read.
        pickle.UnpicklingError: it holds more than tensors, numbers and texts, so it isn't one of ours.
    """
    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state

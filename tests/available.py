"""What this machine has for the tests: a C compiler that works, and libraries whose own needs may be missing."""

import functools
import importlib
from types import ModuleType

import pytest

from hatch_build import machine_compiler


@functools.cache
def compiler() -> tuple[str, ...]:
    """The command of a C compiler that finds the headers of its library; empty where there is none."""
    return machine_compiler() or ()


def import_or_skip(name: str, remedy: str) -> ModuleType:
    """The module of a name; skips the test (or the module of tests) with `remedy` where it can't be loaded.

    `pytest.importorskip` lets an OSError pass, which is what a wheel raises that misses a library of the system.
    """
    try:
        return importlib.import_module(name)
    except (ImportError, OSError) as reason:
        pytest.skip(f"can't load {name} ({reason}): {remedy}", allow_module_level=True)


def lightgbm_or_skip() -> ModuleType:
    """LightGBM, which needs the OpenMP library of the compiler gcc."""
    return import_or_skip("lightgbm", "pip install -e '.[dev]', and on Debian apt-get install libgomp1")

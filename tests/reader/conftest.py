"""Skips the tests of the reader where the extra is not installed, or its weights are not there."""

import pytest

from qa_service.runtime.reader_loader import is_wanted
from qa_service.settings import load_settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without onnxruntime and tokenizers nothing here can be imported."""
    if not is_wanted(load_settings({"QA_READER": "auto"})):
        for item in items:
            if "tests/reader/" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="the extra `reader` is not installed"))

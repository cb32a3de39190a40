"""The settings of gunicorn: where a worker gives its signs of life."""

from pathlib import Path

import pytest

from qa_service.settings import load_settings
from qa_service.web.server import gunicorn_settings as module


@pytest.mark.parametrize("folder", ["/proc", "/no/such/folder"])  # the first takes no file from anybody
def test_where_memory_takes_no_files_workers_use_the_folder_of_temporary_files(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MEMORY", Path(folder))
    assert "worker_tmp_dir" not in module.gunicorn_settings(load_settings({}))


def test_where_memory_takes_files_workers_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MEMORY", tmp_path)
    assert module.gunicorn_settings(load_settings({}))["worker_tmp_dir"] == str(tmp_path)
    assert not list(tmp_path.iterdir())

"""The work folder: what a training has made so far, so that a killed run goes on instead of beginning again."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qa_service.errors import QAServiceError

_SETTINGS = "settings.json"


class OtherTrainingError(QAServiceError):
    """The work folder holds a training of other files or settings; the message says which differ."""

    code = "other_training"


class WorkFolder:
    """Files of one training, each whole or not there. Example: `WorkFolder(Path("build/reader"))`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def claim(self, settings: dict[str, Any]) -> None:
        """Say what this training is made of.

        Args:
            settings: all that what is made depends on.

        Raises:
            OtherTrainingError: the folder holds another training.
            OSError: it can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / _SETTINGS
        if not path.exists():
            _write(path, json.dumps(settings, ensure_ascii=False, indent=1))
            return
        held = json.loads(path.read_text(encoding="utf-8"))
        other = sorted(key for key in {*held, *settings} if held.get(key) != settings.get(key))
        if other:
            raise OtherTrainingError(
                f"{self.folder} holds a training with other {', '.join(other)}: name another --work, or empty it."
            )

    def rows(self, name: str, make: Callable[[], Iterable[Any]]) -> list[Any]:
        """The rows of a file, made and kept where there is none.

        Args:
            name: of the file.
            make: gives rows that JSON can hold.

        Raises:
            OSError: the file can't be read or written.
        """
        path = self.folder / name
        if not path.exists():
            _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in make()))
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)

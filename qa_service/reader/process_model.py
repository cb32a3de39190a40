"""The model of this process: loaded when it is first asked for, and anew in a process that was forked since."""

import logging
import os
import threading
from pathlib import Path
from typing import Literal

from qa_service.errors import ReaderUnusableError
from qa_service.reader.model import WEIGHTS, Model

_log = logging.getLogger(__name__)


class ProcessModel:
    """Shared by all engines of a process, whose indexes come and go. Safe between threads, and across a fork.

    Example: `ProcessModel().get()`, a `Model`; None where the weights can't be used, which is logged once.
    """

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._owner = -1  # the process that loaded it: threads of a model don't outlive a fork
        self._model: Model | None = None
        self.fault = ""  # why there is none, in a sentence

    def get(self) -> Model | None:
        """The model; loading takes half a second."""
        if self._owner == os.getpid():
            return self._model
        with self._turn:
            if self._owner != os.getpid():
                self._load()
        return self._model

    @property
    def state(self) -> Literal["on", "loading", "unusable"]:
        """`on`, `unusable`, or `loading` while nobody has asked for it in this process."""
        if self._owner != os.getpid():
            return "loading"
        return "unusable" if self._model is None else "on"

    def _load(self) -> None:
        self._model, self.fault = None, ""
        try:
            self._model = Model.load(self._folder)
        except ReaderUnusableError as fault:
            self.fault = str(fault)
            _log.error("%s Questions are answered by words alone.", fault)
        self._owner = os.getpid()

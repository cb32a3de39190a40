"""The model: its weights held against their checksums, run by onnxruntime.

The trunk makes states of texts, from which `MEANING` makes vectors, and `JUDGING` a score and a short answer.
"""

import hashlib
import importlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from qa_service.errors import ReaderUnusableError
from qa_service.native.arrays import Array, Floats
from qa_service.reader.inputs import PADDING, Inputs, Pair

if TYPE_CHECKING:
    import onnxruntime

WEIGHTS = Path(__file__).parent / "weights"
TRUNK, MEANING, JUDGING, TOKENIZER = FILES = ("trunk.onnx", "meaning.onnx", "judging.onnx", "tokenizer.json")
MANIFEST = "manifest.json"
WIDTH = 384  # of a vector
_LONGEST_PHRASE = 40  # pieces of a short answer
_THREADS = 2  # of one run: more gain little on texts this short


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one question beside one sentence."""

    score: float  # log-odds that the sentence answers, before calibration
    phrase: tuple[int, int] | None  # the likeliest short answer, code points of the sentence; None where there is none


class Model:
    """The network of one process. Not to be shared with a process forked from this one; safe between threads.

    Example: `Model.load(WEIGHTS).vectors([inputs.question("كم طول النيل؟")])`, one row of `WIDTH` values.
    """

    def __init__(self, sessions: Mapping[str, "onnxruntime.InferenceSession"], inputs: Inputs, name: str) -> None:
        """`sessions`: of `TRUNK`, `MEANING` and `JUDGING`."""
        self.inputs = inputs
        self.name = name  # of what makes vectors: those of other weights can't be compared with theirs
        self._sessions = sessions
        self._turn = threading.Lock()  # one run at a time: each takes all the threads there are for it

    @classmethod
    def load(cls, folder: Path = WEIGHTS, threads: int = _THREADS) -> "Model":
        """Read the weights of a folder; raises ReaderUnusableError where they are missing or damaged."""
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            files = {name: (folder / name).read_bytes() for name in manifest["files"]}
            for name, digest in manifest["files"].items():
                if hashlib.sha256(files[name]).hexdigest() != digest:
                    raise ReaderUnusableError(
                        f"The reader's file {folder / name} is damaged: install the service again."
                    )
            # Not before: a process forked from one that has imported it can't end, or ends by an abort.
            runtime = importlib.import_module("onnxruntime")
            sessions = {
                name: runtime.InferenceSession(files[name], _options(runtime, threads), ["CPUExecutionProvider"])
                for name in (TRUNK, MEANING, JUDGING)
            }
            tokenizer = Tokenizer.from_str(files[TOKENIZER].decode())
        except ReaderUnusableError:
            raise
        except Exception as fault:  # onnxruntime and tokenizers raise classes of their own
            raise ReaderUnusableError(f"The reader's weights in {folder} can't be used ({fault}).") from None
        return cls(sessions, Inputs(tokenizer), str(manifest["name"]))

    def vectors(self, rows: Sequence[Sequence[int]]) -> Floats:
        """The unit vector of each row of pieces (`Inputs.question`, `Inputs.sentence`): rows x `WIDTH`."""
        return self._run(MEANING, rows)[0]

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """What is to be thought of each sentence beside the question."""
        scores, spans = self._run(JUDGING, [pair.ids for pair in pairs])
        return [
            Reading(float(score), _phrase(pair, span)) for pair, score, span in zip(pairs, scores, spans, strict=True)
        ]

    def _run(self, upper: str, rows: Sequence[Sequence[int]]) -> list[Array]:
        """What `upper` makes of the trunk's states of these rows."""
        ids = np.full((len(rows), max(map(len, rows))), PADDING, np.int64)
        mask = np.zeros(ids.shape, np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        fed, session = {"ids": ids, "mask": mask}, self._sessions[upper]
        with self._turn:
            (fed["states"],) = self._sessions[TRUNK].run(None, fed)
            found: list[Array] = session.run(None, {each.name: fed[each.name] for each in session.get_inputs()})
        return found


def _options(runtime: Any, threads: int) -> "onnxruntime.SessionOptions":
    options = runtime.SessionOptions()
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # workers share the cores
    options.enable_cpu_mem_arena = False  # what a long batch took would stay with the process
    options.log_severity_level = 3
    return options


def _phrase(pair: Pair, span: Floats) -> tuple[int, int] | None:
    """The place of the phrase whose begin and end are likeliest together, in code points; `span`: places x 2."""
    count = len(pair.offsets)
    if not count:
        return None
    begins, ends = span[pair.first : pair.first + count, 0], span[pair.first : pair.first + count, 1]
    together = begins[:, None] + ends[None, :]
    allowed = np.triu(np.ones((count, count), np.bool_)) & ~np.triu(np.ones((count, count), np.bool_), _LONGEST_PHRASE)
    first, last = divmod(int(np.where(allowed, together, -np.inf).argmax()), count)
    return pair.offsets[first][0], pair.offsets[last][1]

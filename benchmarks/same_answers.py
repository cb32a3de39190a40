"""Asks two installed programs the same questions and tells where their answers differ, and how long each takes.

    python -m benchmarks.same_answers BEFORE/.venv/bin/python .venv/bin/python \\
        --documents ../shared/eval/{arcd,xquad,tydi}-documents.jsonl \\
        --questions ../shared/eval/{arcd,xquad,tydi}-questions.jsonl

Each program builds an index of all documents and answers every wording of every question in a process of its own; the
two take turns, so that what else the machine does slows both. Answers are compared field by field, but for the time
they took, the request's id and the version of the index.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

WORDINGS = ("question", "question_typo", "question_egyptian", "question_en")
_TURN = 25  # questions that one program answers before the other does
_SHOWN = 5  # differences
_ASK = """
import json, sys, time
from qa_service import Document, Engine
rows = [json.loads(line) for path in sys.argv[1:] for line in open(path, encoding="utf-8")]
fields = ("id", "title", "text", "date", "section")
engine = Engine.build(Document(**{k: row[k] for k in fields if row.get(k) is not None}) for row in rows)
print(json.dumps(engine.info.version), flush=True)
for line in sys.stdin:
    told = []
    for question in json.loads(line):
        began = time.perf_counter()
        answer = engine.ask(question)
        told.append((time.perf_counter() - began, answer.as_dict()))
    print(json.dumps(told), flush=True)
"""


class Program:
    """An installed program that answers in a process of its own."""

    def __init__(self, python: str, documents: Sequence[Path]) -> None:
        paths = [str(path.resolve()) for path in documents]
        executable = str(Path(python).absolute())  # not resolved: a link in a virtual environment tells which one it is
        self._process = subprocess.Popen(
            [executable, "-c", _ASK, *paths],
            cwd=tempfile.gettempdir(),  # what is installed is imported, not what lies here
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seconds: list[float] = []
        self.version = self._reply()

    def ask(self, questions: Sequence[str]) -> list[dict[str, Any]]:
        """The answers, without what may differ between two runs."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(questions) + "\n")
        self._process.stdin.flush()
        told = self._reply()
        self.seconds += [seconds for seconds, _ in told]
        return [_comparable(answer) for _, answer in told]

    def _reply(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"{self._process.args!r} ended without an answer")
        return json.loads(line)


def _comparable(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["took_ms"], answer["request_id"], answer["index"]["version"]
    return answer


def _rows(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    """Ask, compare and print; exits with 1 where an answer differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.same_answers", description=__doc__.split("\n")[0])
    parser.add_argument("before", help="the Python of the program that is the measure")
    parser.add_argument("after", help="the Python of the other one")
    parser.add_argument("--documents", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--most", type=int, help="ask so many wordings only")
    given = parser.parse_args()
    programs = [Program(python, given.documents) for python in (given.before, given.after)]
    asked = [row[wording] for row in _rows(given.questions) for wording in WORDINGS if row.get(wording)][: given.most]
    differing = []
    for turn, first in enumerate(range(0, len(asked), _TURN)):
        questions = asked[first : first + _TURN]
        order = programs if turn % 2 else programs[::-1]
        answers = {program: program.ask(questions) for program in order}
        differing += [each for each in zip(questions, *(answers[program] for program in programs), strict=True)
                      if each[1] != each[2]]  # fmt: skip
    print(f"{len(asked)} answers, {len(differing)} of them differ; the indexes are "
          f"{'the same' if programs[0].version == programs[1].version else 'not the same'}")  # fmt: skip
    for name, program in zip(("before", "after"), programs, strict=True):
        p50, p99 = (1000 * _percentile(program.seconds, share) for share in (0.5, 0.99))
        print(f"{name}: p50 {p50:.3f} ms, p99 {p99:.3f} ms")
    for question, before, after in differing[:_SHOWN]:
        print(f"\n{question}")
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                print(f"  {name}: {before.get(name)!r}\n  {' ' * len(name)}  {after.get(name)!r}")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()

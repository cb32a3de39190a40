"""The vectors of an index: made once for each wording, resumed after a kill, kept when another article changes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_service import Document, Engine
from qa_service.index.storage import generations
from qa_service.reader.embedding import embed
from qa_service.reader.model import Model
from qa_service.reader.vector_files import VectorFiles

NILE = "يبلغ طول نهر النيل 6650 كيلومترا. يصب النهر في البحر المتوسط. تقع القاهرة على ضفافه."
CANAL = "افتتحت قناة السويس عام 1869. يبلغ طولها 193 كيلومترا. تربط القناة البحر الأحمر بالمتوسط."


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


def saved(folder: Path, *texts: str) -> str:
    engine = Engine.build([Document(id=str(n), title=f"مقال {n}", text=text) for n, text in enumerate(texts)])
    engine.save(folder)
    return engine.info.version


def test_every_sentence_has_a_vector_that_is_like_its_own(tmp_path: Path, model: Model) -> None:
    version, told = saved(tmp_path, NILE, CANAL), []
    assert embed(tmp_path, model, lambda done, total: told.append((done, total)))
    files = VectorFiles(tmp_path, model.name)
    rows = files.map_of(version)
    assert rows is not None and (rows >= 0).all() and told[-1] == (6, 6)
    alone = model.vectors([model.inputs.sentence("يبلغ طول نهر النيل 6650 كيلومترا.", "مقال 0")])[0]
    kept = files.codes().row(int(rows[0])).astype(np.float32) / 127
    assert alone @ kept > 0.99


def test_a_changed_article_costs_its_own_sentences_only(tmp_path: Path, model: Model) -> None:
    saved(tmp_path, NILE, CANAL)
    embed(tmp_path, model)
    before = VectorFiles(tmp_path, model.name).codes().count
    version = saved(tmp_path, NILE + " جملة جديدة عن السد العالي.", CANAL)
    embed(tmp_path, model)
    files = VectorFiles(tmp_path, model.name)
    assert files.codes().count == before + 1
    rows = files.map_of(version)
    assert rows is not None and (rows >= 0).all()


def test_a_run_that_was_stopped_is_taken_up_again(tmp_path: Path, model: Model) -> None:
    words = [f"{a}{b}ون" for a in "بتجدرسشصطعفقكلمنهو" for b in "ابتجدرسفكلمن"]
    texts = (f"زار {words[n]} مدينة {words[n + 50]}. ثم كتب {words[n + 100]} عن رحلته." for n in range(40))
    version = saved(tmp_path, *texts)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(tmp_path, model, stop)
    files = VectorFiles(tmp_path, model.name)
    kept = files.codes().count
    assert 0 < kept < 80
    assert embed(tmp_path, model)
    rows = files.map_of(version)
    assert rows is not None and (rows >= 0).all()
    assert len(set(files.keys().tolist())) == files.codes().count  # nothing was read twice


def test_another_generation_ends_a_run(tmp_path: Path, model: Model) -> None:
    saved(tmp_path, NILE)
    generations.save(tmp_path, Engine.build([Document(id="c", title="ق", text=CANAL)]).index.arrays)
    calls: list[int] = []

    def swap(done: int, total: int) -> None:
        calls.append(done)
        saved(tmp_path, NILE + " " + CANAL)

    texts = " ".join(f"الجملة رقم {number} من مقال طويل." for number in range(100))
    saved(tmp_path, texts)
    assert not embed(tmp_path, model, swap, goes_on=lambda version: generations.named(tmp_path) == version)
    assert len(calls) == 1


def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path, model: Model) -> None:
    """Within a batch, not when all of a large archive is done."""
    texts = " ".join(f"الجملة رقم {number} من مقال طويل لا ينتهي قريبا." for number in range(20_000))
    version = saved(tmp_path, texts)
    starts = (
        "import subprocess, sys, time; "
        f"command = [sys.executable, '-m', 'qa_service.reader.embedding', {str(tmp_path)!r}]; "
        "print(subprocess.Popen(command).pid, flush=True); "
        "time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", starts], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    embedding = int(starter.stdout.readline())
    files = VectorFiles(tmp_path, model.name)
    until(lambda: files.map_of(version) is not None)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    until(lambda: not is_running(embedding))


def is_running(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody has waited for doesn't."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it didn't happen within a minute")


def test_the_process_goes_on_after_it_was_killed(tmp_path: Path, model: Model) -> None:
    version = saved(tmp_path, NILE, CANAL)
    files = VectorFiles(tmp_path, model.name)
    for ends in (signal.SIGKILL, signal.SIGTERM):
        process = subprocess.Popen([sys.executable, "-m", "qa_service.reader.embedding", str(tmp_path)], env=os.environ)
        if ends == signal.SIGKILL:
            process.kill()
        else:
            for _ in range(600):
                rows = files.map_of(version)
                if rows is not None and (rows >= 0).all():
                    break
                time.sleep(0.1)
            process.terminate()
        process.wait()
    rows = files.map_of(version)
    assert rows is not None and (rows >= 0).all()

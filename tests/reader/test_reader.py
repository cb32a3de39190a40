"""The reader over an engine: what it orders, judges and marks, and that it can be done without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa_service import Document, Engine
from qa_service.errors import ReaderUnusableError
from qa_service.index.filters import Filters
from qa_service.query.query import as_typed
from qa_service.ranking.reranker import Reranker
from qa_service.reader import judgement
from qa_service.reader.model import FILES, WEIGHTS, Model
from qa_service.reader.process_model import ProcessModel
from qa_service.reader.reader import Reader
from qa_service.reader.vector_files import VectorFiles

NILE = (
    "نهر النيل أطول أنهار العالم في رأي أكثر الجغرافيين. يقطع النيل نحو 6650 كيلومترا قبل أن يصب في البحر المتوسط. "
    "تطل على ضفافه مدن كثيرة أكبرها القاهرة."
)
CANAL = "حفرت قناة السويس في القرن التاسع عشر. افتتح الخديوي إسماعيل القناة في 17 نوفمبر 1869 في حفل كبير."
MODEL = ProcessModel()


def engine_of(*texts: str) -> Engine:
    documents = [Document(id=str(n), title=text.split(".")[0], text=text) for n, text in enumerate(texts)]
    return Engine.build(documents, reader=lambda index: Reader(MODEL, index, None))


def test_the_sentence_that_answers_comes_before_the_one_that_repeats_the_words() -> None:
    answer = engine_of(NILE, CANAL).ask("كم طول النيل؟", min_confidence=0)
    first = answer.sentences[0]
    assert "6650" in first.text
    assert first.short_answer is not None and "6650" in first.text[slice(*first.short_answer)]
    assert first.highlights[0] == first.short_answer


def test_what_no_document_says_is_not_answered() -> None:
    answer = engine_of(NILE, CANAL).ask("كم كلف حفل افتتاح القناة؟")
    told = engine_of(NILE, CANAL).ask("متى افتتحت قناة السويس؟")
    assert answer.confidence < told.confidence
    assert told.status == "answered"


def test_a_second_article_that_says_the_same_makes_it_no_less_sure() -> None:
    again = "يبلغ طول نهر النيل من منبعه إلى مصبه 6650 كيلومترا كما تذكر الكتب."
    alone, both = engine_of(NILE), engine_of(NILE, again)
    assert both.ask("كم طول نهر النيل؟").confidence >= alone.ask("كم طول نهر النيل؟").confidence - 0.02


def test_a_printed_question_is_read_as_the_beginning_of_its_answer() -> None:
    """Also where the answer says nothing of what is asked, and the question is asked in other words."""
    faq = "هل يقبل المأوى الحيوانات؟\n\nلا، حفاظا على راحة النزلاء.\n\nكم تكلف الليلة في المأوى؟\n\nثمانين درهما للفرد."
    engine = engine_of(NILE, faq, CANAL)
    for question, told in (("هل يقبل المأوى الحيوانات؟", "لا، "), ("كم تكلف الليلة في المأوى؟", "ثمانين"),
                           ("بكم تكون الليلة في المأوى؟", "ثمانين")):  # fmt: skip
        answer = engine.ask(question)
        assert answer.status != "no_answer"
        first = answer.sentences[0]
        assert first.text.startswith(told)
        assert first.short_answer is None or 0 <= first.short_answer[0] < first.short_answer[1] <= len(first.text)
    assert engine.ask("كم تكلف الليلة في الفندق الكبير؟").confidence < answer.confidence


def test_the_same_question_gets_the_same_answer() -> None:
    engine = engine_of(NILE, CANAL)
    one, two = (engine.ask("من افتتح قناة السويس؟", request_id="r").as_dict() | {"took_ms": 0} for _ in range(2))
    assert one == two


def test_filters_hold_for_what_is_read() -> None:
    answer = engine_of(NILE, CANAL).ask("ما طول نهر النيل؟", filters=Filters(document_id=("1",)), min_confidence=0)
    assert {citation.document_id for citation in answer.citations} <= {"1"}


def test_citations_are_slices_and_short_answers_lie_within() -> None:
    engine = engine_of(NILE, CANAL)
    for question in ("ما طول نهر النيل؟", "من افتتح القناة؟", "how long is the Nile?", "متى", "أكبر مدن النيل"):
        answer = engine.ask(question, min_confidence=0)
        for citation in answer.citations:
            document = engine.document(citation.document_id)
            assert document is not None and document.text[citation.start : citation.end] == citation.quote
        for sentence in answer.sentences[:1]:
            if sentence.short_answer is not None:
                start, end = sentence.short_answer
                assert 0 <= start < end <= len(sentence.text)


def test_vectors_of_a_few_sentences_bring_none_of_them_before_what_words_find(tmp_path: Path) -> None:
    engine = engine_of(NILE, CANAL)
    model = MODEL.get()
    assert model is not None
    files = VectorFiles(tmp_path, model.name)
    files.add(model.vectors([model.inputs.question(CANAL)]), np.zeros(1, np.uint64))
    rows = np.full(engine.index.sentence_count, -1, np.int32)
    rows[-1] = 0
    files.keep_map(engine.info.version, rows)
    ranking = Reranker(engine.index).rank(as_typed("كم طول النيل؟", engine.index.vocabulary), Filters())
    examined = Reader(MODEL, engine.index, tmp_path).examine("كم طول النيل؟", ranking, Filters())
    assert examined is not None
    assert [each.sentence for each in examined.chosen] == [each.sentence for each in ranking.sentences][:8]


def damaged(folder: Path, name: str) -> Path:
    shutil.copytree(WEIGHTS, folder / "weights")
    path = folder / "weights" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return folder / "weights"


@pytest.mark.parametrize("name", FILES)
def test_damaged_weights_are_reported_and_not_used(tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    folder = damaged(tmp_path, name)
    with pytest.raises(ReaderUnusableError, match=name):
        Model.load(folder)
    model = ProcessModel(folder)
    documents = [Document(id="n", title="النيل", text=NILE)]
    engine = Engine.build(documents, reader=lambda index: Reader(model, index, None))
    words = Engine.build(documents)
    assert engine.ask("ما طول نهر النيل؟").confidence == words.ask("ما طول نهر النيل؟").confidence
    assert engine.reader_state().state == "unusable" and name in (engine.reader_state().fault or "")
    assert engine.min_confidence == words.min_confidence
    assert "answered by words alone" in caplog.text


def test_missing_weights_are_reported_and_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReaderUnusableError, match="can't be used"):
        Model.load(tmp_path)
    monkeypatch.setattr(judgement, "WEIGHTS", tmp_path)
    judgement.judgement.cache_clear()
    documents, model = [Document(id="n", title="النيل", text=NILE)], ProcessModel(tmp_path)
    engine, words = Engine.build(documents, reader=lambda index: Reader(model, index, None)), Engine.build(documents)
    assert engine.min_confidence == words.min_confidence
    assert engine.ask("ما طول نهر النيل؟").confidence == words.ask("ما طول نهر النيل؟").confidence
    judgement.judgement.cache_clear()


def test_a_process_that_workers_are_forked_from_leaves_onnxruntime_to_them() -> None:
    """One that has imported it, and loaded nothing: its children hang when they end, or are aborted."""
    code = (
        "import os, sys; from qa_service import Document, Engine;"
        "from qa_service.reader.process_model import ProcessModel; from qa_service.reader.reader import Reader;"
        "model = ProcessModel(); documents = [Document(id='n', title='n', text='يبلغ طول نهر النيل 6650 كيلومترا.')];"
        "engine = Engine.build(documents, reader=lambda index: Reader(model, index, None));"
        "child = os.fork(); child or engine.ask('كم طول النيل؟'); child or sys.exit(0);"
        "print(os.waitpid(child, 0)[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ, timeout=60
    )
    assert done.stdout.strip() == "0"


def test_without_the_extra_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; from qa_service.settings import load_settings;"
        "from qa_service.runtime.index_store import indexed;"
        "import tempfile, pathlib; index = pathlib.Path(tempfile.mkdtemp());"
        "indexed(load_settings({'QA_READER': 'off'}, index=index));"
        "print([name for name in sys.modules if name.startswith(('onnxruntime', 'tokenizers', 'qa_service.reader'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"

"""The same answers over the cluster as over an index in memory, to the last field."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa_service.answers.answer import Answer
from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.engine import ClusterEngine
from qa_service.cluster.generation import Generation
from qa_service.cluster.publishing import Publisher
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.filters import Filters
from qa_service.query.query import Turn
from tests.cluster.real_cluster import RealCluster

QUESTIONS = (
    "كم يبلغ طول نهر النيل؟", "من أول إنسان مشى على القمر؟", "متى هبطت أبولو 11 على القمر؟", "من اخترع الهاتف؟",
    "كم شخصا يسكن القرية 7؟", "من مؤسس القرية رقم 12؟", "كم بلغ عدد سكان القرية في سنة 1950؟", "من شيخ القرية؟",
    "كم طول نهر النيلل؟", "من ينبع النيل الابيظ؟", "كم عدد اعضاء المنتدا؟", "who is the first man on the moon?",
    "tool nahr alnil", "مقالات عن نهر النيل", "مرحبا", "كم مقالا لديك؟", "ما آخر مقال؟", "؟؟", "في من على",
)  # fmt: skip
FILTERS = (
    Filters(publisher=("الوادي",)), Filters(tags=("وسم3", "جغرافيا")),
    Filters(date_from="2024-03-05", date_to="2024-03-06"),
    Filters(document_id=("village/7", "nile-again")), Filters(language=("fr",)), Filters(date_from="2025-01-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def embedded(archive: tuple[Document, ...]) -> Engine:
    return Engine.build(archive)


@pytest.fixture(scope="module")
def over_cluster(
    embedded: Engine, real_cluster: RealCluster, tmp_path_factory: pytest.TempPathFactory
) -> ClusterEngine:
    cluster = Cluster(real_cluster.setting)
    published = Publisher(cluster, shards=3).publish(embedded.index, corpus="", problems=())
    return ClusterEngine(cluster, Generation.open(cluster, published.facts.name, tmp_path_factory.mktemp("vocabulary")))


def bare(answer: Answer) -> Answer:
    """Without what is of the moment, and without the related questions, which a cluster doesn't draft."""
    return replace(answer, took_ms=0.0, request_id="", related_questions=())


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_same_answer(embedded: Engine, over_cluster: ClusterEngine, question: str) -> None:
    for least in (None, 0.0):
        mine, theirs = (bare(each.ask(question, min_confidence=least)) for each in (over_cluster, embedded))
        assert mine == theirs


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_let_through_the_same(embedded: Engine, over_cluster: ClusterEngine, filters: Filters) -> None:
    for question in ("كم شخصا يسكن القرية 7؟", "كم طول نهر النيل؟", "كم مقالا لديك؟", "مقالات عن القرية"):
        mine, theirs = (
            bare(each.ask(question, min_confidence=0.0, filters=filters)) for each in (over_cluster, embedded)
        )
        assert mine == theirs
    assert [each.id for each in over_cluster.documents(filters=filters, limit=100)] == [
        each.id for each in embedded.documents(filters=filters, limit=100)
    ]


def test_a_follow_up_has_the_same_answer(embedded: Engine, over_cluster: ClusterEngine) -> None:
    history = [Turn(question="كم يبلغ طول نهر النيل؟", document_ids=("nile",))]
    mine, theirs = (bare(each.ask("ومن أين ينبع؟", history=history)) for each in (over_cluster, embedded))
    assert mine == theirs
    assert theirs.sentences


def test_documents_come_back_whole(
    archive: tuple[Document, ...], embedded: Engine, over_cluster: ClusterEngine
) -> None:
    assert {over_cluster.document(each.id) for each in archive} == {embedded.document(each.id) for each in archive}
    assert over_cluster.document("nobody") is None
    listed, after = [], None
    while page := over_cluster.documents(after=after, limit=7):
        listed += page
        after = page[-1].id
    assert [each.id for each in listed] == sorted(each.id for each in archive)


def test_every_quote_is_a_slice_of_its_document(archive: tuple[Document, ...], over_cluster: ClusterEngine) -> None:
    texts = {each.id: each.text for each in archive}
    answer = over_cluster.ask("كم بلغ عدد سكان القرية في سنة 1975؟", max_sentences=10, min_confidence=0.0)
    assert answer.citations
    for each in answer.citations:
        assert texts[each.document_id][each.start : each.end] == each.quote
        wide = texts[each.document_id].encode("utf-16-le")
        assert wide[2 * each.start_utf16 : 2 * each.end_utf16].decode("utf-16-le") == each.quote


def test_a_damaged_copy_of_the_vocabulary_is_fetched_again(
    embedded: Engine, over_cluster: ClusterEngine, real_cluster: RealCluster, tmp_path: Path
) -> None:
    cluster, name = Cluster(real_cluster.setting), embedded.info.version
    Generation.open(cluster, name, tmp_path)
    damaged = tmp_path / name / "vocabulary_text.npy"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\x00")
    again = ClusterEngine(cluster, Generation.open(cluster, name, tmp_path))
    assert bare(again.ask(QUESTIONS[0])) == bare(embedded.ask(QUESTIONS[0]))

"""Changed, new and deleted documents go into the generation that serves, with words that it never had."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa_service.cluster.calls.connection import Cluster
from qa_service.cluster.following import Following
from qa_service.cluster.lease import Lease
from qa_service.cluster.publishing import Publisher
from qa_service.cluster.state import State
from qa_service.cluster.updating import updater_of
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from tests.cluster.real_cluster import RealCluster


@pytest.fixture
def cluster(real_cluster: RealCluster) -> Cluster:
    return Cluster(real_cluster.setting)


def quotes(engine: Engine, question: str) -> list[str]:
    return [each.quote for each in engine.ask(question, min_confidence=0.0).citations]


def test_changes_are_answered_from_and_the_rest_stays(
    cluster: Cluster, archive: tuple[Document, ...], tmp_path: Path
) -> None:
    before = Engine.build(archive)
    Publisher(cluster).publish(before.index, corpus="", problems=())
    following = Following(cluster, tmp_path, None)
    updater = updater_of(cluster, tmp_path)
    assert updater.update(before.index) is False
    new = Document(
        id="zanzibar", title="زنجبار", text="تأسست سلطنة زنجبار سنة 1856، وكان القرنفل أهم غلاتها 😀. حكمها برغش."
    )
    longer = Document(id="moon", title="أبولو 11", text="هبطت المركبة أبولو 11 في 21 يوليو 1969 عند الحدبداء.\n\n" * 2)
    kept = [each for each in archive if each.id not in ("moon", "village/7")]
    after = Engine.build([*kept, longer, new])
    assert updater.update(after.index) is True
    engine = following.engine()
    following.look()
    changed = following.engine()
    assert changed.info.version != engine.info.version
    assert (changed.info.documents, changed.info.passages) == (after.info.documents, after.info.passages)
    for question in (
        "متى تأسست سلطنة زنجبار؟",
        "من حكم زنجبار؟",
        "أين هبطت أبولو 11؟",
        "كم يبلغ طول نهر النيل؟",
        "متى تاسست زنجباار؟",
    ):
        assert quotes(changed, question)[:1] == quotes(after, question)[:1]
    assert changed.ask("من حكم زنجبار؟", min_confidence=0.0).citations[0].document_id == "zanzibar"
    assert changed.document("village/7") is None
    assert changed.document("moon") == after.document("moon")
    assert all("القرية 7 " not in quote for quote in quotes(changed, "كم شخصا يسكن القرية 7؟"))
    assert updater_of(cluster, tmp_path).update(after.index) is False


def test_words_are_numbered_alike_by_every_node(
    cluster: Cluster, archive: tuple[Document, ...], tmp_path: Path
) -> None:
    Publisher(cluster).publish(Engine.build(archive).index, corpus="", problems=())
    updater = updater_of(cluster, tmp_path)
    for number, word in enumerate(("سمندل", "خنشوش", "غضنفر"), start=1):
        more = [Document(id=f"new/{each}", text=f"يعيش {word} في الغابة رقم {each}.") for each in range(number)]
        assert updater.update(Engine.build([*archive, *more]).index) is True
    vocabulary = Following(cluster, tmp_path, None).engine().index.vocabulary
    for word in ("سمندل", "سندل", "سمندلات", "خنشوش", "خنش", "غضفر", "غضنفر"):
        assert all(vocabulary.passages_like(vocabulary.find(near)) for near in vocabulary.near((word,)))
    one, other = (Following(cluster, tmp_path / name, None).engine() for name in ("a", "b"))
    for question in ("أين يعيش سمندل؟", "أين يعيش غضنفر؟"):
        assert one.ask(question, min_confidence=0.0).citations == other.ask(question, min_confidence=0.0).citations
        assert one.ask(question, min_confidence=0.0).citations


def test_of_very_many_changes_a_new_generation_is_to_be_made(
    cluster: Cluster, archive: tuple[Document, ...], tmp_path: Path
) -> None:
    Publisher(cluster).publish(Engine.build(archive).index, corpus="", problems=())
    others = [Document(id=f"other/{number}", text=f"نص آخر رقم {number}.") for number in range(150)]
    assert updater_of(cluster, tmp_path).update(Engine.build(others).index) is None


def test_one_at_a_time_holds_the_lease_and_another_takes_it_over(cluster: Cluster) -> None:
    now = [100.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731
    state = State(cluster)
    state.prepare(1)
    state.remove("watcher")
    one, other = Lease(state, 10.0, clock), Lease(state, 10.0, clock)
    assert (one.take(), other.take()) == (True, False)
    now[0] += 9
    assert (one.take(), one.is_held, other.take()) == (True, True, False)
    now[0] += 9.9  # the first dies now; the other has seen its last sign 9.9 seconds ago
    assert not other.take()
    now[0] += 0.2
    assert not one.is_held
    assert (other.take(), one.take()) == (True, False)
    other.give_up()
    assert one.take()


def test_a_generation_that_was_changed_is_not_taken_for_what_its_name_says(
    cluster: Cluster, archive: tuple[Document, ...], tmp_path: Path
) -> None:
    index = Engine.build([*archive, Document(id="once", text="نص يذكر مرة واحدة.")]).index
    first = Publisher(cluster).publish(index, corpus="", problems=()).facts.name
    changed = Engine.build([*archive, Document(id="twice", text="نص يذكر العنقاء مرتين.")]).index
    assert updater_of(cluster, tmp_path).update(changed) is True
    again = Publisher(cluster).publish(index, corpus="", problems=())
    assert again.built and again.facts.name != first
    engine = Following(cluster, tmp_path, None).engine()
    assert engine.document("once") is not None and engine.document("twice") is None
    Publisher(cluster).rollback()
    engine = Following(cluster, tmp_path, None).engine()
    assert engine.document("once") is None
    assert engine.ask("كم مرة تذكر العنقاء؟", min_confidence=0.0).citations[0].document_id == "twice"

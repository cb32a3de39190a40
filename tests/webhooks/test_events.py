"""Webhooks of a real service: what is told, once, and that no answer waits for who is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_service.answers.answer import IndexInfo
from qa_service.errors import SettingsError
from qa_service.settings import load_settings
from qa_service.webhooks.events import ToldVersion, Webhooks
from tests.web.real_server import serving
from tests.webhooks.receiver import SECRET, Receiver, receiving

ABSENT = "ما عملة البرازيل؟"


def told(receiver: Receiver) -> list[Any]:
    return [json.loads(body) for _, body in receiver.came]


def settings_with(receiver: Receiver) -> dict[str, str]:
    return {"QA_WEBHOOK_URL": receiver.url, "QA_WEBHOOK_SECRET": SECRET, "QA_MIN_CONFIDENCE": "0.2"}


@pytest.mark.slow
def test_a_service_with_two_workers_tells_once_of_each_change_and_of_each_question(
    corpus: Path, tmp_path: Path
) -> None:
    with (
        receiving() as receiver,
        serving(corpus, tmp_path / "index", by_command=True, QA_WORKERS="2", **settings_with(receiver)) as server,
    ):
        answer = server.ask("كم يبلغ طول نهر النيل؟")
        assert answer["status"] != "no_answer"
        refused = server.ask(ABSENT)
        assert refused["status"] == "no_answer"
        receiver.wait_for(1)
        (corpus / "dam.txt").write_text("بني سد محمد الخامس سنة 1967 على نهر ملوية.", encoding="utf-8")
        receiver.wait_for(2)
        server.ask(ABSENT)
        receiver.wait_for(3)
        question, change, again = told(receiver)
    assert (question["type"], question["data"]["question"]) == ("question.unanswered", ABSENT)
    assert {key: question["data"][key] for key in ("reason", "confidence", "nearest", "request_id")} == {
        key: refused[key] for key in ("reason", "confidence", "nearest", "request_id")
    }
    assert (change["type"], change["data"]["documents"]) == ("corpus.changed", 4)
    assert change["data"]["previous_version"] == answer["index"]["version"]
    assert again["type"] == "question.unanswered"


@pytest.mark.slow
def test_no_answer_waits_for_a_receiver_that_hangs(corpus: Path, tmp_path: Path) -> None:
    with (
        receiving("hang") as receiver,
        serving(corpus, tmp_path / "index", by_command=True, **settings_with(receiver)) as server,
    ):
        server.ask(ABSENT)
        receiver.wait_for(1)  # it has the event, and does not answer
        assert [server.ask(ABSENT)["status"] for _ in range(3)] == ["no_answer"] * 3
        assert len(receiver.came) == 1 and not receiver.released.is_set()


class Moving:
    """The index that is served, as tests move it."""

    def __init__(self) -> None:
        self.version = "v1"

    def __call__(self) -> IndexInfo:
        return IndexInfo(version=self.version, documents=3, passages=9)


@pytest.fixture
def make(tmp_path: Path) -> Callable[[Receiver, Moving], Webhooks]:
    def made(receiver: Receiver, served: Moving) -> Webhooks:
        settings = load_settings(settings_with(receiver), index=tmp_path / "index")
        return Webhooks(settings, served)

    return made


def test_a_change_is_told_by_the_first_of_two_that_notices_it(make: Callable[..., Webhooks]) -> None:
    with receiving() as receiver:
        one, other = Moving(), Moving()
        first, second = make(receiver, one), make(receiver, other)
        for each in (first, second):
            each.look()  # the version before the first change is noted, and nothing told
        one.version = other.version = "v2"
        first.look()
        second.look()
        one.version = other.version = "v1"  # back to the one before
        second.look()
        first.look()
        receiver.wait_for(2)
    assert [each["data"]["previous_version"] for each in told(receiver)] == ["v1", "v2"]
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_v1.v2", "msg_v2.v1"]


def test_a_change_made_while_the_service_stood_is_told_at_the_next_start(make: Callable[..., Webhooks]) -> None:
    with receiving() as receiver:
        served = Moving()
        make(receiver, served).look()
        served.version = "v2"
        make(receiver, served).look()
        receiver.wait_for(1)
    [change] = told(receiver)
    assert (change["type"], change["data"]["index_version"]) == ("corpus.changed", "v2")


def test_a_note_that_is_damaged_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "webhooks.json").write_text("{", encoding="utf-8")
    noted = ToldVersion(tmp_path)
    assert [noted.replace("v1"), noted.replace("v1"), noted.replace("v2")] == [None, "v1", "v1"]


def test_without_the_setting_nothing_is_noted_and_nothing_runs(tmp_path: Path) -> None:
    webhooks = Webhooks(load_settings({}, index=tmp_path / "index"), Moving())
    webhooks.begin()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"QA_WEBHOOK_URL": "http://127.0.0.1/"},
        {"QA_WEBHOOK_URL": "ftp://127.0.0.1/", "QA_WEBHOOK_SECRET": SECRET},
        {"QA_WEBHOOK_URL": "http://127.0.0.1/", "QA_WEBHOOK_SECRET": "whsec_c2hvcnQ="},
        {"QA_WEBHOOK_URL": "http://127.0.0.1/", "QA_WEBHOOK_SECRET": SECRET + "A"},
    ],
)
def test_a_wrong_address_or_secret_is_told_at_start(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="QA_WEBHOOK_"):
        load_settings(environ)

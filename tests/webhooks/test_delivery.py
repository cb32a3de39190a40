"""Events reach a receiver that fails in several ways, signed, once it answers; nobody waits for one that never does."""

import base64
import logging
import os
import re
import signal
import socket
import time
import warnings
from typing import Any

import pytest

from qa_service.webhooks.delivery import Delivery
from qa_service.webhooks.signing import signed_headers
from tests.test_docs import page
from tests.webhooks.receiver import PATIENCE, SECRET, receiving

FAST = (0.01, 0.01, 0.01)


def delivery(url: str, **more: Any) -> Delivery:
    return Delivery(url, SECRET, **{"retry_seconds": FAST, "timeout_seconds": 0.5, **more})


def verified_by_the_documentation(headers: dict[str, str], body: bytes, secret: str = SECRET) -> bool:
    code = page("webhooks.md").partition("```python\n")[2].partition("```")[0]
    found: dict[str, Any] = {}
    exec(code, found)
    return bool(found["verified"](secret, headers, body))


def until_logged(caplog: pytest.LogCaptureFixture, pattern: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if any(re.search(pattern, each.getMessage()) for each in caplog.records):
            return
        time.sleep(0.01)
    raise AssertionError(f"{pattern!r} is not among {[each.getMessage() for each in caplog.records]}")


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the Standard Webhooks libraries."""
    headers = signed_headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")


def test_an_event_arrives_signed_and_the_example_of_the_documentation_verifies_it() -> None:
    with receiving() as receiver:
        delivery(receiver.url).put("msg_1", "{“سؤال”}".encode())
        receiver.wait_for(1)
    [(headers, body)] = receiver.came
    assert body == "{“سؤال”}".encode()
    assert headers["content-type"] == "application/json"
    assert verified_by_the_documentation(headers, body)
    assert not verified_by_the_documentation(headers, body + b" ")
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    assert not verified_by_the_documentation(headers, body, other)
    late = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    assert not verified_by_the_documentation(late, body)


@pytest.mark.parametrize("failure", [500, 404, 301, 307, "close", "hang"])
def test_what_fails_is_sent_again_with_the_same_id_until_it_arrives(failure: int | str) -> None:
    with receiving(failure, failure) as receiver:
        delivery(receiver.url).put("msg_1", b"{}")
        receiver.wait_for(3)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_1"] * 3
    assert all(verified_by_the_documentation(headers, body) for headers, body in receiver.came)


def test_after_the_last_attempt_an_event_is_given_up_and_the_next_one_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    with receiving(500, 500, 500, 500) as receiver:
        sender = delivery(receiver.url)
        sender.put("msg_1", b"{}")
        until_logged(caplog, "msg_1 is given up after 4 attempts")
        sender.put("msg_2", b"{}")
        receiver.wait_for(5)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_1"] * 4 + ["msg_2"]
    assert "token=secret" not in caplog.text  # the address may hold a secret of the receiver's


def test_a_receiver_that_wants_it_no_more_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    with receiving(410) as receiver:
        sender = delivery(receiver.url)
        sender.put("msg_1", b"{}")
        until_logged(caplog, "msg_1 is given up after 1 attempts")
        sender.put("msg_2", b"{}")
        receiver.wait_for(2)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_1", "msg_2"]


def test_it_waits_as_long_as_the_receiver_asks() -> None:
    with receiving({"Retry-After": "1"}) as receiver:
        delivery(receiver.url).put("msg_1", b"{}")
        receiver.wait_for(1)
        began = time.monotonic()
        receiver.wait_for(2)
    assert time.monotonic() - began > 0.9  # the least, not the most: no slow machine fails this


def test_one_that_fails_holds_up_no_other() -> None:
    with receiving(500) as receiver:
        sender = delivery(receiver.url, retry_seconds=(PATIENCE * 2,))
        sender.put("msg_1", b"{}")
        receiver.wait_for(1)
        sender.put("msg_2", b"{}")
        receiver.wait_for(2)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_1", "msg_2"]


def test_a_receiver_that_is_away_is_told_in_the_log_without_its_path(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    delivery(f"http://127.0.0.1:{port}/hook?token=secret").put("msg_1", b"{}")
    until_logged(caplog, "http://127.0.0.1 can't be reached")
    until_logged(caplog, "given up")
    assert "token=secret" not in caplog.text


def test_no_more_events_wait_than_may_and_dropping_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    with receiving("hang") as receiver, caplog.at_level(logging.ERROR):
        sender = delivery(receiver.url, timeout_seconds=PATIENCE, most_waiting=3, retry_seconds=(0.01,))
        sender.put("msg_0", b"{}")
        receiver.wait_for(1)  # it is being sent, and the receiver doesn't answer
        for number in range(1, 6):
            sender.put(f"msg_{number}", b"{}")
        assert [each.getMessage() for each in caplog.records] == [
            "3 webhooks wait for http://127.0.0.1: more are dropped"
        ]
        receiver.released.set()
        receiver.wait_for(5)
        sender.put("msg_6", b"{}")
        receiver.wait_for(6)
    sent = [headers["webhook-id"] for headers, _ in receiver.came]
    assert sent[0] == "msg_0" and sorted(sent[1:]) == ["msg_0", "msg_1", "msg_2", "msg_3", "msg_6"]


def test_a_fault_of_what_is_looked_at_is_told_once_and_fails_no_event(caplog: pytest.LogCaptureFixture) -> None:
    looked: list[int] = []

    def look() -> None:
        looked.append(1)
        raise OSError("no space")

    with receiving() as receiver:
        sender = delivery(receiver.url, idle=look, idle_seconds=0.01)
        sender.begin()
        until_logged(caplog, "no space")
        give_up = time.monotonic() + PATIENCE
        while len(looked) < 3 and time.monotonic() < give_up:
            time.sleep(0.01)
        sender.put("msg_1", b"{}")
        receiver.wait_for(1)
    assert len(looked) >= 3
    assert sum("no space" in each.getMessage() for each in caplog.records) == 1


def test_a_process_that_was_forked_sends_its_own_events_and_not_those_of_its_parent() -> None:
    """Also where the parent held the lock at the moment of the fork."""
    with receiving(500) as receiver:
        sender = delivery(receiver.url, retry_seconds=(PATIENCE * 2,))
        sender.put("msg_1", b"{}")
        receiver.wait_for(1)
        with sender._turn, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads, which is what is tested
            child = os.fork()
            if child == 0:
                sender.put("msg_2", b"{}")
                time.sleep(PATIENCE)  # its thread sends meanwhile; the parent ends it
                os._exit(0)
        try:
            receiver.wait_for(2)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["msg_1", "msg_2"]

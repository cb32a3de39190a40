"""Sessions in the data folder: signed by a secret of their own, ended for good, and never an exception for a cookie."""

import hashlib
import hmac
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.records.sessions import Sessions


def test_a_session_is_that_of_its_key_until_it_is_ended_in_every_process(tmp_path: Path) -> None:
    here, elsewhere = Sessions(tmp_path), Sessions(tmp_path)
    first, second = here.begin("abcd"), elsewhere.begin("abcd")
    assert first != second
    assert [each.key_id(cookie) for each in (here, elsewhere) for cookie in (first, second)] == ["abcd"] * 4
    elsewhere.end(first)
    assert [each.key_id(cookie) for each in (here, elsewhere) for cookie in (first, second)] == ["", "abcd"] * 2
    here.end(first)
    here.end("nonsense")
    assert len(json.loads((tmp_path / "sessions.json").read_text())["ended"]) == 1


def test_the_secret_is_readable_for_its_owner_only_and_ends_with_its_file(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "data")
    cookie = sessions.begin("abcd")
    path = tmp_path / "data" / "sessions.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    assert sessions.key_id(cookie) == ""
    assert sessions.key_id(sessions.begin("abcd")) == "abcd"


def test_processes_that_begin_at_once_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        cookies = list(pool.map(lambda _: Sessions(tmp_path).begin("abcd"), range(16)))
    assert [Sessions(tmp_path).key_id(cookie) for cookie in cookies] == ["abcd"] * 16


def test_what_is_over_is_not_a_session_and_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(tmp_path)
    old, other = sessions.begin("abcd"), sessions.begin("abcd")
    sessions.end(other)
    monkeypatch.setattr("qa_service.records.sessions.time.time", lambda: 1e11)
    assert sessions.key_id(old) == ""
    sessions.end(sessions.begin("abcd"))
    assert len(json.loads((tmp_path / "sessions.json").read_text())["ended"]) == 1


@given(st.text() | st.from_regex(r"abcd\.\d{1,6000}\.[0-9a-f]{32}\.[0-9a-f]{64}", fullmatch=True))
def test_no_cookie_but_a_signed_one_is_a_session(tmp_path_factory: pytest.TempPathFactory, cookie: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "forged"
    Sessions(folder).begin("abcd")
    assert Sessions(folder).key_id(cookie) == ""
    assert Sessions(folder.parent / "none").key_id(cookie) == ""


def test_who_knows_the_digest_of_a_key_can_sign_none(tmp_path: Path) -> None:
    Sessions(tmp_path).begin("abcd")
    digest = hashlib.sha256(b"secret").hexdigest()
    for text in ("abcd.99999999999", "abcd.99999999999.00", "session:abcd.99999999999.00"):
        for secret in (digest.encode(), bytes.fromhex(digest), b""):
            signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
            assert Sessions(tmp_path).key_id(f"{text}.{signature}") == ""


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "{}",
        '"x"',
        '{"secret": 5, "ended": {}}',
        '{"secret": "00", "ended": {}}',
        '{"secret": "zz"}',
        '{"secret": "%s", "ended": []}' % ("0" * 64),
        '{"secret": "%s", "ended": {"a": [1]}}' % ("0" * 64),
        "[" * 100000,
    ],
    ids=len,
)
def test_a_damaged_file_ends_every_session_and_no_more(tmp_path: Path, damaged: str) -> None:
    sessions = Sessions(tmp_path)
    cookie = sessions.begin("abcd")
    (tmp_path / "sessions.json").write_text(damaged)
    assert sessions.key_id(cookie) == ""
    assert sessions.key_id(sessions.begin("abcd")) == "abcd"


def test_a_client_has_one_name_that_does_not_tell_its_address(tmp_path: Path) -> None:
    names = [
        Sessions(tmp_path).name_of(each) for each in ("address:192.0.2.1", "address:192.0.2.1", "address:192.0.2.2")
    ]
    assert names[0] == names[1] != names[2]
    assert "192" not in names[0] and len(names[0]) == 16

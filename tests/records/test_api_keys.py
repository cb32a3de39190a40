"""API keys: what is kept of them, and what a file of them that is damaged, shared or changed does."""

import json
import multiprocessing
import os
import stat
import tempfile
from pathlib import Path

import pytest

from qa_service.errors import KeysUnusableError
from qa_service.records.api_keys import KeyRing, keys_in, make_key, revoke_keys


def test_a_key_opens_until_it_is_revoked(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    assert ring.holder("qa_x") is None
    key, secret = make_key(tmp_path, "جريدة", ["operate", "ask"])
    other, _ = make_key(tmp_path, "other", ["feedback"])
    assert ring.holder(secret) == key
    assert key.scopes == ("ask", "operate")
    assert revoke_keys(tmp_path, [key.id]) == []
    assert ring.holder(secret) is None
    assert keys_in(tmp_path) == (other,)


def test_a_key_of_some_days_opens_until_they_are_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = KeyRing(tmp_path)
    key, secret = make_key(tmp_path, "visitor", ["operate"], days=30)
    for_ever, other = make_key(tmp_path, "other", ["ask"])
    assert for_ever.ends is None and key.ends is not None and key.ends > key.made
    assert keys_in(tmp_path) == (key, for_ever)
    for moment, opens in (("2000-01-01T00:00:00Z", True), (key.made, True), (key.ends, False), ("9999", False)):
        monkeypatch.setattr("qa_service.records.api_keys._now", lambda moment=moment: moment)
        assert (ring.holder(secret) == key, ring.named(key.id) == key) == (opens, opens)
        assert ring.holder(other) == for_ever


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        str.upper,
        lambda key: key[:-1],
        lambda key: key + "x",
        lambda _: "",
        lambda _: "\udcff",
        lambda _: "x" * 100_000,
    ],
)
def test_only_the_very_key_opens(tmp_path: Path, change: "object") -> None:
    _, secret = make_key(tmp_path, "one", ["ask"])
    assert callable(change)
    assert KeyRing(tmp_path).holder(change(secret)) is None


def test_the_disk_holds_no_key_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    _, secret = make_key(tmp_path / "data", "one", ["ask"])
    for path in (tmp_path / "data").iterdir():
        assert secret.removeprefix("qa_") not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "data" / "keys.json").stat().st_mode) == 0o600


def test_two_keys_are_never_equal(tmp_path: Path) -> None:
    made = [make_key(tmp_path, "same", ["ask"]) for _ in range(20)]
    assert len({secret for _, secret in made}) == len({key.id for key, _ in made}) == 20
    assert min(len(secret) for _, secret in made) >= 43


def test_of_several_ids_with_an_unknown_one_none_is_revoked(tmp_path: Path) -> None:
    key, _ = make_key(tmp_path, "one", ["ask"])
    assert revoke_keys(tmp_path, [key.id, "ffff"]) == ["ffff"]
    assert keys_in(tmp_path) == (key,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"keys": [1]}',
        '{"keys": [{"id": "a"}]}',
        "\udcff",
        '{"keys": [{"id": "a", "name": "b", "scopes": ["all"], "sha256": "c", "made": "d"}]}',
        '{"keys": [{"id": "a", "name": "b", "scopes": ["ask"], "sha256": 3, "made": "d"}]}',
        '{"keys": [{"id": "a", "name": "b", "scopes": ["ask"], "sha256": "c", "made": "d", "ends": 5}]}',
        '{"keys": [{"id": "a", "name": "b", "scopes": ["ask"], "sha256": "é", "made": "d"}]}',
    ],
)
def test_a_damaged_file_opens_nothing_and_is_not_written_over(tmp_path: Path, text: str) -> None:
    damaged = text.encode("utf-8", "surrogateescape")
    (tmp_path / "keys.json").write_bytes(damaged)
    assert KeyRing(tmp_path).holder("c") is None
    with pytest.raises(KeysUnusableError, match=r"keys\.json"):
        keys_in(tmp_path)
    with pytest.raises(KeysUnusableError):
        make_key(tmp_path, "one", ["ask"])
    assert (tmp_path / "keys.json").read_bytes() == damaged


def _make_some(folder: Path) -> None:
    for _ in range(5):
        make_key(folder, "one", ["ask"])


def test_keys_made_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    makers = [context.Process(target=_make_some, args=(tmp_path,)) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(keys_in(tmp_path)) == 20
    assert len(json.loads((tmp_path / "keys.json").read_text())["keys"]) == 20


def add_as(uid: int, folder: Path) -> None:
    os.setgid(uid)
    os.setuid(uid)
    assert KeyRing(folder).named(keys_in(folder)[0].id) is not None
    make_key(folder, "of the service", ["ask"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
@pytest.mark.parametrize("is_there", [True, False])
def test_keys_that_root_makes_are_those_of_the_service(is_there: bool) -> None:
    service = 54_321
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to others
        home, folder = Path(place), Path(place) / "data"
        if is_there:
            folder.mkdir(mode=0o700)
            os.chown(folder, service, service)
        os.chown(home, service, service)
        make_key(folder, "of root", ["operate"])
        child = multiprocessing.get_context("fork").Process(target=add_as, args=(service, folder))
        child.start()
        child.join()
        assert child.exitcode == 0
        make_key(folder, "of root too", ["operate"])
        assert [each.name for each in keys_in(folder)] == ["of root", "of the service", "of root too"]
        for path in (folder, *folder.iterdir()):
            assert (path.stat().st_uid, stat.S_IMODE(path.stat().st_mode) & 0o077) == (service, 0), path


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for others")
def test_root_follows_no_link_that_the_service_left(tmp_path: Path) -> None:
    of_root = tmp_path / "of root"
    of_root.write_text("kept")
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, 54_321, 54_321)
    (folder / "keys.lock").symlink_to(of_root)
    with pytest.raises(OSError):
        make_key(folder, "x", ["ask"])
    assert (of_root.read_text(), of_root.stat().st_uid) == ("kept", 0)

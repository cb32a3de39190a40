"""The table of settings: what is read, from where, and what is said of mistakes."""

import logging
from pathlib import Path

import pytest

from qa_service.errors import SettingsError
from qa_service.settings import SETTINGS, default_index, load_settings, shipped


def test_defaults_serve_the_chat_on_port_8000_of_this_machine_only() -> None:
    settings = load_settings({})
    assert (settings.host, settings.port, settings.max_batch) == ("127.0.0.1", 8000, 100)
    assert settings.min_confidence is None
    assert settings.log_questions is False


def test_a_flag_goes_before_the_environment_and_the_environment_before_the_default() -> None:
    assert load_settings({"QA_PORT": "9000"}).port == 9000
    assert load_settings({"QA_PORT": "9000"}, port="9100").port == 9100
    assert load_settings({"QA_PORT": "9000"}, port=None).port == 9000


def test_an_empty_variable_is_unset() -> None:
    assert load_settings({"QA_PORT": "", "QA_CORPUS": ""}) == load_settings({})


def test_every_fault_is_reported_at_once_by_the_name_it_was_given_under() -> None:
    environ = {"QA_PORT": "eighty", "QA_WORKERS": "0", "QA_LOG_LEVEL": "loud", "QA_LOG_QUESTIONS": "perhaps"}
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, max_batch="many")
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == [
        "QA_PORT",
        "QA_WORKERS",
        "--max-batch",
        "QA_LOG_QUESTIONS",
        "QA_LOG_LEVEL",
    ]
    assert "1 to 64" in lines[1]
    assert "debug, info, warning, error" in lines[4]


@pytest.mark.parametrize("value", ["nan", "inf", "-0.1", "1.5", "", " ", "half"])
def test_a_confidence_that_is_no_probability_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="--min-confidence"):
        load_settings({}, min_confidence=value)


@pytest.mark.parametrize("value", [True, 3.0, "3.0", b"3"])
def test_a_whole_number_is_not_guessed_from_something_else(value: object) -> None:
    with pytest.raises(SettingsError, match="whole number"):
        load_settings({}, workers=value)


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_yes_and_no_are_read_in_the_usual_spellings(word: str, meant: bool) -> None:
    assert load_settings({"QA_LOG_QUESTIONS": word}).log_questions is meant


def test_numbers_at_the_ends_of_their_range_are_taken() -> None:
    settings = load_settings({}, port=0, min_confidence=1, workers="64")
    assert (settings.port, settings.min_confidence, settings.workers) == (0, 1.0, 64)


def test_a_name_that_is_no_setting_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="prot"):
        load_settings({}, prot=1)


def test_a_misspelt_variable_is_warned_of_with_the_likely_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load_settings({"QA_PROT": "9000", "PORT": "9000"})
    assert [record.getMessage() for record in caplog.records] == [
        "QA_PROT is no setting and is not used; did you mean QA_PORT?"
    ]


def test_the_corpus_is_the_one_in_the_working_directory_else_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).corpus == shipped("corpus")
    (tmp_path / "corpus").mkdir()
    assert load_settings({}).corpus == tmp_path / "corpus"


def test_folders_are_absolute_and_a_tilde_is_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/reader")
    settings = load_settings({"QA_CORPUS": "articles"}, index="~/index")
    assert settings.corpus == tmp_path / "articles"
    assert settings.index == Path("/home/reader/index")


def test_a_home_folder_that_nobody_has_is_a_fault_and_no_traceback() -> None:
    with pytest.raises(SettingsError, match="QA_INDEX"):
        load_settings({"QA_INDEX": "~no-such-user-here/index"})


def test_each_corpus_has_an_index_of_its_own_that_stays_where_it_is(tmp_path: Path) -> None:
    one, other = (
        load_settings({"XDG_DATA_HOME": str(tmp_path)}, corpus=f"/articles/{name}/corpus").index
        for name in ("one", "other")
    )
    assert one != other
    assert one.is_relative_to(tmp_path / "qa-service")
    assert one == default_index(Path("/articles/one/../one/corpus"), {"XDG_DATA_HOME": str(tmp_path)})


def test_a_relative_data_folder_is_ignored_as_the_xdg_specification_asks() -> None:
    index = default_index(Path("/articles"), {"XDG_DATA_HOME": "data", "HOME": "/home/reader"})
    assert index.is_relative_to("/home/reader/.local/share/qa-service")


def test_every_default_is_good_for_its_own_setting() -> None:
    given = {setting.name: setting.row.default for setting in SETTINGS if setting.row.default is not None}
    assert load_settings({}, **given) == load_settings({})


@pytest.mark.parametrize("value", ["60", "0/minute", "-1/minute", "60/fortnight", "1.5/hour", "60/minute; 2/second"])
def test_a_rate_that_can_not_be_counted_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="QA_RATE_LIMIT must be none, or like 60/minute"):
        load_settings({"QA_RATE_LIMIT": value})


def test_an_address_of_a_store_is_kept_as_it_is_written() -> None:
    assert load_settings({"QA_RATE_LIMIT_STORE": " redis://:PassWord@host:1/0 "}).rate_limit_store == (
        "redis://:PassWord@host:1/0"
    )


def test_redis_without_its_library_is_reported_with_the_other_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_service.settings.find_spec", lambda _: None)
    with pytest.raises(SettingsError) as caught:
        load_settings({"QA_RATE_LIMIT_STORE": "redis://h/0", "QA_PORT": "x"})
    assert len(str(caught.value).splitlines()) == 2
    assert "needs the extra redis: pip install redis" in str(caught.value)

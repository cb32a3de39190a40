"""The table of settings (name, environment variable, flag, unit, default, meaning), and their validation."""

import difflib
import hashlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

from qa_service.errors import SettingsError
from qa_service.setting_values import Row, parsed

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]
ReaderUse = Literal["auto", "on", "off"]

_PACKAGE = Path(__file__).resolve().parent
_ORIGIN = r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?"  # as browsers write it: lower case, no path
_BASE64 = r"([A-Za-z0-9+/]{4}){8,21}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"  # 24 to 64 bytes
_log = logging.getLogger(__name__)


def shipped(name: str) -> Path:
    """Return the packaged folder `corpus` or `templates`: inside a wheel, or beside the package in a checkout."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _default_corpus() -> Path:
    here = Path("corpus").absolute()
    return here if here.is_dir() else shipped("corpus")


def default_index(corpus: Path, environ: Mapping[str, str]) -> Path:
    """Return the default index folder of a corpus, in the user's data folder (XDG Base Directory Specification 0.8).

    Each corpus has its own. Not beside the corpus, which may be read-only or installed: decision 0001.
    """
    resolved = corpus.resolve()
    xdg = Path(environ.get("XDG_DATA_HOME", ""))
    data = xdg if xdg.is_absolute() else Path(environ.get("HOME") or "~").expanduser() / ".local" / "share"
    digest = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:12]
    return data / "qa-service" / f"{resolved.name}-{digest}" / "index"


_LINE: Any = {"pattern": r"[^\n{}]{0,300}", "form": "a line of at most 300 characters without braces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, one row each. Created by `load_settings`, which applies the defaults and validates every value."""

    # A table, best read in rows.
    # fmt: off
    corpus: Annotated[Path, Row("folder", None, "The articles, read recursively",
                                shown="`corpus` in the working directory if it is there, else the sample corpus")]
    index: Annotated[Path, Row("folder", None, "Where the index is stored; votes and stored questions go to "
                               "`data` beside it",
                               shown="a folder for this corpus under `~/.local/share/qa-service`")]
    host: Annotated[str, Row("address", "127.0.0.1", "Address to listen on; `0.0.0.0` opens it to the network")]
    port: Annotated[int, Row("TCP port", 8000, "Port to listen on; 0 takes any free one", 0, 65_535)]
    workers: Annotated[int, Row("processes", 1, "Worker processes, which share one index in memory", 1, 64)]
    threads: Annotated[int, Row("threads", 8, "Threads of each worker", 1, 256)]
    min_confidence: Annotated[float | None, Row("probability", None, "Below this confidence the answer is "
                                                "`no_answer`", 0, 1,
                                                shown="the threshold that comes with the ranker")]
    max_body_bytes: Annotated[int, Row("bytes", 1_000_000, "Longest body of a request", 1024, 1 << 30)]
    max_question_chars: Annotated[int, Row("code points", 1000, "Longest question", 1, 100_000)]
    max_batch: Annotated[int, Row("questions", 100, "Most questions in one batch", 1, 10_000)]
    max_json_depth: Annotated[int, Row("levels", 32, "Deepest nesting of a request's JSON", 4, 500)]
    question_timeout_ms: Annotated[int, Row("milliseconds", 5000, "Longest time for one question", 10, 600_000)]
    batch_timeout_ms: Annotated[int, Row("milliseconds", 30_000, "Longest time for one batch", 10, 600_000)]
    kept_answers: Annotated[int, Row("answers", 1000, "Answers that a worker caches", 0, 100_000)]
    max_file_bytes: Annotated[int, Row("bytes", 10_000_000, "Largest file of the corpus, and largest document of an "
                                       "archive", 1, 1 << 40)]
    max_archive_bytes: Annotated[int, Row("bytes", 1_000_000_000, "Largest archive of the corpus (`.jsonl`, feeds, "
                                          "`.gz`, `.zip`), packed and unpacked", 1, 1 << 40)]
    require_key: Annotated[bool, Row("1 or 0", False, "Asking, votes, documents and metrics need an API key",
                                     shown="0")]
    rate_limit: Annotated[str, Row("requests/time", "none", "Most requests of one key, or of one address without a key",
                                   pattern=r"none|[1-9]\d{0,8}/(second|minute|hour|day)",
                                   form="none, or like 60/minute (second, minute, hour, day)")]
    rate_limit_store: Annotated[str, Row("address", "memory", "Where requests are counted: `memory` of each worker, or "
                                         "`redis://HOST:PORT/NUMBER` for all", form="memory or an address of Redis",
                                         pattern=r"memory|(redis|rediss|redis\+unix)://\S+")]
    cors_origins: Annotated[str, Row("origins", "none", "Origins whose pages may call the API, with commas between",
                                     pattern=rf"none|{_ORIGIN}([\s,]+{_ORIGIN})*",
                                     form="none, or origins like https://example.org with commas between")]
    embed_origins: Annotated[str, Row("origins", "none", "Origins whose pages may hold the chat in a frame, with "
                                      "commas between", pattern=rf"none|{_ORIGIN}([\s,]+{_ORIGIN})*",
                                      form="none, or origins like https://example.org with commas between")]
    trusted_proxies: Annotated[int, Row("proxies", 0, "Reverse proxies in front of the service, whose "
                                        "`X-Forwarded-For` and `X-Forwarded-Proto` are trusted", 0, 10)]
    house_name: Annotated[str, Row("text", "", "How the service names itself", **_LINE, shown="none")]
    house_greeting: Annotated[str, Row("text", "", "What it replies to a greeting", **_LINE, shown="by the greeting")]
    house_refusal: Annotated[str, Row("text", "", "What the page says instead of a refusal", **_LINE, shown="a text")]
    old_after_days: Annotated[int, Row("days", 365, "Age from which an answer for the present is old", 1, 36_500)]
    watch: Annotated[bool, Row("1 or 0", True, "Index the corpus again whenever it changes while it is served",
                               shown="1")]
    watch_polling: Annotated[bool, Row("1 or 0", False, "Poll for changes every second, for file systems that don't "
                                       "report them", shown="0")]
    log_questions: Annotated[bool, Row("1 or 0", False, "Store the questions that are asked", shown="0")]
    slow_question_ms: Annotated[int, Row("milliseconds", 500, "Log a warning for questions that take this long; "
                                         "0: never", 0, 600_000)]
    log_level: Annotated[LogLevel, Row("level", "info", "Lowest level that is logged: debug, info, warning, error")]
    reader: Annotated[ReaderUse, Row("use", "auto", "Whether a small model reads the question together with sentences: "
                                     "`on`, `off`, or `auto`: on if the extra `reader` is installed")]
    cluster: Annotated[str, Row("addresses", "none", "OpenSearch nodes that hold the index, with commas between",
                                pattern=r"none|https?://\S+(\s*,\s*https?://\S+)*",
                                form="none, or addresses like https://user:password@host:9200 with commas between")]
    cluster_ca: Annotated[Path | None, Row("file", None, "Certificate of the authority that the cluster's is signed "
                                           "by", shown="those that the system trusts")]
    cluster_login: Annotated[str, Row("login", "basic", "How to log in to the cluster: `basic` with the user of the "
                                      "address, `key:API_KEY`, or `aws:REGION`", pattern=r"basic|key:\S+|aws:\S+",
                                      form="basic, key:API_KEY or aws:REGION")]
    webhook_url: Annotated[str, Row("address", "none", "Where a question without an answer and a change of the corpus "
                                    "are told", pattern=r"none|https?://\S+", form="none or an address like "
                                    "https://example.org/hook")]
    webhook_secret: Annotated[str, Row("secret", "none", "What webhooks are signed with: `whsec_` and 24 to 64 random "
                                       "bytes in base64", pattern=rf"none|whsec_{_BASE64}",
                                       form="whsec_ and 24 to 64 bytes in base64")]
    log_format: Annotated[LogFormat, Row("form", "text", "Log lines for people (text) or for machines (json)")]
    log_requests: Annotated[bool, Row("1 or 0", False, "Log a line for each request, without its query", shown="0")]

    @property
    def data(self) -> Path:
        """The folder of votes, keys, recent answers and, if stored, questions."""
        return self.index.parent / "data"
    # fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table for the command line, the documentation and its tests."""

    name: str
    type: Any  # as annotated in Settings
    row: Row

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"QA_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """Its flag on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def default(self) -> str:
        """Its default as text."""
        return str(self.row.default) if self.row.shown is None else self.row.shown


SETTINGS = tuple(
    Setting(name=name, type=get_args(hint)[0], row=get_args(hint)[1])
    for name, hint in get_type_hints(Settings, include_extras=True).items()
)
"""The table, in the order of `Settings`."""


def _warn_of_strangers(environ: Mapping[str, str]) -> None:
    known = [setting.variable for setting in SETTINGS]
    for variable in sorted(environ):
        if variable.startswith("QA_") and variable not in known:
            near = difflib.get_close_matches(variable, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            _log.warning("%s is no setting and is not used%s", variable, hint)


def load_settings(environ: Mapping[str, str], **overrides: object) -> Settings:
    """Read the settings: an override (a flag; None counts as unset), else the environment (empty counts as unset), else
    the default.

    Values may be text or of the setting's own type. Raises SettingsError with one line for every fault, and
    TypeError for an unknown override.

    >>> load_settings({"QA_PORT": "8080"}, workers=2).port
    8080
    """
    strangers = overrides.keys() - {setting.name for setting in SETTINGS}
    if strangers:
        raise TypeError(f"no such setting: {', '.join(sorted(strangers))}")
    _warn_of_strangers(environ)
    values: dict[str, Any] = {}
    faults = []
    for setting in SETTINGS:
        given, origin = overrides.get(setting.name), setting.flag
        if given is None:
            given, origin = environ.get(setting.variable) or None, setting.variable
        try:
            values[setting.name] = setting.row.default if given is None else parsed(setting.type, setting.row, given)
        except ValueError as fault:
            faults.append(f"{origin} {fault}")
    if values.get("rate_limit_store", "memory") != "memory" and find_spec("redis") is None:
        faults.append("QA_RATE_LIMIT_STORE needs the extra redis: pip install redis")
    if values.get("cluster", "none") != "none" and find_spec("opensearchpy") is None:
        faults.append("QA_CLUSTER needs the extra cluster: .venv/bin/python -m pip install --editable '.[cluster]'")
    if values.get("webhook_url", "none") != "none" and values.get("webhook_secret") == "none":
        faults.append("QA_WEBHOOK_URL needs QA_WEBHOOK_SECRET: whsec_ and 24 to 64 random bytes in base64")
    if faults:
        raise SettingsError("\n".join(faults))
    if values["corpus"] is None:
        values["corpus"] = _default_corpus()
    if values["index"] is None:
        values["index"] = default_index(values["corpus"], environ)
    return Settings(**values)

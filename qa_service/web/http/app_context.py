"""App context: what the views use: the current engine, the settings, the rejected files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.records.api_keys import KeyRing
from qa_service.records.journal import Journal
from qa_service.records.sessions import Sessions
from qa_service.settings import Settings
from qa_service.web.http.kept_answers import KeptAnswers
from qa_service.web.http.metrics import Metrics
from qa_service.web.http.rate_counting import Rates
from qa_service.webhooks.events import Webhooks

_KEY = "qa_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Passed to the application when it is created. Get the engine once per request, since it may be swapped."""

    engine: Callable[[], Engine]
    settings: Settings
    rejected: Callable[[], Sequence[Problem]]
    journal: Journal
    keys: KeyRing
    sessions: Sessions
    rates: Rates
    kept_answers: KeptAnswers
    metrics: Metrics
    webhooks: Webhooks
    distrust: Callable[[], object]  # told when the engine's index proved damaged

    def min_confidence(self, engine: Engine) -> float:
        """Return the default threshold of `no_answer`: the setting, else the one of the ranker."""
        chosen = self.settings.min_confidence
        return engine.min_confidence if chosen is None else chosen

    def install(self, extensions: dict[str, object]) -> None:
        """Store this in an application's `extensions`, where `serving` finds it."""
        extensions[_KEY] = self


def serving() -> Serving:
    """Return the `Serving` of the current application."""
    return serving_of(current_app)


def serving_of(app: Flask) -> Serving:
    """Return the `Serving` of an application."""
    found = app.extensions[_KEY]
    assert isinstance(found, Serving)  # noqa: S101 - tells the type checker what `install` put there
    return found

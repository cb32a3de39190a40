"""The application factory: blueprints, limits, headers and problems joined into one Flask application."""

from collections.abc import Callable, Sequence

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.records.api_keys import KeyRing
from qa_service.records.journal import Journal
from qa_service.records.sessions import Sessions
from qa_service.settings import Settings
from qa_service.web.api.api import api
from qa_service.web.api.completions import completions
from qa_service.web.api.documents import DocumentIdConverter, documents
from qa_service.web.api.feedback import feedback
from qa_service.web.api.operations import operations
from qa_service.web.api.reference import reference
from qa_service.web.api.shortcut import Shortcut
from qa_service.web.http import compression, cors, headers, metrics, problems, rates, request_log
from qa_service.web.http.app_context import Serving
from qa_service.web.http.kept_answers import KeptAnswers
from qa_service.web.http.metrics import Metrics
from qa_service.web.http.rate_counting import Rates
from qa_service.web.pages.embedding import embedding
from qa_service.web.pages.listing import listing
from qa_service.web.pages.managing import managing
from qa_service.web.pages.pages import pages
from qa_service.web.pages.suggesting import suggesting
from qa_service.web.rendering import template_filters
from qa_service.web.rendering.paths import STATIC, templates
from qa_service.web.server.gate import Gate
from qa_service.webhooks.events import Webhooks

_BLUEPRINTS = (
    api,
    completions,
    documents,
    embedding,
    feedback,
    listing,
    managing,
    operations,
    pages,
    reference,
    suggesting,
)


class _ReadableJSON(DefaultJSONProvider):
    """Arabic as it is written (escaped it has 2.6 times the bytes), keys in the order of the contract."""

    ensure_ascii = False
    sort_keys = False
    compact = True


def create_app(
    engine: Callable[[], Engine],
    settings: Settings,
    rejected: Callable[[], Sequence[Problem]] = tuple,
    distrust: Callable[[], object] = lambda: None,
) -> Flask:
    """The application that answers from `engine()`, called once a request, so that an engine can be swapped.

    `rejected` gives the problems of the corpus, for `/readyz`; `distrust` is told when an index proved damaged.
    Only the settings of requests are used here.
    """
    app = Flask("qa_service", static_folder=STATIC, template_folder=templates())
    app.json = _ReadableJSON(app)
    # One more than allowed: a chunked body is cut at this length without a word, and the byte too many tells.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes + 1
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # an id may hold two slashes in a row
    app.url_map.converters["document_id"] = DocumentIdConverter
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    routes = [metrics.route_name(rule.rule) for rule in app.url_map.iter_rules()]
    here = Serving(
        engine=engine,
        settings=settings,
        rejected=rejected,
        metrics=Metrics(settings.data / "metrics", routes),
        journal=Journal(settings.data, keeps_questions=settings.log_questions),
        keys=KeyRing(settings.data),
        sessions=Sessions(settings.data),
        rates=Rates(settings.rate_limit, settings.rate_limit_store),
        kept_answers=KeptAnswers(settings.kept_answers),
        webhooks=Webhooks(settings, lambda: engine().info),
        distrust=distrust,
    )
    _register(app, here)
    app.wsgi_app = Gate(Shortcut(app.wsgi_app, here), settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _register(app: Flask, here: Serving) -> None:
    """Put in what happens before and after every request, in the order that it needs."""
    here.install(app.extensions)
    template_filters.register(app)
    problems.register(app)
    request_log.register(
        app, every_request=here.settings.log_requests
    )  # last of those after a request, first before it
    metrics.register(app, here.metrics)
    rates.register(app, here.rates)
    headers.register(app)
    cors.register(app, here.settings.cors_origins)
    compression.register(app)

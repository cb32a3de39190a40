"""The application factory: blueprints, limits, headers and problems joined into one Flask application."""

from collections.abc import Callable, Sequence

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from qa_service.corpus.document import Problem
from qa_service.engine import Engine
from qa_service.settings import Settings
from qa_service.web import compression, headers, problems, template_filters
from qa_service.web.api import api
from qa_service.web.documents import DocumentIdConverter, documents
from qa_service.web.operations import operations
from qa_service.web.pages import pages
from qa_service.web.places import STATIC, templates
from qa_service.web.serving import Serving


class _ReadableJSON(DefaultJSONProvider):
    """Arabic as it is written (escaped it has 2.6 times the bytes), keys in the order of the contract."""

    ensure_ascii = False
    sort_keys = False
    compact = True


def create_app(engine: Callable[[], Engine], settings: Settings,
               rejected: Callable[[], Sequence[Problem]] = tuple) -> Flask:
    """The application that answers from `engine()`, called once a request, so that an engine can be swapped.

    `rejected` gives the problems of the corpus, for `/readyz`. Only the settings of requests are used here.
    """
    app = Flask("qa_service", static_folder=STATIC, template_folder=templates())
    app.json = _ReadableJSON(app)
    # One more than allowed: a chunked body is cut at this length without a word, and the byte too many tells.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes + 1
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # an id may hold two slashes in a row
    app.url_map.converters["document_id"] = DocumentIdConverter
    Serving(engine=engine, settings=settings, rejected=rejected).install(app.extensions)
    for blueprint in (api, documents, operations, pages):
        app.register_blueprint(blueprint)
    template_filters.register(app)
    problems.register(app)
    headers.register(app)  # runs last: functions after a request run in reverse order
    compression.register(app)
    return app

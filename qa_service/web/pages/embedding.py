"""The embedded chat: `/embed` (the panel, for a frame), `/embed.js` (one script tag) and `/embed/demo`."""

import json

from flask import Blueprint, Response, make_response, render_template, request

from qa_service.web.http.app_context import serving
from qa_service.web.http.caching import entity_tag, has_already, not_modified
from qa_service.web.http.headers import policy
from qa_service.web.http.validation import DATES, LISTS, filters_in_query
from qa_service.web.pages.pages import chat_page
from qa_service.web.rendering.bidi import ARABIC_LETTER, UNIT
from qa_service.web.rendering.catalogues import N_, catalogue
from qa_service.web.rendering.negotiation import LANGUAGES
from qa_service.web.rendering.paths import STATIC

embedding = Blueprint("embedding", __name__)
_MAX_TITLE_CHARS = 80
_KEPT_SECONDS = 300  # cache time of the script, which other sites load with every page
_SCRIPT_TEXTS = {"title": N_("Ask the archive"), "close": N_("Close")}


@embedding.get("/embed")
def panel() -> Response:
    """Return the chat as a panel; `title`, `lang` and the filters of `/ask` are parameters.

    The origins of `QA_EMBED_ORIGINS`, and our own, may show it in a frame.
    """
    title = " ".join(request.args.get("title", "").split())[:_MAX_TITLE_CHARS]
    kept = [(name, value) for name in ("title", *LISTS, *DATES) for value in request.args.getlist(name) if value]
    filters = {name: value for name, value in filters_in_query(request.args).items() if value}
    response = chat_page("embed.html", embed_title=title, kept_parameters=kept, filters=filters)
    allowed = [each for each in serving().settings.embed_origins.replace(",", " ").split() if each != "none"]
    response.headers["Content-Security-Policy"] = policy(frame_ancestors=" ".join(["'self'", *allowed]))
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if not allowed:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"  # it can't list origins
    return response


@embedding.get("/embed.js")
def script() -> Response:
    """Return the script that adds the button and the panel to a page; pages of any origin may load it."""
    texts = {lang: {name: catalogue(lang).gettext(said) for name, said in _SCRIPT_TEXTS.items()} for lang in LANGUAGES}
    known = {"texts": texts, "letter": ARABIC_LETTER.pattern, "unit": UNIT.pattern}
    source = (
        (STATIC / "js" / "embed.js")
        .read_text(encoding="utf-8")
        .replace("FROM_THE_SERVER", json.dumps(known, ensure_ascii=False))
    )
    tag = entity_tag(source)
    if has_already(tag):
        return not_modified(tag)
    response = Response(source, mimetype="text/javascript")
    response.set_etag(tag)
    response.cache_control.public, response.cache_control.max_age = True, _KEPT_SECONDS
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@embedding.get("/embed/demo")
def demo() -> Response:
    """Return a demo page with the panel, as on a publisher's site, and the tag to copy."""
    response = make_response(render_template("embed_demo.html", address=request.host_url.rstrip("/")))
    response.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    response.cache_control.no_cache = True
    return response

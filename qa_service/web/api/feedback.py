"""Votes of readers on answers: `POST /feedback`."""

import logging

from flask import Blueprint, Response, jsonify

from qa_service.web.http.access import require_scope
from qa_service.web.http.app_context import serving
from qa_service.web.http.bodies import json_body
from qa_service.web.http.problems import ProblemError
from qa_service.web.http.rates import client_name
from qa_service.web.http.request_id import request_id
from qa_service.web.http.requests import FeedbackBody
from qa_service.web.http.validation import validated

feedback = Blueprint("feedback", __name__)
_log = logging.getLogger(__name__)


@feedback.post("/feedback")
@require_scope("feedback")
def keep_feedback() -> Response:
    """Store a client's vote, in place of an earlier one: 201 when it is on the disk; 404 without such an answer."""
    body = validated(FeedbackBody, json_body())
    try:
        client = serving().sessions.name_of(client_name())
        is_kept = serving().journal.vote(body.request_id, body.vote, body.comment, client)
    except OSError as reason:
        _log.error("request %s: can't store the vote: %s", request_id(), reason)
        raise ProblemError("feedback_not_kept") from None
    if not is_kept:
        raise ProblemError("answer_not_found")
    serving().metrics.voted(body.vote)
    response = jsonify({"about": body.request_id, "vote": body.vote, "request_id": request_id()})
    response.status_code = 201
    response.cache_control.no_store = True
    return response

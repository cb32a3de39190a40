"""`/ask` over HTTP: the shape of answers, what is refused and how, what a client may keep."""

import http.client
import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.real_server import ROOT, Server, serving

QUESTION = "من يشارك المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب؟"
UNANSWERABLE = "ما عدد أقمار المشتري؟"
BODY_KEYS = [
    "question",
    "status",
    "confidence",
    "sentences",
    "citations",
    "interpreted_as",
    "related_questions",
    "nearest",
    "agreement",
    "index",
    "took_ms",
    "request_id",
]
CITATION_KEYS = [
    "id",
    "document_id",
    "title",
    "source_url",
    "date",
    "passage_id",
    "quote",
    "start",
    "end",
    "start_utf16",
    "end_utf16",
    "retrieval_score",
    "rerank_score",
    "link",
    "source_link",
    "publisher",
]


def test_an_answer_has_the_keys_of_the_contract_in_order_and_arabic_as_written(server: Server) -> None:
    reply = server.post("/ask", {"question": QUESTION})
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    assert "كندا".encode() in reply.body and b"\\u06" not in reply.body
    assert list(reply.json) == BODY_KEYS
    assert [list(each) for each in reply.json["citations"]] == [CITATION_KEYS] * len(reply.json["citations"])
    assert reply.json["request_id"] == reply.headers["x-request-id"]


def test_every_citation_round_trips_through_the_document_in_both_units(server: Server) -> None:
    citations = server.ask("متى تأسس المنتدى وأين؟", min_confidence=0, max_sentences=10)["citations"]
    assert citations
    for citation in citations:
        text = server.get("/documents/" + quote(citation["document_id"])).json["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        units = text.encode("utf-16-le")[2 * citation["start_utf16"] : 2 * citation["end_utf16"]]
        assert units.decode("utf-16-le") == citation["quote"]


def test_the_sample_corpus_answers_the_question_of_the_readme(tmp_path: Path) -> None:
    with serving(ROOT / "corpus", tmp_path) as sample:
        answer = sample.ask("من يشارك في رئاسة المنتدى العالمي لمكافحة الإرهاب؟")
    assert answer["status"] == "answered"
    assert "كندا" in answer["sentences"][0]["text"]


def test_get_and_post_give_the_same_answer(server: Server) -> None:
    posted = server.ask(QUESTION, max_sentences=1, filters={"publisher": ["دفاتر"]})
    got = server.get(f"/ask?q={quote(QUESTION)}&max_sentences=1&publisher={quote('دفاتر')}&unheard_of=1").json
    for answer in (posted, got):
        del answer["took_ms"], answer["request_id"]
    assert got == posted


def test_no_answer_has_a_reason_and_nothing_cited(server: Server) -> None:
    answer = server.ask(UNANSWERABLE)
    assert answer["status"] == "no_answer" and answer["reason"]
    assert answer["sentences"] == answer["citations"] == []
    assert 0 <= answer["confidence"] < 1
    assert "reason" not in server.ask(QUESTION)


def test_min_confidence_decides_between_answer_and_none_but_not_the_confidence(server: Server) -> None:
    shown, refused = server.ask(QUESTION, min_confidence=0), server.ask(QUESTION, min_confidence=1)
    assert shown["status"] != "no_answer" and refused["status"] == "no_answer"
    assert shown["confidence"] == refused["confidence"]


def test_max_sentences_is_a_ceiling(server: Server) -> None:
    assert len(server.ask("المغرب", min_confidence=0, max_sentences=1)["sentences"]) == 1


def test_filters_keep_other_documents_out(server: Server) -> None:
    def cited(**filters: object) -> set[str]:
        found = server.ask("طول نهر النيل", min_confidence=0, filters=filters)["citations"]
        return {each["document_id"] for each in found}

    assert cited() >= {"نيل/النهر"}
    assert cited(publisher=["دفاتر"]) <= {"forum"}
    assert cited(tags=["جغرافيا", "أمن"], date_from="2024-01-05", date_to="2024-01-05") == {"نيل/النهر"}
    assert cited(date_from="2024-01-06") == set()
    assert cited(publisher=[]) == cited()


def test_history_is_taken(server: Server) -> None:
    history = [{"question": QUESTION, "document_ids": ["forum"]}, {"question": "متى تأسس؟"}]
    assert server.ask("وأين تأسس؟", history=history)["question"] == "وأين تأسس؟"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b'{"question": "a"} x', "invalid_json"),
        ('{"question": "نهر"}'.encode("windows-1256"), "invalid_utf8"),
        (b'{"question": "a", "question": "b"}', "duplicate_key"),
        (b'{"question": "a", "filters": {"tags": [], "tags": []}}', "duplicate_key"),
        (b'{"question": "a", "min_confidence": NaN}', "not_a_json_number"),
        (b'{"question": "a", "min_confidence": -Infinity}', "not_a_json_number"),
        (b'{"question": "\\ud83d"}', "lone_surrogate"),
        (b'{"question": ' + b"[" * 40 + b"]" * 40 + b"}", "json_too_deep"),
        (b"[" * 200_000, "json_too_deep"),
    ],
)
def test_what_can_not_be_read_as_json_is_400(server: Server, body: bytes, code: str) -> None:
    reply = server.post("/ask", body)
    assert (reply.status, reply.json["code"]) == (400, code)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "#/question", "required"),
        ({"question": 5}, "#/question", "wrong_type"),
        ({"question": None}, "#/question", "wrong_type"),
        ({"question": " \n"}, "#/question", "blank"),
        ({"question": "س" * 301}, "#/question", "too_long"),
        ({"question": "س", "max_sentences": "3"}, "#/max_sentences", "wrong_type"),
        ({"question": "س", "max_sentences": 3.0}, "#/max_sentences", "wrong_type"),
        ({"question": "س", "max_sentences": True}, "#/max_sentences", "wrong_type"),
        ({"question": "س", "max_sentences": 0}, "#/max_sentences", "out_of_range"),
        ({"question": "س", "max_sentences": 11}, "#/max_sentences", "out_of_range"),
        ({"question": "س", "min_confidence": -0.1}, "#/min_confidence", "out_of_range"),
        ({"question": "س", "min_confidence": 1.1}, "#/min_confidence", "out_of_range"),
        ({"question": "س", "min_confidence": True}, "#/min_confidence", "wrong_type"),
        ({"question": "س", "min_confidence": None}, "#/min_confidence", "wrong_type"),
        ({"question": "س", "history": {}}, "#/history", "wrong_type"),
        ({"question": "س", "history": [{"question": "س"}] * 21}, "#/history", "too_long"),
        ({"question": "س", "history": [{"question": "س" * 33_000}]}, "#/history", "too_many_bytes"),
        (
            {"question": "س", "history": [{"question": "س", "document_ids": ["nile"] * 14_000}]},
            "#/history",
            "too_many_bytes",
        ),
        ({"question": "س", "history": [{"document_ids": []}]}, "#/history/0/question", "required"),
        (
            {"question": "س", "history": [{"question": "س", "document_ids": "x"}]},
            "#/history/0/document_ids",
            "wrong_type",
        ),
        ({"question": "س", "filters": {"tags": "أمن"}}, "#/filters/tags", "wrong_type"),
        ({"question": "س", "filters": {"tags": ["أمن", 1]}}, "#/filters/tags/1", "wrong_type"),
        ({"question": "س", "filters": {"date_from": "2023-02-30"}}, "#/filters/date_from", "bad_date"),
        ({"question": "س", "filters": {"date_to": "20230201"}}, "#/filters/date_to", "bad_date"),
        ({"question": "س", "filters": {"date_to": "٢٠٢٣-٠٢-٠١"}}, "#/filters/date_to", "bad_date"),
        ({"question": "س", "filters": {"date_from": "2024-01-02", "date_to": "2024-01-01"}}, "#/filters", "date_order"),
        ([], "#", "wrong_type"),
        ("س", "#", "wrong_type"),
    ],
)
def test_what_is_readable_but_wrong_is_422_and_tells_where(
    server: Server, body: object, pointer: str, code: str
) -> None:
    reply = server.post("/ask", body)
    assert (reply.status, reply.json["code"]) == (422, "invalid_request")
    assert [(each["pointer"], each["code"]) for each in reply.json["errors"]] == [(pointer, code)]


def test_a_number_of_thousands_of_digits_is_422(server: Server) -> None:
    reply = server.post("/ask", b'{"question": "a", "max_sentences": ' + b"9" * 10_000 + b"}")
    assert reply.status == 422


@pytest.mark.parametrize(
    ("body", "suggestion"),
    [
        ({"question": "س", "max_sentence": 3}, "max_sentences"),
        ({"question": "س", "maxSentences": 3}, "max_sentences"),
        ({"question": "س", "top_k": 3}, "max_sentences"),
        ({"question": "س", "topK": 3}, "max_sentences"),
        ({"question": "س", "filters": {"tag": []}}, "tags"),
        ({"question": "س", "filters": {"publishers": []}}, "publisher"),
        ({"question": "س", "history": [{"question": "س", "documents": []}]}, "document_ids"),
    ],
)
def test_an_unknown_key_is_refused_with_the_likely_right_one(server: Server, body: object, suggestion: str) -> None:
    reply = server.post("/ask", body, Accept_Language="en")
    error = reply.json["errors"][0]
    assert (reply.status, error["code"], error["suggestion"]) == (422, "unknown_key", suggestion)
    assert f"did you mean “{suggestion}”" in error["detail"]


def test_a_very_long_key_is_told_in_short(server: Server) -> None:
    reply = server.post("/ask", {"question": "س", "ك" * 200_000: 1})
    assert reply.status == 422
    assert len(reply.body) < 2000


def test_an_unknown_key_like_no_other_gets_no_suggestion(server: Server) -> None:
    assert "suggestion" not in server.post("/ask", {"question": "س", "ظظظ": 1}).json["errors"][0]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("", "q", "required"),
        ("q=", "q", "blank"),
        ("q=%D8%B3&max_sentences=x", "max_sentences", "wrong_type"),
        ("q=%D8%B3&max_sentences=3.0", "max_sentences", "wrong_type"),
        ("q=%D8%B3&max_sentences=11", "max_sentences", "out_of_range"),
        ("q=%D8%B3&min_confidence=2", "min_confidence", "out_of_range"),
        ("q=%D8%B3&date_from=2024", "date_from", "bad_date"),
        ("q=%D8%B3&date_from=2024-01-02&date_to=2024-01-01", "date_from", "date_order"),
    ],
)
def test_a_wrong_query_is_422_and_names_the_parameter(server: Server, query: str, parameter: str, code: str) -> None:
    reply = server.get(f"/ask?{query}")
    assert reply.status == 422
    assert [(each["parameter"], each["code"]) for each in reply.json["errors"]] == [(parameter, code)]


def test_get_is_304_for_the_same_query_only(server: Server) -> None:
    path = f"/ask?q={quote(QUESTION)}"
    tag = server.get(path).headers["etag"]
    kept = server.get(path, If_None_Match=f'"other", {tag}')
    assert (kept.status, kept.body, kept.headers["etag"]) == (304, b"", tag)
    assert server.get(path + "&max_sentences=1", If_None_Match=tag).status == 200


def test_post_is_not_kept(server: Server) -> None:
    assert server.post("/ask", {"question": QUESTION}).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_415(server: Server, media_type: str) -> None:
    reply = server.post("/ask", {"question": QUESTION}, Content_Type=media_type)
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")


def test_a_compressed_body_is_415(server: Server) -> None:
    assert server.post("/ask", {"question": QUESTION}, Content_Encoding="gzip").status == 415


def test_a_byte_order_mark_and_a_charset_do_no_harm(server: Server) -> None:
    body = b"\xef\xbb\xbf" + '{"question": "كندا"}'.encode()
    assert server.post("/ask", body, Content_Type="application/json; charset=utf-8").status == 200


def test_a_body_over_the_limit_is_413_told_or_chunked(server: Server) -> None:
    body = '{"question": "كندا"}'.encode().ljust(1_000_000)
    assert server.post("/ask", body).status == 200
    assert server.post("/ask", body + b" ").json["code"] == "body_too_large"
    for told, status in ((body, 200), (body + b" ", 413)):
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
            chunks = (told[at : at + 65_536] for at in range(0, len(told), 65_536))
            connection.request("POST", "/ask", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
            assert connection.getresponse().status == status


def test_a_body_that_ends_early_is_not_taken_for_a_whole_one(server: Server) -> None:
    body = '{"question": "كندا"}'.encode()
    head = f"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body) + 9}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        reply = http.client.HTTPResponse(connection)
        reply.begin()
        assert (reply.status, b"truncated_body" in reply.read()) == (400, True)
        reply.close()


def test_a_question_of_control_characters_is_answered_with_no(server: Server) -> None:
    assert server.ask("\0\x07؟")["status"] == "no_answer"


def test_batch_answers_in_order_and_a_bad_question_fails_alone(server: Server) -> None:
    reply = server.post(
        "/ask/batch", {"questions": [{"question": QUESTION}, {"question": 5}, {"question": UNANSWERABLE}, "س"]}
    )
    assert reply.status == 200
    answers = reply.json["answers"]
    assert [each["status"] for each in answers[1:]] == [422, "no_answer", 422]
    assert answers[0]["question"] == QUESTION and answers[0]["sentences"]
    assert [each["request_id"] for each in answers] == [
        f"{reply.headers['x-request-id']}.{number}" for number in (1, 2, 3, 4)
    ]
    assert answers[1]["errors"][0]["pointer"] == "#/question"


def test_an_empty_batch_has_no_answers(server: Server) -> None:
    assert server.post("/ask/batch", {"questions": []}).json == {"answers": []}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"questions": {}}, "wrong_type"),
        ({"questions": [{"question": "س"}] * 101}, "too_long"),
        ({"question": []}, "unknown_key"),
    ],
)
def test_a_missing_wrong_or_oversized_batch_is_422(server: Server, body: object, code: str) -> None:
    reply = server.post("/ask/batch", body)
    assert reply.status == 422
    assert code in [each["code"] for each in reply.json["errors"]]

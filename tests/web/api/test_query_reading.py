"""A question alone in its query string is read as the web's libraries read it, or left to them."""

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.wrappers import Request

from qa_service.web.api.query_reading import only_question

PIECES = st.sampled_from(
    [
        "%",
        "%2",
        "%D8%B3",
        "%d8",
        "%FF",
        "%zz",
        "%3D",
        "=",
        "==",
        "+",
        "&",
        "q=",
        "x",
        " ",
        "\n",
        "س",
        "%26",
        "%0A",
        "%25",
        "\xd8\xb3",
        "_",
        "?",
        "\t",
    ]
)


@given(st.lists(PIECES).map("".join), st.sampled_from(["q=", "", "q", "Q=", "x=1&q="]))
@example("%=D8", "q=")
@example("100%", "q=")
def test_what_is_read_is_what_werkzeug_reads(rest: str, begins: str) -> None:
    query = begins + rest
    question = only_question(query)
    if question is not None:
        assert Request({"QUERY_STRING": query}).args.to_dict(flat=False) == {"q": [question]}


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([quote, quote_plus]))
def test_every_question_that_a_client_quotes_is_read(question: str, quoted: object) -> None:
    assert callable(quoted)
    assert only_question("q=" + quoted(question)) == question


@pytest.mark.parametrize("query", ["", "q", "question=x", "q=x&max_sentences=1", "q=x&q=y", "q=%", "q=%D8", "q=س"])
def test_what_is_no_plain_question_is_left_alone(query: str) -> None:
    assert only_question(query) is None

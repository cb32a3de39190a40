"""`qa-service mcp`, asked by the SDK's own client over real pipes and real HTTP, and byte by byte."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qa_service.cli import main
from qa_service.records.api_keys import make_key
from tests.available import import_or_skip
from tests.web.real_server import ROOT, serving

sdk = import_or_skip("mcp", "pip install -e '.[mcp]'")
httpx = import_or_skip("httpx2", "pip install -e '.[mcp]'")
stdio = import_or_skip("mcp.client.stdio", "pip install -e '.[mcp]'")
streamable = import_or_skip("mcp.client.streamable_http", "pip install -e '.[mcp]'")

pytestmark = pytest.mark.slow
QUESTION = "كم يبلغ طول نهر النيل؟"
SENTENCE = "نهر النيل أطول أنهار إفريقيا، ويبلغ طوله 6650 كيلومترا."
PATIENCE = 60.0


def environment(corpus: Path, index: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    fixed = {"QA_CORPUS": str(corpus), "QA_INDEX": str(index), "QA_READER": "off", "QA_MIN_CONFIDENCE": "0.01"}
    return {**kept, **fixed, **settings}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qa_service", "mcp", *arguments]


def over_stdio(around: dict[str, str], work: Callable[[Any], Awaitable[None]], *arguments: str) -> None:
    """Do the work with a client whose server it starts itself, as programs do."""
    program, *rest = command(*arguments)

    async def session() -> None:
        started = stdio.StdioServerParameters(command=program, args=rest, env=around, cwd=str(ROOT))
        async with sdk.Client(started, read_timeout_seconds=PATIENCE) as client:
            await work(client)

    asyncio.run(session())


@contextmanager
def over_http(around: dict[str, str]) -> Iterator[str]:
    """A server on a free port, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ("--transport", "http", "--port", str(port))
    with subprocess.Popen(command(*arguments), cwd=ROOT, env=around, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if line.startswith("Serving at"))
            yield line.split()[2]
        finally:
            process.terminate()
            process.wait(20)


def text_of(result: Any) -> str:
    return str(result.content[0].text)


async def asks_everything(client: Any) -> None:
    """The tools and resources, whatever the transport."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "document"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]
    answer = await client.call_tool("ask", {"question": QUESTION})
    assert not answer.is_error
    assert f"«{SENTENCE}» [1]" in text_of(answer)
    cited = answer.structured_content["citations"][0]
    assert cited["quote"] == SENTENCE
    link = answer.content[1]
    assert (link.type, link.description) == ("resource_link", SENTENCE)
    quoted = (await client.read_resource(str(link.uri))).contents[0].text
    assert quoted == SENTENCE
    document = await client.call_tool("document", {"document_id": cited["document_id"]})
    assert text_of(document)[cited["start"] : cited["end"]] == SENTENCE
    whole = (await client.read_resource(str(link.uri).partition("?")[0])).contents[0].text
    assert whole == document.structured_content["text"]
    found = (await client.call_tool("search", {"query": "نهر النيل", "limit": 1})).structured_content["articles"]
    assert [each["document_id"] for each in found] == ["nile"]
    assert SENTENCE in [each["quote"] for each in found[0]["passages"]]
    assert len(found[0]["passages"]) <= 3
    more = (await client.call_tool("search", {"query": "نهر النيل", "limit": 5})).structured_content["articles"]
    assert more[0] == found[0]
    assert len({each["document_id"] for each in more}) == len(more)


async def is_told_what_is_wrong(client: Any) -> None:
    for tool, arguments, told in (
        ("ask", {"question": "  "}, "empty|not_answered|blank|invalid_request"),
        ("ask", {"question": QUESTION, "max_sentences": 11}, "max_sentences"),
        ("ask", {"question": QUESTION, "date_from": "2024-02-31"}, "2024-02-31|date"),
        ("ask", {"question": QUESTION, "date_from": "2024-02-02", "date_to": "2024-01-01"}, "date_from"),
        ("document", {"document_id": "../nile"}, r"\.\./nile|document_not_found"),
    ):
        result = await client.call_tool(tool, arguments)
        assert result.is_error, tool
        assert re.search(told, text_of(result)), text_of(result)
    with pytest.raises(sdk.MCPError, match=r"nowhere|document_not_found"):
        await client.read_resource("qa-service://documents/nowhere")
    with pytest.raises(sdk.MCPError, match="characters"):
        await client.read_resource("qa-service://documents/nile?start=5&end=99999")


async def is_refused_and_greeted(client: Any) -> None:
    refused = await client.call_tool("ask", {"question": "من اخترع الهاتف؟"})
    assert (refused.structured_content["status"], refused.is_error) == ("no_answer", False)
    assert text_of(refused).startswith("No article answers")
    greeted = await client.call_tool("ask", {"question": "مرحبا"})
    assert text_of(greeted) == greeted.structured_content["reply"]
    searched = await client.call_tool("search", {"query": "مرحبا"})
    assert searched.structured_content == {"articles": []}


async def finds_a_file_that_is_added(client: Any, corpus: Path) -> None:
    (corpus / "dam.txt").write_text("بني سد محمد الخامس سنة 1967 على نهر ملوية.", encoding="utf-8")
    give_up = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < give_up:
        answer = await client.call_tool("ask", {"question": "متى بني سد محمد الخامس؟"})
        if "1967" in text_of(answer):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the new file was not found")


def test_a_client_that_starts_it_asks_searches_and_reads(corpus: Path, tmp_path: Path) -> None:
    async def work(client: Any) -> None:
        await asks_everything(client)
        await is_told_what_is_wrong(client)
        await is_refused_and_greeted(client)
        filtered = await client.call_tool("ask", {"question": QUESTION, "document_ids": ["moon"]})
        assert {each["document_id"] for each in filtered.structured_content["citations"]} <= {"moon"}
        await finds_a_file_that_is_added(client, corpus)

    over_stdio(environment(corpus, tmp_path / "index"), work)


def test_a_running_server_is_asked_in_place_of_the_corpus(corpus: Path, tmp_path: Path) -> None:
    _, secret = make_key(tmp_path / "data", "one", ["ask"])
    (tmp_path / "key").write_text(f"{secret}\n")
    around = environment(tmp_path / "no corpus", tmp_path / "no index")

    async def is_not_let_in(client: Any) -> None:
        result = await client.call_tool("ask", {"question": QUESTION})
        assert result.is_error
        assert "key_required" in text_of(result)

    async def work(client: Any) -> None:
        await asks_everything(client)
        await is_told_what_is_wrong(client)

    settings = {"QA_REQUIRE_KEY": "1", "QA_MIN_CONFIDENCE": "0.01"}
    with serving(corpus, tmp_path / "index", **settings) as server:
        over_stdio(around, work, "--url", server.url, "--key-file", str(tmp_path / "key"))
        over_stdio(around, is_not_let_in, "--url", server.url)

    async def is_told_that_it_is_gone(client: Any) -> None:
        result = await client.call_tool("ask", {"question": QUESTION})
        assert result.is_error
        assert f"{server.url} can't be reached" in text_of(result)

    over_stdio(around, is_told_that_it_is_gone, "--url", server.url)


def test_stdout_carries_the_protocol_and_nothing_else(corpus: Path, tmp_path: Path) -> None:
    """A broken file and a debug log have much to tell; the index is built by this very command."""
    (corpus / "broken.txt").write_bytes("نص \0 مكسور".encode())
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "hand", "version": "1"}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "؟"}}},
    ]
    around = environment(corpus, tmp_path / "index", QA_LOG_LEVEL="debug")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command(), cwd=ROOT, env=around, text=True, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]
        for message in messages:
            process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(2)]
        rest, log = process.communicate(timeout=PATIENCE)  # closes stdin, with which it ends
        assert process.returncode == 0
    assert [json.loads(line)["id"] for line in lines] == [1, 2]
    assert rest == ""
    assert log != ""


def test_clients_over_http_ask_search_and_read(corpus: Path, tmp_path: Path) -> None:
    async def work(url: str) -> None:
        async with sdk.Client(url, read_timeout_seconds=PATIENCE) as client:
            await asks_everything(client)
            await is_told_what_is_wrong(client)

    async def two(url: str) -> None:
        await asyncio.gather(work(url), work(url))

    with over_http(environment(corpus, tmp_path / "index")) as url:
        asyncio.run(two(url))
        assert httpx.post(url, headers={"Host": "evil.example"}, json={}).status_code == 421


def test_over_http_a_key_is_asked_for_where_the_settings_require_one(corpus: Path, tmp_path: Path) -> None:
    _, secret = make_key(tmp_path / "data", "one", ["ask"])
    _, votes = make_key(tmp_path / "data", "two", ["feedback"])

    async def work(url: str) -> None:
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as sender:
            transport = streamable.streamable_http_client(url, http_client=sender)
            async with sdk.Client(transport, read_timeout_seconds=PATIENCE) as client:
                await asks_everything(client)

    with over_http(environment(corpus, tmp_path / "index", QA_REQUIRE_KEY="1")) as url:
        for sent in ({}, {"Authorization": "Bearer qa_wrong"}, {"Authorization": f"Bearer {votes}"}):
            refused = httpx.post(url, headers=sent, json={})
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="qa-service"')
        asyncio.run(work(url))


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--url", "localhost:8000"], 2, "must begin with http"),
        (["--key-file", "no-such-file"], 2, "does not exist"),
        (["--transport", "http", "--host", "256.0.0.1"], 1, "can't listen on 256.0.0.1"),
        (["--corpus", "no-such-corpus"], 1, "no-such-corpus"),
    ],
)
def test_a_wrong_start_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["mcp", *arguments])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (code, "")
    assert told in printed.err

"""The components of docs/frameworks.md, as they stand there, in the real packages against a real server."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.test_docs import page
from tests.web.real_server import ROOT, Server

SECTIONS = dict(re.findall(r"^## (\w+)\n.*?```python\n(.*?)```", page("frameworks.md"), re.S | re.M))
PACKAGES = {"LangChain": ("langchain_core", "langchain-core"), "Haystack": ("haystack", "haystack-ai")}
MORE = {
    "LangChain": """
import asyncio
print(len(retriever.batch(["بقلبقل", "كندا"])[0]), "of what nothing answers")
print(len((retriever | (lambda documents: documents)).invoke("كندا")), "in a chain")
print(asyncio.run(retriever.ainvoke("كندا"))[0].metadata["document_id"], "asked beside others")
""",
    "Haystack": """
print(len(pipeline.run({"articles": {"query": "بقلبقل"}})["articles"]["documents"]), "of what nothing answers")
print(pipeline.to_dict()["components"]["articles"]["init_parameters"]["top_k"], "in a chain")
asked = {"articles": {"query": "كندا", "top_k": 2}}
print(pipeline.run(asked)["articles"]["documents"][0].meta["document_id"], "asked beside others")
""",
}


def ran(code: str) -> str:
    around = {**os.environ, "HAYSTACK_TELEMETRY_ENABLED": "False", "LANGSMITH_TRACING": "false"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", list(PACKAGES))
def test_the_component_retrieves_sentences_with_their_sources(server: Server, name: str) -> None:
    module, package = PACKAGES[name]
    if find_spec(module) is None:
        pytest.skip(f"{name} is not installed: pip install {package}")
    code = SECTIONS[name]
    assert "http://127.0.0.1:8000" in code
    first, *rest = ran((code + MORE[name]).replace("http://127.0.0.1:8000", server.url)).splitlines()
    assert first.startswith("تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب. · المغرب في الهيئات الدولية")
    assert "/documents/forum?start=" in first
    assert rest == ["0 of what nothing answers", "1 in a chain", "forum asked beside others"]


def test_there_is_a_component_for_each() -> None:
    assert set(SECTIONS) == set(PACKAGES)

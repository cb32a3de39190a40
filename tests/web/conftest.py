"""A server over a small corpus that holds what corpora hold: articles, hostile text, strange ids, a broken file."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.conftest import BROWSERS
from tests.web.hard_strings import HARD, joined
from tests.web.real_server import Server, serving

FORUM = """---
title: المغرب في الهيئات الدولية
date: 2023-05-16
author: هيئة التحرير
publisher: دفاتر
language: ar
tags: [أمن, دبلوماسية]
source_url: https://example.org/articles/forum
---
# المغرب في الهيئات الدولية

## المنتدى العالمي

تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب. يضم المنتدى ثلاثين عضوا 😀، وقد تأسس في نيويورك سنة 2011.

## أجهزة أخرى

- يرأس المغرب مجموعة التركيز على إفريقيا مع إيطاليا.
- تأسست المدرسة الإفريقية سنة 2016 في الرباط.
{filling}
## السدود

بني سد محمد الخامس سنة 1967 على نهر ملوية.
"""
FILLING = "\n".join(
    f"فقرة رقمها {number} عن الزراعة والمياه، لا صلة لها بما سبق، تملأ الصفحة.\n" for number in range(30)
)
HOSTILE = """<script>alert(1)</script> كتاب الطلاسم

ألف سمير القرطبي كتاب الطلاسم <img src=x onerror=alert(2)> سنة 1890.\x07\x1b[31m

وقال {override}القرطبي إن «javascript:alert(3)» ليست عنوانا.
"""
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
STRANGE_IDS = ("a//b", " /x/", "50%", "سؤال؟#1", "a/../b", "a\\b;c", "ثلج\u2028أبيض", "a%2Fb", "x" * 512)


@pytest.fixture(scope="session")
def web_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "corpus"
    folder.mkdir()
    (folder / "forum.md").write_text(FORUM.replace("{filling}", FILLING), encoding="utf-8")
    (folder / "hostile.txt").write_text(HOSTILE.replace("{override}", "\u202e"), encoding="utf-8")
    (folder / "broken.txt").write_bytes("نص \0 مكسور".encode())
    (folder / "hard.txt").write_text(
        "---\ntitle: نصوص صعبة\n---\n" + "\n\n".join(map(joined, HARD.values())), encoding="utf-8"
    )
    (folder / "golden.jsonl").write_text(
        json.dumps({"id": "g1", "question": "متى بني سد محمد الخامس؟", "answers": ["1967"], "document_id": "forum"})
        + "\n"
    )
    (folder / "نيل").mkdir()
    (folder / "نيل" / "النهر.txt").write_text(
        "---\ntitle: نهر النيل\ndate: 2024-01-05\npublisher: أطلس\ntags: [جغرافيا]\n---\n"
        "يبلغ طول نهر النيل 6650 كيلومترا.\r\nينبع النيل الأزرق من بحيرة تانا في إثيوبيا.\r\n",
        encoding="utf-8",
    )
    rows = [
        {"id": each, "title": f"مذكرة {number}", "text": f"هذه مذكرة قصيرة رقمها {number} عن السفن."}
        for number, each in enumerate(STRANGE_IDS)
    ]
    (folder / "notes.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def server(web_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its threshold is low: what these tests hold must not move with the calibration of the ranker."""
    with serving(
        web_corpus,
        tmp_path_factory.mktemp("index"),
        QA_MAX_QUESTION_CHARS="300",
        QA_MAX_BODY_BYTES="1000000",
        QA_MIN_CONFIDENCE="0.01",
    ) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS))),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def context(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """Fails at the end on any error in the console and any request to another host."""
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=server.url, locale="ar")
    faults: list[str] = []
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda sent: None if sent.url.startswith(server.url) else faults.append(sent.url))
    yield context
    context.close()
    assert not [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]

"""Mutations: files of every format, damaged at random; the same number always gives the same file."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath

from tests.corpus.difficult import cases

_MOST_BYTES = 60_000
_REPEATS = (2, 20, 300)
_TOKENS = (
    b"\x00", b"\x0b", b"\x0c", b"\x1f", b"\x7f", b"\x85", b"\xff", b"\xe2\x80\xa8", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"---\n", b"\n---\n", b'"\\UFFFFFFFF"', b'"\\ud800"', b"&#0;",
    b"&#x110000;", b"&#12;", b"<![CDATA[", b"]]>", b"<!--", b"<nav>", b"</nav>", b"<script>", b"<p hidden>",
    b"<table><tr><td>", b"<template>", b"<w:p><w:txbxContent>", b"<br/>", b' a="1"', b' xmlns:a="b"', b"[[[[",
    b"{{{{", b"*a", b"&a ", b"!!python/object:", b"? ", b": ", b"- ", b"1e999", b"-0", b"99999999999999999999",
    b"null", b"NaN", b"\\u0000", b"/Filter /Foo ", b"/Length -1 ", b" 0 R", b"<<", b">>", b"endobj", b"stream\n",
    b"0000-00-00", b"9999-12-31T99:99", b"Mon, 99 Foo 0000", b"//[", b"http://[", b"\xd8\xa7" * 40, b"\xd9\x8b" * 40,
    b"\xe2\x80\xae", b"\xf0\x9f\x98\x80",
)  # fmt: skip


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """The difficult files that are not large, as their suffix and their bytes."""
    found = ((PurePosixPath(case.name).suffix, case.data) for case in cases() if len(case.data) <= _MOST_BYTES)
    return tuple((suffix, data) for suffix, data in found if suffix)


def mutant(number: int) -> tuple[str, bytes]:
    """The name and the bytes of a damaged file."""
    chance = random.Random(number)
    suffix, data = chance.choice(seeds())
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        is_archive = data.startswith(b"PK") and chance.random() < 0.7
        data = (_in_archive if is_archive else _damaged)(data, chance)[:_MOST_BYTES]
    return f"{number}{suffix}", data


def _damaged(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((1, 4, 40, 400)))
    part = data[start:end]
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: (
            data[:start] + bytes(byte ^ 1 << chance.randrange(8) for byte in part[:3]) + data[start + len(part[:3]) :]
        ),
        lambda: data[:start] + data[end:],
        lambda: data[:start],
        lambda: data[:start] + part * chance.choice(_REPEATS) + data[end:],
        lambda: data[:start] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, *_REPEATS)) + data[start:],
        lambda: data[:start] + chance.choice(_TOKENS) + data[end:],
        lambda: data[:start] + _other(chance)[start:],
        lambda: data[:start] + chance.randbytes(len(part)) + data[end:],
    )
    return chance.choice(ways)()


def _other(chance: random.Random) -> bytes:
    return chance.choice(seeds())[1]


def _in_archive(data: bytes, chance: random.Random) -> bytes:
    """The same archive with one part damaged, its checksums right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # it was damaged already
        return _damaged(data, chance)
    if not parts:
        return _damaged(data, chance)
    name = chance.choice(sorted(parts))
    parts[name] = _damaged(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return out.getvalue()

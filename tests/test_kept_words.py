"""What a process that serves keeps of words is bounded in bytes, for whatever words it is asked."""

import importlib
import pkgutil
import random
import tracemalloc
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from typing import Any

import pytest

import qa_service.answers
import qa_service.arabic
import qa_service.ranking

ARABIC, LATIN = "ابتجحخدرزسشصضطعغفقكلمنهوي", "abcdefghijklmnopqrstuvwxyz"
SAMPLE = 16  # of a cache that is not filled whole: entries of one length take the same
MOST_BYTES = {8: 25_000_000, 60: 50_000_000}  # of all caches together, by the letters of the words in them


def caches() -> Iterator[Any]:
    """Every bounded cache of a function of one text in the rooms that words go through."""
    for room in (qa_service.answers, qa_service.arabic, qa_service.ranking):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            found = vars(importlib.import_module(module.name)).values()
            own = (each for each in found if isinstance(each, _lru_cache_wrapper) and each.__module__ == module.name)
            yield from (each for each in own if each.cache_parameters()["maxsize"] is not None)


def bytes_when_full(cache: Any, letters: str, length: int) -> float:
    """What it takes when it is full of words of so many letters."""
    chance = random.Random(f"{cache.__qualname__} {length}")  # of words that no other cache has led here
    cache.cache_clear()  # a large one may grow by half at one entry
    cache("".join(chance.choices(letters, k=length)))  # what is made at the first call of all
    words = ["".join(chance.choices(letters, k=length)) for _ in range(SAMPLE)]
    tracemalloc.start()
    try:
        for word in words:
            cache("".join(list(word)))  # one that nobody else holds
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    return taken / SAMPLE * float(cache.cache_parameters()["maxsize"])


@pytest.mark.parametrize("length", MOST_BYTES)
def test_all_that_is_kept_of_words_takes_tens_of_megabytes_at_most(length: int) -> None:
    found = {each.__qualname__: each for each in caches()}
    assert {"fold", "light_stem", "root", "gram_codes", "word_of", "spellings", "readings"} <= found.keys()
    taken = {name: max(bytes_when_full(each, letters, length) for letters in (ARABIC, LATIN))
             for name, each in found.items()}  # fmt: skip
    assert sum(taken.values()) < MOST_BYTES[length], taken

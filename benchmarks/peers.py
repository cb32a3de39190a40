"""Peers: the same passages and questions, as lists of term numbers, behind one small interface for every engine."""

import importlib
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from rank_bm25 import BM25Okapi

from qa_service.index.postings.retrieval import Retriever
from qa_service.indexing.bm25 import SparseBM25

K1, B = 1.5, 0.75  # rank_bm25's own
Terms = Sequence[int]
Search = Callable[[Terms], Any]
Passages = Sequence[Terms]


def _optional(name: str) -> Any:
    """The module, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


_bm25s, _numba, _tantivy = _optional("bm25s"), _optional("numba"), _optional("tantivy")


def ours(passages: Passages, terms: int, k: int) -> Search:
    """The service's own index; gives (passage, score) pairs."""
    retriever = Retriever((SparseBM25.from_tokens(passages, terms, k1=K1, b=B).postings,))
    return lambda question: retriever.top((question,), k)


def rank_bm25(passages: Passages, _terms: int, k: int) -> Search:
    """rank_bm25's `get_top_n`; gives passage numbers."""
    model = BM25Okapi(passages, k1=K1, b=B)
    numbers = range(len(passages))
    return lambda question: model.get_top_n(question, numbers, n=k)


def _bm25s_with(backend: str) -> Callable[[Passages, int, int], Search]:
    def build(passages: Passages, terms: int, k: int) -> Search:
        model = _bm25s.BM25(k1=K1, b=B, backend=backend)
        vocabulary = {str(number): number for number in range(terms)}
        model.index(([list(passage) for passage in passages], vocabulary), show_progress=False)

        def search(question: Terms) -> Any:
            return model.retrieve([list(question)], k=k, show_progress=False, n_threads=0)

        return search

    return build


def tantivy(passages: Passages, _terms: int, k: int) -> Search:
    """tantivy in memory, terms as words."""
    builder = _tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace")
    schema = builder.build()
    index = _tantivy.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for passage in passages:
        writer.add_document(_tantivy.Document(text=_words(passage)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: Terms) -> Any:
        parts = [
            (_tantivy.Occur.Should, _tantivy.Query.term_query(schema, "text", f"t{term}", index_option="freq"))
            for term in question
        ]
        return searcher.search(_tantivy.Query.boolean_query(parts), k, count=False).hits

    return search


def sqlite_fts5(passages: Passages, _terms: int, k: int) -> Search:
    """SQLite FTS5 in memory, terms as words; its BM25 has fixed k1 = 1.2."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize = 'ascii')")
    base.executemany("INSERT INTO passages VALUES (?)", ((_words(passage),) for passage in passages))
    base.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    found = "SELECT rowid, rank FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
    return lambda question: base.execute(found, (" OR ".join(f"t{term}" for term in question), k)).fetchall()


def _words(passage: Terms) -> str:
    return " ".join(f"t{term}" for term in passage)


def engines(passages: Passages, terms: int, k: int) -> dict[str, Search]:
    """Every engine that is installed, by name, built over the passages; ours first, rank_bm25 second."""
    builders: dict[str, Callable[[Passages, int, int], Search]] = {"qa-service": ours, "rank_bm25": rank_bm25}
    if _bm25s:
        builders["bm25s (numpy)"] = _bm25s_with("numpy")
    if _bm25s and _numba:
        builders["bm25s (numba)"] = _bm25s_with("numba")
    if _tantivy:
        builders["tantivy"] = tantivy
    builders["SQLite FTS5"] = sqlite_fts5
    return {name: build(passages, terms, k) for name, build in builders.items()}

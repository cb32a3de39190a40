"""The MCP server: the tools `ask`, `search` and `document`, and documents and citations as resources.

Imported only where the extra `mcp` is installed.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer, ResourceSecurity
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import CallToolResult, ResourceLink, TextContent, ToolAnnotations
from pydantic import Field

from qa_service import __version__
from qa_service.index.filters import Filters
from qa_service.mcp_server.sources import Asked, Source, SourceError
from qa_service.mcp_server.wording import answer_in_words, articles_in_words, document_uri

_TEXT = "text/plain"
_MOST_PASSAGES = 3  # of an article that is found
_LISTING = "مقالات عن {subject}"  # which the engine answers with a list of articles
_INSTRUCTIONS = """Answers questions over a folder of (mostly Arabic) articles with exact sentences of them, all cited.
Use `ask` for a question, in Arabic, English or French; `search` for articles on a subject; `document` for a whole one.
Every sentence in «» is quoted word for word: quote it unchanged and name its source. Where the status is `no_answer`,
say that the articles don't answer."""

Question = Annotated[str, Field(description="The question as a person asks it, in Arabic, English or French.")]
Words = Annotated[str, Field(description="The subject, in a few words or as a question.")]
Sentences = Annotated[int, Field(ge=1, le=10, description="Most sentences of the answer.")]
Articles = Annotated[int, Field(ge=1, le=10, description="Most articles.")]
Earlier = Annotated[
    tuple[str, ...], Field(max_length=20, description="Earlier questions, oldest first, for a follow-up.")
]
Texts = Annotated[tuple[str, ...], Field(description="Only articles with one of these; empty: all.")]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="YYYY-MM-DD, inclusive; empty: any.")]
DocumentId = Annotated[str, Field(description="The `document_id` of a citation.")]


def make_server(source: Source) -> MCPServer[Any]:
    """Return the server that asks `source`."""
    server: MCPServer[Any] = MCPServer(
        "qa-service", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in (_ask(source), _search(source), _document(source)):
        server.add_tool(tool, annotations=reads)
    # An id is compared with those of the index and never becomes a path.
    unrestricted = ResourceSecurity(exempt_params={"document_id"})
    server.resource(
        "qa-service://documents/{document_id}{?start,end}",
        name="document",
        description="The text of an article; with start and end (code points) the sentence that a citation quotes.",
        mime_type=_TEXT,
        security=unrestricted,
    )(_resource(source))
    return server


def _ask(source: Source) -> Callable[..., CallToolResult]:
    def ask(
        question: Question,
        *,
        max_sentences: Sentences = 3,
        earlier_questions: Earlier = (),
        document_ids: Texts = (),
        publishers: Texts = (),
        tags: Texts = (),
        date_from: Day = "",
        date_to: Day = "",
    ) -> CallToolResult:
        """Answer a question with the sentences of the articles that answer it, each with its source."""
        filters = _filters(document_ids, publishers, tags, date_from, date_to)
        asked = Asked(question=question, max_sentences=max_sentences, history=earlier_questions, filters=filters)
        answer = _told(lambda: source.ask(asked))
        links = [
            ResourceLink(
                uri=document_uri(cited["document_id"], cited["start"], cited["end"]),
                name=cited["document_id"],
                title=cited["title"],
                description=cited["quote"],
                mime_type=_TEXT,
            )
            for cited in answer["citations"]
        ]
        return CallToolResult(
            content=[TextContent(text=answer_in_words(answer)), *links], structured_content=dict(answer)
        )

    return ask


def _search(source: Source) -> Callable[..., CallToolResult]:
    def search(
        query: Words,
        *,
        limit: Articles = 5,
        publishers: Texts = (),
        tags: Texts = (),
        date_from: Day = "",
        date_to: Day = "",
    ) -> CallToolResult:
        """Find articles on a subject, best first, with the sentences in them that are nearest to it."""
        filters = _filters((), publishers, tags, date_from, date_to)
        asked = Asked(question=query, max_sentences=10, min_confidence=0.0, filters=filters)
        found = _told(lambda: source.ask(asked))
        if found["status"] == "conversation":  # here a greeting is what is searched for
            found = _told(lambda: source.ask(replace(asked, verbatim=True)))
        articles = _by_article(found)
        if len(articles) < limit:
            listed = _told(lambda: source.ask(replace(asked, question=_LISTING.format(subject=query))))
            known = {each["document_id"] for each in articles}
            articles += [each for each in _listed(listed) if each["document_id"] not in known]
        articles = articles[:limit]
        links = [
            ResourceLink(uri=each["uri"], name=each["document_id"], title=each["title"], mime_type=_TEXT)
            for each in articles
        ]
        return CallToolResult(
            content=[TextContent(text=articles_in_words(articles)), *links], structured_content={"articles": articles}
        )

    return search


def _document(source: Source) -> Callable[..., CallToolResult]:
    def document(document_id: DocumentId) -> CallToolResult:
        """Read a whole article with its title, date, author and source."""
        found = _told(lambda: source.document(document_id))
        return CallToolResult(content=[TextContent(text=found["text"])], structured_content=found)

    return document


def _resource(source: Source) -> Callable[..., str]:
    def document(document_id: str, start: int = 0, end: int | None = None) -> str:
        try:
            text: str = source.document(document_id)["text"]
        except SourceError as reason:
            raise ResourceNotFoundError(str(reason)) from None
        if not 0 <= start <= (len(text) if end is None else end) <= len(text):
            raise ResourceNotFoundError(
                f"{document_id!r} has {len(text)} characters: {start} to {end} is no part of it."
            )
        return text[start:end]

    return document


def _listed(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the articles of an answer that lists them; none where it was not taken for such a question."""
    return _by_article(answer) if answer.get("form") == "articles" else []


def _by_article(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the articles of an answer in its order, each with what it quotes of them; then those only near."""
    found: dict[str, dict[str, Any]] = {}
    for cited in answer["citations"]:
        known = {key: cited[key] for key in ("document_id", "title", "date", "source_url")}
        article = found.setdefault(
            cited["document_id"], {**known, "uri": document_uri(cited["document_id"]), "passages": []}
        )
        if len(article["passages"]) < _MOST_PASSAGES:
            article["passages"].append({key: cited[key] for key in ("quote", "start", "end")})
    for near in answer["nearest"]:
        unknown: dict[str, Any] = {"date": None, "source_url": None, "passages": []}
        unknown["uri"] = document_uri(near["document_id"])
        found.setdefault(near["document_id"], {**near, **unknown})
    return list(found.values())


def _filters(
    document_ids: tuple[str, ...], publishers: tuple[str, ...], tags: tuple[str, ...], date_from: str, date_to: str
) -> Filters:
    return Filters(
        document_id=document_ids,
        publisher=publishers,
        tags=tags,
        date_from=date_from or None,
        date_to=date_to or None,
    )


def _told(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what the source returns; a SourceError becomes the error of the tool, for the model to read."""
    try:
        return call()
    except SourceError as reason:
        raise ToolError(str(reason)) from None

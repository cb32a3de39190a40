"""JSON Schemas of the maintainer's routes, generated from the dataclasses they return."""

from typing import Any

from pydantic import TypeAdapter

from qa_service.corpus.byline import Found
from qa_service.corpus.document import Problem
from qa_service.evaluation.golden import Failure
from qa_service.filing.edit import EDITABLE

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def manage_schemas(reference: str) -> dict[str, Schema]:
    """Return every schema by its name; `reference` is the template of a reference, with `{model}` for the name."""

    def ref(name: str) -> Schema:
        return {"$ref": reference.format(model=name)}

    filing = _filing(ref("CorpusProblem"))
    group = _object(times=_COUNT, questions=_list(_TEXT))
    return {
        "CorpusProblem": _problem(),
        "Removal": _REMOVAL,
        "Filing": filing,
        "Filed": {
            **filing,
            "required": [*filing["required"], "file"],
            "properties": {**filing["properties"], "file": _TEXT},
        },
        "Edited": _object(file=_TEXT, ids=_list(_TEXT)),
        "Restored": _object(file=_TEXT),
        "Golden": _object(asked=_COUNT, right=_COUNT, failed=_list(_of(Failure)), problems=_list(ref("CorpusProblem"))),
        "Unanswered": _object(
            kept={"type": "boolean", "description": "whether questions are kept at all"}, groups=_list(group)
        ),
        "Corpus": _object(
            index=ref("IndexInfo"),
            documents=_list(ref("DocumentMetadata")),
            next=_TEXT_OR_NULL,
            problems=_list(ref("CorpusProblem")),
            removed=_list(ref("Removal")),
        ),
        "DocumentPage": _object(documents=_list(ref("DocumentMetadata")), total=_COUNT, page=_COUNT, pages=_COUNT),
        "MetadataBody": {
            "type": "object",
            "properties": dict.fromkeys(EDITABLE, _TEXT),
            "additionalProperties": False,
            "description": "the front matter's keys to set; an empty text leaves one out",
        },
    }


def _problem() -> Schema:
    found = _of(Problem)
    told = {**_TEXT, "description": "reason and remedy in the language of the request"}
    return {**found, "properties": {**found["properties"], "message": told}}


def _of(shown: type) -> Schema:
    return TypeAdapter(shown).json_schema(mode="serialization")


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _filing(problem: Schema) -> Schema:
    document = _object(
        id=_TEXT,
        title=_TEXT,
        date=_TEXT_OR_NULL,
        author=_TEXT_OR_NULL,
        sentences=_COUNT,
        left_out={**_list(_TEXT), "description": "what is taken for boilerplate"},
    )
    return _object(
        source=_TEXT,
        documents=_list(document),
        front_matter=_TEXT_OR_NULL,
        found=_list(_of(Found)),
        problems=_list(problem),
        target={**_TEXT_OR_NULL, "description": "its path in the corpus; null where it has none"},
    )


_REMOVAL = _object(
    file=_TEXT,
    kept={**_TEXT, "description": "what `POST /manage/restore` takes"},
    ids=_list(_TEXT),
    time={**_TEXT, "format": "date-time"},
)

"""JSON Schemas of what has OpenAI's shape, beside that of its body."""

from typing import Any

from qa_service.web.api.completion_shape import MODEL

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def completion_schemas(reference: str) -> dict[str, Schema]:
    """Return every schema by its name; `reference` is the template of a reference, with `{model}` for the name."""
    message = _object(
        role={"const": "assistant"},
        content=_TEXT,
        refusal={"type": ["string", "null"], "description": "the content again, where the articles don't answer"},
        annotations={"type": "array", "items": _object(type={"const": "url_citation"}, url_citation=_CITATION)},
    )
    choice = _object(index=_COUNT, message=message, finish_reason={"const": "stop"}, logprobs={"type": "null"})
    return {
        "Completion": _object(
            id=_TEXT,
            object={"const": "chat.completion"},
            created=_COUNT,
            model={"const": MODEL},
            system_fingerprint={**_TEXT, "description": "the version of the index"},
            choices={"type": "array", "items": choice, "minItems": 1, "maxItems": 1},
            usage=_object(prompt_tokens=_COUNT, completion_tokens=_COUNT, total_tokens=_COUNT),
            answer={"$ref": reference.format(model="Answer")},
        ),
        "CompletionError": _object(
            error=_object(message=_TEXT, type=_TEXT, param={"type": ["string", "null"]}, code=_TEXT, request_id=_TEXT)
        ),
        "Model": _MODEL,
        "ModelList": _object(
            object={"const": "list"}, data={"type": "array", "items": {"$ref": reference.format(model="Model")}}
        ),
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


_CITATION = _object(
    start_index={**_COUNT, "description": "of what is quoted, in code points of `content`"},
    end_index=_COUNT,
    url={**_TEXT, "description": "the original page at the sentence, else the reader page"},
    title=_TEXT,
    document_id=_TEXT,
    start={**_COUNT, "description": "of the sentence, in code points of the document"},
    end=_COUNT,
)
_MODEL = _object(id={"const": MODEL}, object={"const": "model"}, created=_COUNT, owned_by=_TEXT)

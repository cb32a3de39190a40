"""The API as integrators know it: the OpenAPI document of the last release, without examples.

`python -m tests.web.openapi_snapshot` writes it anew, with each release; what was added since may still change.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.settings import load_settings
from qa_service.web.app import create_app

SNAPSHOT = Path(__file__).with_suffix(".json")


def current() -> Any:
    """The document of this code with the default settings."""
    engine = Engine.build([Document(id="a", title="a", text="يبلغ طول نهر النيل 6650 كيلومترا.")])
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({}, index=Path(folder) / "index")
        app = create_app(lambda: engine, settings)
        return _without_examples(app.test_client().get("/openapi.json").json)


def _without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_examples(each) for key, each in value.items() if key not in ("example", "version")}
    return [_without_examples(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(current(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")

"""The API only grows: whatever the snapshot of the OpenAPI document holds is still there and means the same."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.openapi_snapshot import SNAPSHOT, current

WORDS = {"description", "summary", "title"}  # may be said better
SENT = {"AskBody", "TurnBody", "FiltersBody", "BatchBody", "FeedbackBody"}


def broken(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where the new document lacks or changes what the old one promised."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key not in new:
                yield f"{place}/{key} is gone"
            elif key not in WORDS or not isinstance(value, str):
                yield from broken(value, new[key], f"{place}/{key}")
        if not place and "required" in str(new):
            yield from asks_more(old, new)
    elif isinstance(old, list) and isinstance(new, list):
        for each in old:
            name = each.get("name") if isinstance(each, dict) else None
            same = [one for one in new if one == each or (name and isinstance(one, dict) and one.get("name") == name)]
            if not same:
                yield f"{place} lacks {json.dumps(each)[:80]}"
            elif name:
                yield from broken(each, same[0], f"{place}/{name}")
    elif old != new:
        yield f"{place} was {old!r} and is {new!r}"


def asks_more(old: Any, new: Any) -> Iterator[str]:
    """Keys and parameters that clients must send now, and did not have to."""
    for name in SENT:
        before, now = (each["components"]["schemas"][name].get("required", []) for each in (old, new))
        yield from (f"{name} requires {key}" for key in sorted(set(now) - set(before)))
    for path, methods in old["paths"].items():
        for method, told in methods.items():
            known = {each["name"] for each in told["parameters"]}
            for each in new["paths"].get(path, {}).get(method, {}).get("parameters", []):
                if each.get("required") and each["name"] not in known:
                    yield f"{method} {path} requires {each['name']}"


@pytest.fixture(scope="module")
def snapshot() -> Any:
    return json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_what_was_promised_is_still_there(snapshot: Any) -> None:
    assert list(broken(snapshot, current())) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda api: api["paths"].pop("/feedback"),
        lambda api: api["paths"]["/ask"]["post"]["responses"].pop("422"),
        lambda api: api["components"]["schemas"]["Answer"]["properties"].pop("took_ms"),
        lambda api: api["components"]["schemas"]["Answer"]["properties"].update(took_ms={"type": "string"}),
        lambda api: api["components"]["schemas"]["Answer"]["required"].remove("citations"),
        lambda api: api["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].remove("bad_request"),
        lambda api: api["components"]["schemas"]["AskBody"]["required"].append("history"),
        lambda api: api["components"]["schemas"]["AskBody"]["properties"]["question"].update(maxLength=500),
        lambda api: api["paths"]["/ask"]["get"]["parameters"].append({"name": "x", "required": True}),
        lambda api: api["paths"]["/ask"]["get"]["parameters"].pop(0),
    ],
)
def test_a_breaking_change_is_found(snapshot: Any, change: Any) -> None:
    changed = copy.deepcopy(snapshot)
    change(changed)
    assert list(broken(snapshot, changed))


def test_an_addition_is_none(snapshot: Any) -> None:
    grown = copy.deepcopy(snapshot)
    grown["components"]["schemas"]["Answer"]["properties"]["more"] = {"type": "string"}
    grown["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].append("new")
    grown["paths"]["/new"] = {"get": {"parameters": [{"name": "x", "required": True}]}}
    grown["info"]["description"] = "said better"
    assert list(broken(snapshot, grown)) == []

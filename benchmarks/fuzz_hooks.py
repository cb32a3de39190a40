"""What schemathesis leaves out, since a schema can't say that the API refuses it.

6.0 where a whole number is wanted, which JSON Schema calls an integer; cursors that no list gave; dates in the wrong
order; in an address what looks wrong as a value and right as it is sent: `tags=224`, or null, which is not sent at all.
"""

from typing import Any

import schemathesis

_LISTS = ("document_id", "publisher", "tags", "language")


def holds_a_whole_float(value: Any) -> bool:
    """Whether a number like 6.0 stands anywhere in the value."""
    if isinstance(value, float):
        return value.is_integer()
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(holds_a_whole_float, inside))


def is_out_of_order(filters: Any) -> bool:
    """Whether the first date is after the last."""
    dates = [filters.get(key) for key in ("date_from", "date_to")] if isinstance(filters, dict) else []
    return len(dates) == 2 and all(isinstance(each, str) and each for each in dates) and dates[0] > dates[1]


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    query = dict(case.query or {})
    body = case.body if isinstance(case.body, dict) else {}
    if None in query.values() or not all(isinstance(query.get(key, []), list) for key in _LISTS):
        return False
    return not (
        holds_a_whole_float(case.body)
        or holds_a_whole_float(query)
        or query.get("cursor")
        or is_out_of_order(query)
        or is_out_of_order(body.get("filters"))
    )

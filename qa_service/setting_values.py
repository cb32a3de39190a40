"""Setting values: what is known of a setting beside its name and type, and how its value is read from text."""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

_YES = frozenset({"1", "true", "yes", "on"})
_PASSWORD = re.compile("//[^@/]*@")  # in an address
_NO = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Row:
    """The properties of one setting besides its name and type."""

    unit: str
    default: Any  # None if it is computed
    meaning: str
    low: float = -math.inf  # inclusive
    high: float = math.inf  # inclusive
    shown: str | None = None  # how a computed default is documented
    pattern: str = ".+"  # of a whole text
    form: str = ""  # the pattern in words


def _number(row: Row, value: object, kind: type[int] | type[float]) -> int | float:
    wanted = "a whole number" if kind is int else "a number"
    if isinstance(value, bool) or not isinstance(value, (str, kind, int)):
        raise ValueError(f"must be {wanted}, not {value!r}")
    try:
        number = kind(value)
    except ValueError:
        raise ValueError(f"must be {wanted}, not {value!r}") from None
    if not row.low <= number <= row.high:  # NaN is in no range
        raise ValueError(f"must be from {row.low} to {row.high}, not {value}")
    return number


def parsed(kind: Any, row: Row, value: object) -> Any:
    """Return the value in the type of a setting; raises ValueError with the end of a sentence that names it."""
    text = str(value)
    if kind in (int, float | None):
        return _number(row, value, int if kind is int else float)
    may_be_empty = kind is str and re.fullmatch(row.pattern, "") is not None
    if not (text.strip() or may_be_empty) or "\0" in text:
        raise ValueError(f"must not be {text!r}")
    if kind in (Path, Path | None):
        try:
            return Path(text).expanduser().absolute()
        except RuntimeError:
            raise ValueError(f"names a home folder that is not known: {text!r}") from None
    word = text.strip().lower()
    if kind is bool:
        if word not in _YES | _NO:
            raise ValueError(f"must be 1 or 0, not {text!r}")
        return word in _YES
    if kind is str:
        if not re.fullmatch(row.pattern, text.strip()):
            raise ValueError(f"must be {row.form}, not {_PASSWORD.sub('//…@', text)!r}")
        return text.strip()
    choices = get_args(kind)
    if choices and word not in choices:
        raise ValueError(f"must be one of {', '.join(choices)}, not {text!r}")
    return word

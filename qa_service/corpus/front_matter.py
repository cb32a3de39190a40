"""Front matter: splits off the YAML between `---` lines at the top of a text, without changing the rest."""

import re
from collections.abc import Mapping

import yaml

from qa_service.corpus.metadata import KEYS, Entry, Value
from qa_service.corpus.reading import RejectedError

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
# A known key with an unquoted one-line value that contains a colon, which YAML reads as a mapping:
# `title: المغرب: عشرون عاما`. Values in quotes, brackets or block style are left to YAML.
_COLON_IN_VALUE = re.compile(
    rf"^((?:{'|'.join(KEYS)}):[ \t]+)([^\s\"'\[\]{{}}|>&*!#%@`,?:-][^\n]*?:(?:[ \t][^\n]*)?)$", re.MULTILINE
)
# A value of letters, digits and marks without a meaning in YAML; and one in quotes without escapes or line ends.
_PLAIN = re.compile(
    r"[A-Za-z0-9\u0621-\u063a\u0641-\u064a]"
    r"(?:[A-Za-z0-9\u0621-\u063a\u0640-\u0652،؛؟«»\"'()/.,_%+=&~?! -]"
    r"|:(?=[A-Za-z0-9/]))*"
)
_QUOTABLE = r"\u0020\u0021\u0023-\u0026\u0028-\u005b\u005d-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd"
_IN_QUOTES = rf"'(?:[\"\\{_QUOTABLE}]|'')*' *|\"(?:['{_QUOTABLE}])*\" *"
_PLAIN_LINES = re.compile(rf"(?:[A-Za-z_]+: +(?:{_PLAIN.pattern}|{_IN_QUOTES})\n)+")  # nearly all front matter
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#.*")
_MAX_CHARS = 100_000  # PyYAML takes minutes for 10 MB; no article has that much metadata
_FIRST_LINE = 2  # of the YAML, in the file


def split(text: str) -> tuple[tuple[Entry, ...], str]:
    """Return the metadata of a text with LF line ends, and the text after the closing `---` line.

    Every value is text as written (YAML's failsafe schema). A text that doesn't begin with `---` has no metadata.
    Raises RejectedError with the line if the front matter isn't closed, isn't valid YAML or a mapping, or has a
    duplicate key.
    """
    opening = _FENCE.match(text)
    if opening is None:
        return (), text
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        reason = "the front matter that begins here has no closing `---` line"
        raise RejectedError("bad_front_matter", reason, "Close it with a line of three hyphens.", line=1)
    if closing.start() > _MAX_CHARS:
        reason = f"the front matter has {closing.start()} characters, more than {_MAX_CHARS}"
        raise RejectedError("bad_front_matter", reason, "Close it where the metadata end.", line=1)
    return _entries(text[opening.end() : closing.start()]), text[closing.end() :]


def written(values: Mapping[str, str]) -> str:
    """Return front matter that `split` reads as these values, each on one line."""
    lines = (f"{key}: {_scalar(' '.join(value.split()))}\n" for key, value in values.items())
    return f"---\n{''.join(lines)}---\n"


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else "'" + value.replace("'", "''") + "'"


def _entries(source: str) -> tuple[Entry, ...]:
    if _PLAIN_LINES.fullmatch(source):
        return _plain_entries(source)
    if "\t" in source:  # YAML has no place for tabs, people and editors have
        source = _INDENT.sub(lambda indent: indent[0].replace("\t", "  "), source).replace("\t", " ")
    source = _COLON_IN_VALUE.sub(_quoted, source)
    try:
        root = yaml.compose(source, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = _line(source, mark.index) if mark else 1
        raise _bad(line, f"the front matter is no YAML: {fault.problem}") from None
    except yaml.reader.ReaderError as fault:
        reason = f"the front matter contains a control character (U+{ord(source[fault.position]):04X})"
        raise _bad(_line(source, fault.position), reason) from None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):  # the last two: of an escape like \\UFFFFFFFF
        raise _bad(1, "the front matter is no YAML that can be read") from None
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        raise _bad(_line(source, root.start_mark.index), "the front matter is no mapping of keys to values")
    entries: dict[str, Entry] = {}
    for key, value in root.value:
        line = _line(source, key.start_mark.index)
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name in entries:
            raise _bad(line, f"the key {name!r} is there twice")
        entries[name] = Entry(name, _value(value), line)
    return tuple(entries.values())


def _plain_entries(source: str) -> tuple[Entry, ...]:
    """Parse simple lines as YAML would; PyYAML takes a hundred times as long."""
    entries: dict[str, Entry] = {}
    for line, text in enumerate(source.split("\n")[:-1], start=_FIRST_LINE):
        key, value = text.split(": ", 1)
        if key in entries:
            raise _bad(line, f"the key {key!r} is there twice")
        value = value.strip(" ")
        if value[0] == "'":
            value = value[1:-1].replace("''", "'")
        elif value[0] == '"':
            value = value[1:-1]
        entries[key] = Entry(key, value, line)
    return tuple(entries.values())


def _value(node: yaml.Node) -> Value:
    if isinstance(node, yaml.ScalarNode):
        value = str(node.value)
        return value.rstrip("\n") if node.style in (">", "|") else value  # YAML ends a block with a line feed
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return tuple(str(item.value) for item in node.value)
    return None


def _quoted(match: re.Match[str]) -> str:
    value = _COMMENT.sub("", match[2])
    return match[1] + "'" + value.replace("'", "''") + "'"


def _line(source: str, index: int) -> int:
    """Return the line in the file; PyYAML also counts NEL and U+2028 as line ends, which editors don't."""
    return source.count("\n", 0, index) + _FIRST_LINE


def _bad(line: int, reason: str) -> RejectedError:
    remedy = "Write `key: value` lines; put a value with special characters into single quotes."
    return RejectedError("bad_front_matter", reason, remedy, line=line)

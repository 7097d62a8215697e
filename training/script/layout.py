"""Source text laid out as `ruff format` would: a call on one line if it fits, else one argument a line."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

WIDTH = 88  # letters of a line
INDENT = 4


@dataclass(frozen=True)
class Code:
    """A piece of source that is written as it stands."""

    text: str


@dataclass(frozen=True)
class Call:
    """A call: the function, its arguments by position, then by name; `spread`: one a line in any case."""

    function: str
    arguments: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)
    spread: bool = False


def assignment(target: str, value: object, tail: str = "", depth: int = 0) -> str:
    """Return `target = value`, with `tail` right behind it, to be indented `depth` levels by the caller."""
    head, width = f"{target} = ", WIDTH - depth * INDENT
    written = source(value, width, len(head) + len(tail))
    is_long = isinstance(value, str) and len(head) + _width(written) > width >= INDENT + _width(written)
    return f"{head}(\n{indented(written)}\n)" if is_long else f"{head}{written}{tail}"


def comment(text: str) -> str:
    """Return the text as lines of comment."""
    return textwrap.fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def noted(line: str, note: str) -> str:
    """Return the line with a comment behind it, or above it where both are too long together."""
    together = f"{line}  # {note}"
    return together if _width(together) <= WIDTH else f"{comment(note)}\n{line}"


def branches(cases: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield `if`, `elif` and `else` for conditions and blocks; the last one's condition is what remains.

    A block that is also the next one's is written there.
    """
    following = [*(block for _, block in cases[1:]), None]
    *others, last = [case for case, block in zip(cases, following, strict=True) if case[1] != block]
    for number, (condition, block) in enumerate(others):
        yield f"{'elif' if number else 'if'} {condition}:\n{indented(block)}"
    yield f"else:\n{indented(last[1])}" if others else last[1]


def indented(block: str) -> str:
    """Return the block one level deeper."""
    return textwrap.indent(block, " " * INDENT)


def source(value: object, width: int = WIDTH, used: int = 0) -> str:
    """Return a Call, or data, as source no wider than `width`; `used` letters share its first line."""
    line = _line(value)
    opening, items, closing = _parts(value)
    spread = isinstance(value, Call) and value.spread
    if not items or (not spread and used + _width(line) <= width):
        return line
    lines = [f"{key}{source(item, width - INDENT, _width(key) + 1)}," for key, item in items]
    return "\n".join([opening, *map(indented, lines), closing])


def _line(value: object) -> str:
    opening, items, closing = _parts(value)
    comma = "," if isinstance(value, tuple) and len(items) == 1 else ""
    return f"{opening}{', '.join(key + _line(item) for key, item in items)}{comma}{closing}"


def _parts(value: object) -> tuple[str, list[tuple[str, object]], str]:
    """Return what opens the value, its items with what stands before each, and what closes it."""
    if isinstance(value, Call):
        return f"{value.function}(", list(_arguments(value)), ")"
    if isinstance(value, Mapping):
        return "{", [(f"{_atom(key)}: ", item) for key, item in value.items()], "}"
    if isinstance(value, tuple | list):
        opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
        return opening, [("", item) for item in value], closing
    return _atom(value), [], ""


def _arguments(call: Call) -> Iterator[tuple[str, object]]:
    yield from (("", value) for value in call.arguments)
    yield from ((f"{name}=", value) for name, value in call.named.items())


def _atom(value: object) -> str:
    if isinstance(value, Code):
        return value.text
    if isinstance(value, float):
        return repr(value).replace("e+", "e")
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """Return the text in double quotes, or in single ones where these save escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    written = repr(text)
    body = written[1:-1].replace("\\'", "'") if written[0] == "'" else written[1:-1]
    return quote + body.replace(quote, "\\" + quote) + quote


def _width(text: str) -> int:
    """Return the columns that the text takes; wide letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)

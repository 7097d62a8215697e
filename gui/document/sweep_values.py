"""The values to try of a field, as people type them: `0.1, 0.5`, `2..8`, `0.001 … 0.1 in 5 steps, log`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from gui.document.fields import OFF, ON, FormField, shown
from gui.document.numbers import PLAIN, Separators, read_number, read_numbers, read_whole, read_wholes
from training.experiment.sweep import literal

RANGE = re.compile(r"(?P<first>.+?)\s*(?:…|\.{2,3}|\bto\b)\s*(?P<last>.+?)(?P<steps>\s+in\s+.+)?", re.DOTALL)
STEPS = re.compile(r"\s+in\s+(?P<count>\d{1,5})(?:\s+(?:steps?|values?))?(?P<log>\s*,?\s*log\w*)?\s*")
BETWEEN = re.compile(r"[,;](?!\s*log)")
LISTS = re.compile(r"\s*(?:\[([^\[\]]*)\]|([^,\[\]]+))\s*(?:,|$)")
TRUE, FALSE = (ON, "true", "yes"), (OFF, "false", "no")
NONE = "none"  # what a sweep writes for a setting that is off
MOST_VALUES = 1000
DIGITS = 6  # of a value within a logarithmic range
HOW = "write the last value and the steps too, as in 0.1 … 0.9 in 5 steps"


def read_values(field: FormField, text: str, separators: Separators = PLAIN) -> list[Any]:
    """Return the values, each once, as a sweep's file has them; raises ValueError with a sentence."""
    values = map(_plain, _read(field, text.strip(), separators))
    unique = list({repr(value): value for value in values}.values())
    if not unique:
        raise ValueError("give the values to try, with commas between them")
    if len(unique) > MOST_VALUES:
        raise ValueError(f"these are {len(unique):,} values; {MOST_VALUES:,} are the most")
    return unique


def write_values(values: Iterable[Any]) -> str:
    """Return the values as `read_values` reads them."""
    return ", ".join(map(_written, values))


def short(value: Any) -> str:
    """Return the value as one names it: a table as a call, `StepLR(step_size=5)`."""
    if not isinstance(value, Mapping):
        return _written(value)
    arguments = (f"{name}={short(inner)}" for name, inner in value.items() if name != "kind")
    return f"{value.get('kind', '')}({', '.join(arguments)})"


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return literal(value)
    return f"[{shown(tuple(value))}]" if isinstance(value, list | tuple) else shown(value)


def _plain(value: Any) -> Any:
    """Return the value as TOML has it: lists for tuples."""
    return list(value) if isinstance(value, tuple) else value


def _read(field: FormField, text: str, separators: Separators) -> Sequence[Any]:
    if field.type in (int, float):
        return _numbers(field, text, separators)
    if field.type is bool:
        return [_switch(word) for word in _words(text)]
    if field.type is Literal:
        return [_choice(field, word) for word in _words(text)]
    return _tables(text) if field.type is dict else _lists(field, text, separators)


def _numbers(field: FormField, text: str, separators: Separators) -> Sequence[Any]:
    words = _words(text)
    if field.optional and not {word.lower() for word in words}.isdisjoint({NONE, field.none}):
        return [_optional(field, word, separators) for word in words]
    if not RANGE.fullmatch(text):
        read = read_wholes if field.type is int else read_numbers
        return _explained(lambda: read(text, separators), text, field)
    items = (item.strip() for item in BETWEEN.split(text))
    return [value for item in items if item for value in _one_or_range(field, item, separators)]


def _one_or_range(field: FormField, item: str, separators: Separators) -> Sequence[Any]:
    match = RANGE.fullmatch(item)
    return _range(field, match, separators) if match else [_number(field, item, separators)]


def _optional(field: FormField, word: str, separators: Separators) -> Any:
    """Return one number, or what switches the field off."""
    return NONE if word.lower() in (NONE, field.none) else _number(field, word, separators)


def _number(field: FormField, text: str, separators: Separators) -> Any:
    read = read_whole if field.type is int else read_number
    return _explained(lambda: read(text, separators), text, field)


def _range(field: FormField, match: re.Match[str], separators: Separators) -> Sequence[Any]:
    first, last = (_number(field, match[end], separators) for end in ("first", "last"))
    if match["steps"] is None:
        if field.type is not int:
            raise ValueError(HOW)
        if abs(last - first) >= MOST_VALUES:
            raise ValueError(f"these are {abs(last - first) + 1:,} values; {MOST_VALUES:,} are the most")
        return range(first, last + 1) if first <= last else range(first, last - 1, -1)
    steps = STEPS.fullmatch(match["steps"])
    if steps is None or not 2 <= int(steps["count"]) <= MOST_VALUES:
        raise ValueError(f"write 2 to {MOST_VALUES:,} steps, as in 0.1 … 0.9 in 5 steps, or in 5 steps, log")
    return _spread(field, first, last, int(steps["count"]), bool(steps["log"]))


def _spread(field: FormField, first: float, last: float, count: int, log: bool) -> Sequence[Any]:
    """Return values from first to last, at equal distances or equal ratios; whole numbers are rounded."""
    if log and not (first > 0 and last > 0):
        raise ValueError("a logarithmic range begins and ends above 0")
    space = np.geomspace if log else np.linspace
    values = space(first, last, count).tolist()
    if field.type is int:
        return [round(value) for value in values]
    digits = DIGITS if log else 2 * DIGITS  # no rounding noise: 0.3, not 0.30000000000000004
    return [first, *(float(f"{value:.{digits}g}") for value in values[1:-1]), last]


def _switch(word: str) -> bool:
    if word.lower() not in (*TRUE, *FALSE):
        raise ValueError(f"{word} is neither {ON} nor {OFF}")
    return word.lower() in TRUE


def _choice(field: FormField, word: str) -> Any:
    by_name = {(NONE if choice is None else str(choice)).lower(): choice for choice in field.choices}
    by_name |= {field.none: None} if field.optional else {}
    if word.lower() not in by_name:
        raise ValueError(f"there is no {word}; choose from {', '.join(map(str, field.choices))}")
    choice = by_name[word.lower()]
    return NONE if choice is None else choice


def _lists(field: FormField, text: str, separators: Separators) -> Sequence[Any]:
    """Return lists in brackets; a number alone is a list of one."""
    read: Callable[..., Any] = read_wholes if field.type == tuple[int] else read_numbers
    if not re.fullmatch(f"(?:{LISTS.pattern})*", text):
        raise ValueError("write each list in brackets, as in [5], [10, 5]")
    items = ((item[1] if item[1] is not None else item[2]) for item in LISTS.finditer(text))
    return [_explained(lambda item=item: read(item, separators), item, field) for item in items]  # type: ignore[misc]


def _tables(text: str) -> Sequence[Any]:
    """Return tables as TOML writes them in a line."""
    try:
        values = tomllib.loads(f"values = [{text}]")["values"]
    except (ValueError, RecursionError):
        values = [None]
    if not all(isinstance(value, dict) for value in values):
        raise ValueError('write each choice in braces, as in {kind = "StepLR", step_size = 5}')
    return values


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\s*[,;]\s*", text) if word]


def _explained(read: Callable[[], Any], text: str, field: FormField) -> Any:
    """Return what is read; a ValueError gets a sentence."""
    try:
        return read()
    except ValueError as error:
        kind = "whole numbers" if field.type in (int, tuple[int]) else "numbers"
        raise ValueError(str(error) or (f"{text} is not made of {kind}" if text.strip() else "")) from None

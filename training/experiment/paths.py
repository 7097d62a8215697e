"""TOML paths with indices in lists: `scheduler.schedulers[0].gamma`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Key = str | int
PART = re.compile(r"([^.\[\]\s]+)((?:\[\d{1,4}\])*)")


def keys_of(path: str) -> list[Key]:
    """Return the keys that lead to the value: `["scheduler", "schedulers", 0, "gamma"]`; raises ValueError."""
    keys: list[Key] = []
    for part in path.split("."):
        match = PART.fullmatch(part)
        if match is None:
            raise ValueError(path)
        keys += [match[1], *map(int, re.findall(r"\d+", match[2]))]
    return keys


def path_of(keys: Iterable[Key]) -> str:
    """Return the path of the keys."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def value_at(values: Any, keys: Iterable[Key]) -> Any:
    """Return what the keys lead to; raises KeyError, IndexError or TypeError where they lead nowhere."""
    for key in keys:
        values = values[key]
    return values

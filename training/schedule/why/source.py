"""Torch's own source: which statement stands at a line, and how it reads."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import torch

INSTALLED = Path(torch.__file__).parents[1]


class Source(NamedTuple):
    """A statement: its file within the installation, its first line (from 1), and its dedented text."""

    file: str
    line: int
    text: str


def source_of(path: str, statement: ast.stmt) -> Source:
    """Return how the statement reads in its file; of an `if` or a loop, the line that decides."""
    lines = linecache.getlines(path)[statement.lineno - 1 : _end(statement)]
    file = Path(path)
    if file.is_relative_to(INSTALLED):
        file = file.relative_to(INSTALLED)
    return Source(file.as_posix(), statement.lineno, dedent("".join(lines)).rstrip())


@lru_cache(maxsize=4)
def statements(path: str) -> dict[int, ast.stmt]:
    """Return the statement that each line of the file belongs to; empty where the source is not installed."""
    found: dict[int, ast.stmt] = {}
    for node in ast.walk(ast.parse("".join(linecache.getlines(path)))):
        if isinstance(node, ast.stmt):
            found.update(dict.fromkeys(range(node.lineno, _end(node) + 1), node))
    return found


def _end(statement: ast.stmt) -> int:
    body: list[ast.stmt] = getattr(statement, "body", [])
    return body[0].lineno - 1 if body else statement.end_lineno or statement.lineno

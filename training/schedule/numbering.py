"""Sentences whose epochs are counted from 1, told to someone who counts them from 0."""

from __future__ import annotations

import re

# the number behind the noun names an epoch: `epoch 5`, `epochs 3 to 10`; before it, it counts them: `10 epochs`
NAMED = re.compile(r"\b(epochs? )(\d[\d,]*)(?:( to | and )(\d[\d,]*)\b(?! (?:epochs?|batch)))?")


def renumbered(text: str, first: int) -> str:
    """Return the text with its epochs counted from `first`, 1 or 0."""
    return text if first == 1 else NAMED.sub(_from_zero, text)


def _from_zero(found: re.Match[str]) -> str:
    noun, start, between, stop = found.groups()
    return f"{noun}{_less(start)}" + (f"{between}{_less(stop)}" if stop else "")


def _less(number: str) -> str:
    return f"{int(number.replace(',', '')) - 1:{',' if ',' in number else ''}}"

"""A number by which rows are known to be as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from training.runs.store.errors import StoreError


def checksum(*values: int | str | bytes) -> int:
    """Return the CRC-32 of the values in order, each with its length."""
    total = 0
    for value in values:
        content = value if isinstance(value, bytes) else str(value).encode()
        total = crc32(content, crc32(len(content).to_bytes(8, "little"), total))
    return total


def check_sum(kept: int | None, values: Sequence[int | str | bytes], sentence: str) -> None:
    """Raise StoreError with the sentence where values are not as they were written; None: version 1 kept no sum."""
    if kept is not None and kept != checksum(*values):
        raise StoreError(sentence)

"""What data cannot be: the error, and how names from a file appear in it."""

from __future__ import annotations

from collections.abc import Sequence

from training.errors import ExpectedError

LONGEST_NAME = 60
NAMES_SHOWN = 5


class DataError(ExpectedError, ValueError):
    """The data cannot be used as they are; the text is a sentence that says what, where and what to do."""


def quoted(text: str) -> str:
    """Return a name or a cell from a file in quotes, on one line and not too long."""
    line = " ".join(text.split()).encode(errors="replace").decode()
    return f"'{line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + '…'}'"


def listed(names: Sequence[str]) -> str:
    """Return the names in quotes; of many only the first few and how many more there are."""
    shown, more = ", ".join(map(quoted, names[:NAMES_SHOWN])), len(names) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown

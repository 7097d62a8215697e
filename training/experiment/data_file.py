"""A file of rows in the place of an experiment: what is made of it, in the window and on the command line."""

from __future__ import annotations

import re
from pathlib import Path

from training.experiment.data import Table

EXPERIMENT_SUFFIXES = (".toml", ".stepwell")
DATA_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".parquet", ".pq")
UNREAD_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".gz", ".zip", ".arff", ".feather")  # data, too, and refused
LOOKED_AT = 65_536  # bytes
EMPTY_LINE = re.compile(rb"\s*(#[^\n]*)?(\n|$)")
TOML_LINE = re.compile(rb"\s*(\[|[\w.\"' -]+=)")


def is_data_file(path: Path) -> bool:
    """Tell whether the file holds rows rather than an experiment: by its name, else by how it begins."""
    suffix = path.suffix.lower()
    if suffix in EXPERIMENT_SUFFIXES:
        return False
    if suffix in (*DATA_SUFFIXES, *UNREAD_SUFFIXES) and suffix != ".txt":
        return True
    try:
        return path.is_file() and _holds_rows(path)
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be read


def _holds_rows(path: Path) -> bool:
    """Tell whether the first line that is neither empty nor a comment could not stand in an experiment."""
    with path.open("rb") as file:
        start = file.read(LOOKED_AT).removeprefix(b"\xef\xbb\xbf")
    lines = (line for line in start.splitlines() if not EMPTY_LINE.fullmatch(line))
    first = next(lines, b"")
    return bool(first) and not TOML_LINE.match(first)


def data_changes(path: Path) -> list[tuple[str, str]]:
    """Return the settings, as TOML paths, that let an experiment learn from the file; its target is guessed."""
    return [("data.kind", Table.model_fields["kind"].default), ("data.path", str(path.absolute())), ("data.target", "")]

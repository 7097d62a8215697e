"""How a CSV file is laid out: the character between cells and the names of the columns, told or guessed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from training.engine.data.errors import DataError, listed, quoted
from training.experiment.data import Table

# in order of trust: whoever divides cells by semicolons may well write commas into them
DELIMITERS = {"tab": "\t", "semicolon": ";", "pipe": "|", "comma": ",", "space": " "}
# a cell that says one of these is taken for empty
EMPTY = ("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null")
SAMPLE_LETTERS = csv.field_size_limit()
SAMPLE_LINES = 200
MOST_COLUMNS = 2000


@dataclass(frozen=True)
class Dialect:
    """The layout of a CSV file; `delimiter` is a key of DELIMITERS."""

    delimiter: str
    header: bool
    names: tuple[str, ...]


def find_dialect(path: Path, settings: Table) -> Dialect:
    """Return the layout of the UTF-8 file, guessing from its first lines what the settings leave open.

    Raises DataError, its sentence naming the file of the settings.
    """
    file = quoted(Path(settings.path).name)
    with path.open(encoding="utf-8-sig", newline="") as source:
        text = source.read(SAMPLE_LETTERS)
    if not text.strip():
        raise DataError(f"{file} is empty. Choose a file with a line of column names and rows below it.")
    delimiter = _likeliest(text) if settings.delimiter == "guess" else settings.delimiter
    first, *others = _rows(text, delimiter)
    _check_width(len(first), file, cut=len(text) == SAMPLE_LETTERS and not others)
    header = settings.header == "yes" or (
        settings.header == "guess" and _names_columns(first, others, settings.decimal)
    )
    return Dialect(delimiter, header, column_names(first if header else [""] * len(first), file))


def _likeliest(text: str) -> str:
    """Return the delimiter that the most lines agree on: a space, which names and dates hold too, only as the last."""
    agreement = {name: _agreement(_rows(text, name)) for name in DELIMITERS}
    space = agreement.pop("space")
    best = max(agreement, key=lambda name: agreement[name])
    return "space" if space and not agreement[best] else best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the cells of the first lines; blank lines and a last one that the sample cuts are left out."""
    lines = csv.reader(StringIO(text, newline=""), delimiter=DELIMITERS[delimiter], skipinitialspace=True)
    rows = list(islice(lines, SAMPLE_LINES))
    is_cut = len(text) == SAMPLE_LETTERS and 1 < len(rows) < SAMPLE_LINES
    return [row for row in rows[: -1 if is_cut else None] if row]


def _agreement(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of rows with the usual number of cells; 0 where that is one."""
    cells, count = Counter(map(len, rows)).most_common(1)[0]
    return count / len(rows) if cells > 1 else 0.0


def _check_width(cells: int, file: str, *, cut: bool) -> None:
    if cells > MOST_COLUMNS:
        raise DataError(f"{file} has more than {MOST_COLUMNS} columns. Make a file with the columns that matter.")
    if cut:
        raise DataError(f"The first line of {file} is longer than {SAMPLE_LETTERS} letters. Check that it is a table.")
    if cells < 2:
        raise DataError(
            f"The first line of {file} is a single cell, but a table needs two columns. "
            "Set data.delimiter to the character between its cells."
        )


def _names_columns(first: Sequence[str], others: Sequence[Sequence[str]], decimal: str) -> bool:
    """Return whether the first line looks like names: it has no number, or a text above numbers."""
    if not any(_is_number(cell, decimal) for cell in first):
        return True
    columns = zip(first, *(row for row in others if len(row) == len(first)), strict=True)
    return any(_is_name(top, below, decimal) for top, *below in columns)


def _is_name(top: str, below: Sequence[str], decimal: str) -> bool:
    filled = [cell for cell in below if cell.strip() not in EMPTY]
    is_text = top.strip() not in EMPTY and not _is_number(top, decimal)
    return is_text and bool(filled) and all(_is_number(cell, decimal) for cell in filled)


def _is_number(cell: str, decimal: str) -> bool:
    try:
        float(cell.replace(decimal, "."))
    except ValueError:
        return False
    return "_" not in cell


def column_names(cells: Sequence[str], file: str) -> tuple[str, ...]:
    """Return the cells as names, numbers for empty ones; raises DataError if two are the same."""
    names = tuple(" ".join(cell.split()) or f"column {number}" for number, cell in enumerate(cells, 1))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(
            f"Several columns of {file} have the same name: {listed(twice)}. Rename them in the file; "
            "if its first line holds no names, set data.header to 'no'."
        )
    return names

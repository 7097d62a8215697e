"""What the columns of a table hold: numbers, dates, texts; all of their cells decide, not the first few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from training.engine.data.errors import quoted
from training.engine.data.table.cells import Cells

MOSTLY = 0.9  # share of numbers from which a column is one of numbers, with mistakes


class Kind(StrEnum):
    """What the cells of a column are."""

    NUMBER = "number"
    SWITCH = "true or false"
    TIME = "date or time"
    TEXT = "text"
    NESTED = "not a single value"
    EMPTY = "empty"


@dataclass(frozen=True)
class Column:
    """A column and how to read it."""

    name: str  # its name in the file
    kind: Kind  # what its cells are
    value: str  # SQL for a cell's value: a text, else a finite DOUBLE (a time in seconds, a switch as 0 or 1)
    label: str  # SQL for a cell as the name of a class
    filled: int  # cells with a value
    infinite: int = 0  # cells with an infinite number, which count as empty
    trouble: str = ""  # a sentence on why the cells cannot be trusted; empty if they can


def find_columns(cells: Cells) -> tuple[Column, ...]:
    """Look at every cell of every column."""
    return tuple(
        _column(cells, number, name, *counts)
        for number, (name, counts) in enumerate(zip(cells.names, _counts(cells), strict=True))
    )


def _counts(cells: Cells) -> Iterator[tuple[int, int, int]]:
    """Return for each column its cells that are filled, that are numbers, and that are finite numbers."""
    numbers = [as_number(f"c{number}", cells.decimal) for number in range(len(cells.names))]
    counts = cells.summarise(
        [asked for i, v in enumerate(numbers) for asked in (f"count(c{i})", f"count({v})", f"count_if(isfinite({v}))")]
    )
    return zip(counts[::3], counts[1::3], counts[2::3], strict=True)


def _column(cells: Cells, number: int, name: str, filled: int, numbers: int, finite: int) -> Column:
    cell = f"c{number}"
    if number in cells.nested:
        return Column(name, Kind.NESTED, cell, cell, 0)
    if not filled or (filled == numbers and not finite):
        return Column(name, Kind.EMPTY, cell, cell, 0)
    if filled == numbers:
        value = as_number(cell, cells.decimal)
        finite_value = f"CASE WHEN isfinite({value}) THEN {value} END"
        label = f"(CASE WHEN {value} = 0 THEN 0.0::DOUBLE ELSE {finite_value} END)::VARCHAR"  # 0 and -0 are one class
        return Column(name, Kind.NUMBER, finite_value, label, finite, filled - finite)
    return _worded(cells, cell, name, filled, numbers)


def _worded(cells: Cells, cell: str, name: str, filled: int, numbers: int) -> Column:
    """Return the column of cells that are not all numbers."""
    switch, time = f"lower({cell}) IN ('true', 'false')", f"epoch(TRY_CAST({cell} AS TIMESTAMPTZ))"
    other = as_number(cell, "," if cells.decimal == "." else ".")
    ((switches, times, others),) = cells.ask(f"SELECT count_if({switch}), count({time}), count({other}) FROM cells")
    if switches == filled:
        return Column(name, Kind.SWITCH, f"(lower({cell}) = 'true')::DOUBLE", f"lower({cell})", filled)
    if times == filled:
        return Column(name, Kind.TIME, time, cell, filled)
    trouble = ""
    if others == filled:
        trouble = _wrong_decimal(cells, cell, name)
    elif numbers >= MOSTLY * filled:
        trouble = _mistakes(cells, cell, name, filled - numbers)
    return Column(name, Kind.TEXT, cell, cell, filled, trouble=trouble)


def as_number(cell: str, decimal: str) -> str:
    """Return SQL for the number that a text cell holds, else NULL."""
    if decimal == ".":  # DuckDB reads 1_0 as 10, as its own literals
        return f"TRY_CAST(CASE WHEN NOT contains({cell}, '_') THEN {cell} END AS DOUBLE)"
    return f"TRY_CAST(CASE WHEN regexp_matches({cell}, '[._]') THEN NULL ELSE replace({cell}, ',', '.') END AS DOUBLE)"


def _not_a_number(cells: Cells, cell: str) -> tuple[str, int]:
    """Return the first text of the column that is not a number, and the number of its row."""
    condition = f"{cell} IS NOT NULL AND {as_number(cell, cells.decimal)} IS NULL"
    ((text,),) = cells.ask(f"SELECT {cell} FROM cells WHERE {condition} LIMIT 1")
    return text, cells.row_number(condition)


def _wrong_decimal(cells: Cells, cell: str, name: str) -> str:
    text, row = _not_a_number(cells, cell)
    sign, word = (",", "comma") if cells.decimal == "." else (".", "point")
    return (
        f"Column {quoted(name)} of {cells.file} holds numbers such as {quoted(text)} (row {row}). "
        f"If the {word} comes before the decimals, set data.decimal to '{sign}'; if it divides thousands, "
        "write the numbers without it."
    )


def _mistakes(cells: Cells, cell: str, name: str, count: int) -> str:
    text, row = _not_a_number(cells, cell)
    cases = f"{count} cells are" if count > 1 else "one cell is"
    return (
        f"Column {quoted(name)} of {cells.file} holds numbers, but {cases} not: {quoted(text)} in row {row}. "
        "Correct the file, or add the column to data.ignore."
    )

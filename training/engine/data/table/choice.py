"""Which column is to be predicted, and which columns it is predicted from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from training.engine.data.errors import DataError, listed, quoted
from training.engine.data.table.cells import Cells
from training.engine.data.table.columns import Column, Kind
from training.experiment.data import Table
from training.experiment.problems import did_you_mean

TARGET_NAMES = ("target", "label", "class", "species", "outcome", "diagnosis", "category", "survived", "y")
ROW_NAME = re.compile(r"(?:^|[^A-Za-z])(?:id|Id|ID|index|Index|idx|nr|Nr|no|No)\.?$|[a-z](?:Id|ID)$|^#$")
FEW_CLASSES = 20
MOST_CLASSES = 1000
MOST_TEXTS = 50
ROWS_PER_CLASS = 10  # with fewer, many numbers are a quantity rather than classes


@dataclass(frozen=True)
class Choice:
    """The roles of the columns; `left_out` gives the names of those left out for each reason."""

    target: Column
    inputs: tuple[Column, ...]
    left_out: dict[str, list[str]]


def choose(cells: Cells, columns: Sequence[Column], settings: Table) -> Choice:
    """Choose the target and the inputs; raises DataError when the table leaves no choice."""
    names = [column.name for column in columns]
    for name in settings.ignore:
        if name not in names:
            raise DataError(
                f"data.ignore names {quoted(name)}, which is no column of {cells.file}{_known(name, names)}"
            )
    target = _target(cells, columns, settings)
    left_out: dict[str, list[str]] = {}
    inputs = []
    for column in columns:
        if column is target or column.name in settings.ignore:
            continue
        if reason := why_left_out(cells, column):
            left_out.setdefault(reason, []).append(column.name)
        else:
            inputs.append(column)
    if not inputs:
        reasons = "; ".join(f"{listed(gone)}: {reason}" for reason, gone in left_out.items())
        raise DataError(
            f"{cells.file} leaves no column to learn from ({reasons or 'all ignored'}). Add another column."
        )
    for column in (*inputs, target):
        if column.trouble:
            raise DataError(column.trouble)
    return Choice(target, tuple(inputs), left_out)


def guess_target(cells: Cells, columns: Sequence[Column], settings: Table) -> Column | None:
    """Return the column with a name that targets often have, else the last one with few different values."""
    possible = [c for c in columns if c.filled and c.name not in settings.ignore]
    by_name = {column.name.casefold(): column for column in possible}
    for name in TARGET_NAMES:
        if name in by_name:
            return by_name[name]
    few = min(FEW_CLASSES, max(2, cells.rows() // 2))
    return next((c for c in reversed(possible) if 2 <= cells.different(c.label, few) <= few), None)


def why_left_out(cells: Cells, column: Column) -> str:
    """Return why nothing can be learnt from the column; empty if it can be an input."""
    if column.kind is Kind.EMPTY:
        return "no values"
    if column.kind is Kind.NESTED:
        return "lists or bytes instead of single values"
    if column.kind is Kind.NUMBER and _numbers_rows(cells, column):
        return "numbers that only identify the rows"
    if column.kind is Kind.TEXT and not column.trouble:
        return _why_texts_left_out(cells, column)
    return ""


def _why_texts_left_out(cells: Cells, column: Column) -> str:
    different = cells.different(column.value, MOST_TEXTS)
    if different > MOST_TEXTS:
        return f"more than {MOST_TEXTS} different texts"
    if different == 1:
        return "the same text in every row"
    return "a different text in every row" if different == column.filled else ""


def _numbers_rows(cells: Cells, column: Column) -> bool:
    nameless = column.name == "column 1"
    if not nameless and not ROW_NAME.search(column.name):
        return False
    ((distinct, rows, whole, span),) = cells.ask(
        "SELECT count(DISTINCT v), count(*), bool_and(v = floor(v)), max(v) - min(v) + 1 "
        f"FROM (SELECT {column.value} AS v FROM cells)"
    )
    return bool(distinct == rows and whole and (span == rows or not nameless))


def _target(cells: Cells, columns: Sequence[Column], settings: Table) -> Column:
    names = [column.name for column in columns]
    if not settings.target:
        guess = guess_target(cells, columns, settings)
        if guess is None:
            raise DataError(
                f"No column of {cells.file} has few different values. Set data.target to the one to predict."
            )
        return _checked(cells, guess)
    if settings.target not in names:
        raise DataError(
            f"data.target is {quoted(settings.target)}, which is no column of {cells.file}"
            f"{_known(settings.target, names)}"
        )
    if settings.target in settings.ignore:
        raise DataError(f"{quoted(settings.target)} is data.target and in data.ignore. Take it out of one of them.")
    return _checked(cells, columns[names.index(settings.target)])


def _checked(cells: Cells, column: Column) -> Column:
    """Return the column if its values can be classes; raises DataError."""
    name = f"The target {quoted(column.name)} of {cells.file}"
    advice = "Set data.target to a column that names a class in each row."
    different = cells.different(column.label, MOST_CLASSES)
    if different < 2:
        values = "one value only" if different else "no values"
        infinite = " besides infinite numbers, which count as empty" if column.infinite else ""
        raise DataError(f"{name} has {values}{infinite}, but two classes are needed. {advice}")
    count = str(different) if different <= MOST_CLASSES else f"more than {MOST_CLASSES}"
    if column.kind is Kind.NUMBER and different > FEW_CLASSES and _is_quantity(cells, column, different):
        raise DataError(f"{name} has {count} different numbers: a quantity, not classes. {advice}")
    if different > MOST_CLASSES:
        raise DataError(f"{name} has {count} different values. {advice}")
    return column


def _is_quantity(cells: Cells, column: Column, different: int) -> bool:
    ((whole,),) = cells.ask(f"SELECT bool_and(v = floor(v)) FROM (SELECT {column.value} AS v FROM cells)")
    return not whole or different * ROWS_PER_CLASS > column.filled


def _known(name: str, names: Sequence[str]) -> str:
    guess = did_you_mean(name, names)
    return guess if guess.endswith("?") else f". Its columns: {listed(names)}."

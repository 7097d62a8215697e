"""The chosen columns of a table as numbers, with NaN for each empty cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.engine.data.split import check_size
from training.engine.data.table.cells import Cells
from training.engine.data.table.choice import Choice
from training.engine.data.table.columns import Column, Kind


@dataclass(frozen=True, eq=False)
class Values:
    """All rows of a table, as the file has them."""

    inputs: Tensor  # (rows, columns) float64; a text is its index in `texts`
    texts: tuple[tuple[str, ...], ...]  # for each column its different texts, sorted; none for columns of numbers
    target: Tensor  # (rows,) float64, the index in `classes`
    classes: tuple[str, ...]  # the different classes, sorted; numbers by size

    def where(self, keep: Tensor) -> Values:
        """Return the rows where `keep` (rows,) is true."""
        return replace(self, inputs=self.inputs[keep], target=self.target[keep])


def read_values(cells: Cells, choice: Choice) -> Values:
    """Read the columns that were chosen; raises DataError if they are too large."""
    check_size(cells.rows(), len(choice.inputs))
    inputs = [_input(cells, f"texts{number}", column) for number, column in enumerate(choice.inputs)]
    target, classes = _coded(cells, "classes", choice.target.label, choice.target.value)
    if choice.target.kind is Kind.NUMBER:
        classes = tuple(name.removesuffix(".0") for name in classes)
    *arrays, labels = map(torch.from_numpy, cells.fetch([*(value for value, _ in inputs), target]))
    return Values(torch.stack(arrays, 1), tuple(texts for _, texts in inputs), labels, classes)


def _input(cells: Cells, name: str, column: Column) -> tuple[str, tuple[str, ...]]:
    return _coded(cells, name, column.value, column.value) if column.kind is Kind.TEXT else (column.value, ())


def _coded(cells: Cells, name: str, text: str, order: str) -> tuple[str, tuple[str, ...]]:
    """Return SQL for the number of a cell's text among all texts of the expression, and these in order."""
    distinct = f"SELECT DISTINCT {text} AS label, {order} AS place FROM cells WHERE {text} IS NOT NULL"
    cells.ask(f"CREATE TYPE {name} AS ENUM (SELECT label FROM ({distinct}) ORDER BY place)")
    ((texts,),) = cells.ask(f"SELECT enum_range(NULL::{name})")
    return f"enum_code(({text})::{name})", tuple(texts)

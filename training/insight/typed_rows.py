"""A row of the user's own: typed as the data have it, and scaled and encoded exactly as their rows are."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import torch
from torch import Tensor

from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError, listed, quoted
from training.engine.data.split import split_rows, standardise
from training.engine.data.table.choice import choose
from training.engine.data.table.columns import Column, Kind, find_columns
from training.engine.data.table.gaps import close_gaps
from training.engine.data.table.inputs import encode
from training.engine.data.table.reading import open_cells
from training.engine.data.table.values import read_values
from training.experiment.data import DataSettings, Table

COMMA_TO_POINT = str.maketrans({",": ".", ".": ","})  # a point is then none, as in the file


@dataclass(frozen=True)
class Entry:
    """One value to type: its column, what it is, and the texts to choose from where it is one of a few."""

    name: str
    kind: Kind = Kind.NUMBER
    choices: tuple[str, ...] = ()


class RowForm(ABC):
    """Turns what a user types into a row for the network."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Ask for these values, in this order."""
        self.entries = tuple(entries)

    def read(self, texts: Sequence[str]) -> Tensor:
        """Return the row (1, features) float32; raises DataError with a sentence for what cannot be read."""
        values = [self._value(entry, text.strip()) for entry, text in zip(self.entries, texts, strict=True)]
        return self._encoded(torch.tensor([values], dtype=torch.float64)).float()

    def _value(self, entry: Entry, text: str) -> float:
        try:
            value = READERS[entry.kind](entry, text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise DataError(f"{quoted(entry.name)}: {quoted(text)} is not {_wanted(entry)}.")
        return value

    @abstractmethod
    def _encoded(self, row: Tensor) -> Tensor:
        """Return the row as the network takes it, from values (1, columns) float64."""


class PlainForm(RowForm):
    """For data that the network takes as they are, or divided by one number."""

    def __init__(self, dataset: Dataset, divisor: float = 1.0) -> None:
        super().__init__([Entry(name) for name in dataset.features])
        self._divisor = divisor

    def _encoded(self, row: Tensor) -> Tensor:
        return row / self._divisor


class BundledForm(RowForm):
    """For the sets that scikit-learn brings, standardised by their training rows."""

    def __init__(self, settings: DataSettings, dataset: Dataset) -> None:
        """Read the set again, as it was before it was standardised."""
        super().__init__([Entry(name) for name in dataset.features])
        from sklearn import datasets  # takes a second to import

        bunch = getattr(datasets, settings.bundled)()
        self._x = torch.from_numpy(bunch.data).double()
        self._split = split_rows(torch.from_numpy(bunch.target).long(), settings)

    def _encoded(self, row: Tensor) -> Tensor:
        return standardise(torch.cat([self._x, row]), self._split)[-1:]


class TableForm(RowForm):
    """For the user's own table."""

    def __init__(self, settings: Table) -> None:
        """Read the file again, as it was before it was encoded; raises DataError."""
        with open_cells(settings) as cells:
            choice = choose(cells, find_columns(cells), settings)
            self._values, _ = close_gaps(read_values(cells, choice), choice, settings, cells.file)
        self._columns = choice.inputs
        self._split = split_rows(torch.unique(self._values.target, return_inverse=True)[1], settings)
        self._decimal, self._may_be_empty = settings.decimal, settings.missing == "mean"
        super().__init__(list(map(_entry, choice.inputs, self._values.texts)))

    def _value(self, entry: Entry, text: str) -> float:
        if not text and self._may_be_empty:
            return math.nan
        if entry.kind is Kind.NUMBER and self._decimal == ",":
            text = text.translate(COMMA_TO_POINT)
        return super()._value(entry, text)

    def _encoded(self, row: Tensor) -> Tensor:
        values = torch.cat([self._values.inputs, row])
        return encode(values, self._values.texts, self._columns, self._split).x[-1:]


def row_form(settings: DataSettings, dataset: Dataset) -> RowForm:
    """Return the form for rows of these data; raises DataError where a table cannot be read any more."""
    its: Any = settings
    if settings.reads_file:
        return TableForm(its)
    return BundledForm(settings, dataset) if settings.standardised else PlainForm(dataset, settings.divisor)


def _entry(column: Column, texts: tuple[str, ...]) -> Entry:
    return Entry(column.name, column.kind, ("false", "true") if column.kind is Kind.SWITCH else texts)


def _chosen(entry: Entry, text: str) -> float:
    return float(entry.choices.index(text))


def _seconds(entry: Entry, text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _wanted(entry: Entry) -> str:
    if entry.choices:
        return f"one of {listed(entry.choices)}"
    return "a date or time such as 2024-05-31" if entry.kind is Kind.TIME else "a number"


READERS: dict[Kind, Callable[[Entry, str], float]] = {
    Kind.NUMBER: lambda entry, text: float(text),
    Kind.TIME: _seconds,
    Kind.TEXT: _chosen,
    Kind.SWITCH: _chosen,
}

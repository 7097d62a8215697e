"""What Stepwell found in the user's table and decided about it: all that a script needs to read it in the same way."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import torch
from torch import Tensor

from training.engine.data.split import constant, split_rows
from training.engine.data.table.cells import Cells
from training.engine.data.table.choice import Choice, choose
from training.engine.data.table.columns import Column, Kind, find_columns
from training.engine.data.table.database import pattern
from training.engine.data.table.dialect import DELIMITERS, EMPTY
from training.engine.data.table.gaps import close_gaps
from training.engine.data.table.reading import open_cells
from training.engine.data.table.values import Values, read_values
from training.experiment.data import Table
from training.script.errors import ScriptError


@dataclass(frozen=True)
class Layout:
    """How a CSV file is laid out; `names` are given where those in the file cannot be used as they are."""

    delimiter: str
    encoding: str
    decimal: str
    header: bool
    names: tuple[str, ...] | None
    longest: int  # letters of a cell


@dataclass(frozen=True)
class TablePlan:
    """A table's columns and gaps."""

    path: str  # the file, absolute
    layout: Layout | None  # of a CSV file; None for Parquet
    inputs: tuple[tuple[str, Kind], ...]  # name and kind of each input, in order
    # the texts of each input of texts; None among them stands for an empty cell
    texts: dict[str, tuple[str | None, ...]]
    target: tuple[str, Kind]  # name and kind of the column to predict
    stored: dict[str, str]  # the columns' names as a Parquet file has them, by the names that Stepwell gives them
    empty: tuple[str, ...]  # what a cell says that has no value
    drops: tuple[bool, bool]  # whether rows are left out for an empty cell of an input, and for one of the target
    fills: bool  # whether empty numbers are filled in
    empty_columns: bool  # whether one of these columns has no number at all in the training rows
    still: bool  # whether a column to be standardised is the same in all training rows
    unseen: bool  # whether some text is in no training row
    odd_spaces: bool  # whether Python's strip() would take more from a cell than spaces

    @property
    def gaps(self) -> bool:
        """Whether some cell that is looked at has no value."""
        return any(self.drops) or self.fills or any(None in texts for texts in self.texts.values())

    def names_of(self, kind: Kind) -> list[str]:
        """Return the inputs of a kind."""
        return [name for name, its_kind in self.inputs if its_kind is kind]


def plan_table(settings: Table) -> TablePlan:
    """Read the file as `load` does and note what was decided; raises DataError and ScriptError."""
    with open_cells(settings) as cells:
        choice = choose(cells, find_columns(cells), settings)
        before = read_values(cells, choice)
        values, _ = close_gaps(before, choice, settings, cells.file)
        words = _words_without_value(cells, choice)
        layout = _layout(cells, settings)
        stored = _stored_names(cells, settings)
    _, y = torch.unique(values.target, return_inverse=True)
    training = split_rows(y, settings).training
    is_text = torch.tensor([column.kind is Kind.TEXT for column in choice.inputs])
    texts = _texts(values, choice)
    said = [*values.classes, *(text for some in texts.values() for text in some if text is not None)]
    if set(said) & set(words):
        raise ScriptError(f"{cells.file} has infinite numbers and texts that look like them. Correct the file.")
    labelled = ~before.target.isnan()
    means = values.inputs[training].nanmean(0)
    return TablePlan(
        path=str(Path(settings.path).absolute()),
        layout=layout,
        inputs=tuple((column.name, column.kind) for column in choice.inputs),
        texts=texts,
        target=(choice.target.name, choice.target.kind),
        stored=stored,
        empty=(*EMPTY, *words),
        drops=(len(values.target) < int(labelled.sum()), not bool(labelled.all())),
        fills=bool(values.inputs[:, ~is_text].isnan().any()),
        empty_columns=not bool(means[~is_text].isfinite().all()),
        still=_has_still(values.inputs, means, training, choice),
        unseen=_has_unseen(values.inputs, texts, training, choice),
        odd_spaces=any(text != text.strip() for text in said),
    )


def _texts(values: Values, choice: Choice) -> dict[str, tuple[str | None, ...]]:
    """Return the texts of each input of texts; None at their end if a cell of the rows that are kept is empty."""
    has_empty = values.inputs.isnan().any(0).tolist()
    return {
        column.name: (*texts, None) if empty else texts
        for column, texts, empty in zip(choice.inputs, values.texts, has_empty, strict=True)
        if column.kind is Kind.TEXT
    }


def _has_still(values: Tensor, means: Tensor, training: Tensor, choice: Choice) -> bool:
    scaled = torch.tensor([column.kind in (Kind.NUMBER, Kind.TIME) for column in choice.inputs])
    filled = values.where(~values.isnan(), means.nan_to_num())
    return bool(constant(filled[training])[scaled].any())


def _has_unseen(values: Tensor, texts: dict[str, tuple[str | None, ...]], training: Tensor, choice: Choice) -> bool:
    is_text = [column.kind is Kind.TEXT for column in choice.inputs]
    columns = compress(values[training].nan_to_num(-1).T, is_text)
    return any(len(torch.unique(codes)) < len(some) for codes, some in zip(columns, texts.values(), strict=True))


def _words_without_value(cells: Cells, choice: Choice) -> tuple[str, ...]:
    """Return what the cells say that hold an infinite number, or one that is none."""
    return tuple(
        word
        for column in (*choice.inputs, choice.target)
        if column.infinite
        for (word,) in cells.ask(
            f"SELECT DISTINCT {_cell(cells, column)} AS word FROM cells WHERE word IS NOT NULL "
            f"AND {column.value} IS NULL ORDER BY word"
        )
    )


def _cell(cells: Cells, column: Column) -> str:
    return f"c{cells.names.index(column.name)}"


def _layout(cells: Cells, settings: Table) -> Layout | None:
    if cells.dialect is None:
        return None
    delimiter = DELIMITERS[cells.dialect.delimiter]
    encoding = "utf-8-sig" if settings.encoding == "utf-8" else settings.encoding
    with Path(settings.path).open(encoding=encoding, newline="") as file:
        first = next(filter(None, csv.reader(file, delimiter=delimiter, skipinitialspace=delimiter != " ")))
    names = None if cells.dialect.header and tuple(first) == cells.names else cells.names
    lengths = cells.summarise([f"max(strlen(c{number}))" for number in range(len(cells.names))])
    longest = max(length or 0 for length in lengths)
    return Layout(delimiter, encoding, settings.decimal, cells.dialect.header, names, longest)


def _stored_names(cells: Cells, settings: Table) -> dict[str, str]:
    if cells.dialect is not None:
        return {}
    path = pattern(Path(settings.path).absolute())
    described = cells.ask("DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)", path)
    return {name: stored for name, (stored, *_) in zip(cells.names, described, strict=True)}

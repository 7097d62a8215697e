"""A table file as a data set."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from training.engine.data.dataset import SAMPLE_ROWS, Dataset, Sample
from training.engine.data.errors import listed, quoted
from training.engine.data.split import divide, split_rows
from training.engine.data.table.cells import Cells
from training.engine.data.table.choice import Choice, choose
from training.engine.data.table.columns import find_columns
from training.engine.data.table.gaps import close_gaps
from training.engine.data.table.inputs import encode
from training.engine.data.table.reading import open_cells
from training.engine.data.table.values import read_values
from training.experiment.data import Table


def load_table(settings: Table) -> Dataset:
    """Read, choose, encode and divide; raises DataError."""
    with open_cells(settings) as cells:
        choice = choose(cells, find_columns(cells), settings)
        values, gaps = close_gaps(read_values(cells, choice), choice, settings, cells.file)
        sample = Sample(cells.names, cells.first_rows(SAMPLE_ROWS))
    present, y = torch.unique(values.target, return_inverse=True)
    split = split_rows(y, settings)
    inputs = encode(values.inputs, values.texts, choice.inputs, split)
    classes = [values.classes[int(index)] for index in present]
    notes = [*_guesses(cells, choice, settings), *gaps, *inputs.notes]
    return divide(inputs.x, y, split, inputs.names, classes, sample, notes=notes)


def _guesses(cells: Cells, choice: Choice, settings: Table) -> Iterator[str]:
    """Say what the settings left open, and which columns are not used."""
    dialect = cells.dialect
    if dialect and settings.delimiter == "guess":
        yield f"The cells are divided by a {dialect.delimiter} (guessed)."
    if dialect and settings.header == "guess":
        yield f"The first line {'names the columns' if dialect.header else 'is a row, not names'} (guessed)."
    if not settings.target:
        yield f"The target is {quoted(choice.target.name)} (guessed)."
    for reason, names in choice.left_out.items():
        yield f"Left out, for {reason}: {listed(names)}."

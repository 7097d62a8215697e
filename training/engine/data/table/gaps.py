"""What becomes of the rows of a table that have empty cells."""

from __future__ import annotations

from training.engine.data.errors import DataError, quoted
from training.engine.data.table.choice import Choice
from training.engine.data.table.values import Values
from training.experiment.data import Table


def close_gaps(values: Values, choice: Choice, settings: Table, file: str) -> tuple[Values, list[str]]:
    """Leave out the rows that cannot be used, and say so in notes; raises DataError where that is refused."""
    labelled, empty = ~values.target.isnan(), values.inputs.isnan()
    gaps = labelled & empty.any(1)
    rows, lost, incomplete = len(labelled), int((~labelled).sum()), int(gaps.sum())
    keep, notes = labelled, []
    if lost:
        notes.append(f"{lost} of {rows} rows were left out: the target {quoted(choice.target.name)} is empty.")
    if incomplete and settings.missing == "refuse":
        row = int(gaps.nonzero()[0])
        name = choice.inputs[int(empty[row].nonzero()[0])].name
        raise DataError(
            f"Column {quoted(name)} of {file} is empty in row {row + 1}; {incomplete} of {rows} rows have an "
            "empty cell. Fill them in, or set data.missing to 'drop' or 'mean'."
        )
    if incomplete and settings.missing == "drop":
        keep = labelled & ~gaps
        notes.append(f"{incomplete} of {rows} rows were left out: they have an empty cell.")
    if incomplete and settings.missing == "mean":
        notes.append(
            f"The empty cells of {incomplete} of {rows} rows were filled in: among numbers with the mean of "
            "the column's training rows, among texts with a text of their own."
        )
    if not keep.any():
        raise DataError(f"Every row of {file} has an empty cell. Set data.missing to 'mean', or fill them in.")
    return values.where(keep), notes

"""Runs side by side: a column for each, rows for their figures and for the settings in which they differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPixmap

from gui.widgets.appearance import Appearance
from gui.widgets.difference import signed
from training.engine.figures import OUTCOMES
from training.experiment.experiment import Experiment
from training.runs.comparison import ABSENT, Figures, differing
from training.runs.run import numbered

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SWATCH = 10  # pixels
BASELINE = "baseline"


class Compared(NamedTuple):
    """A run as it is compared; `color` is an index among the runs' colours."""

    number: int
    name: str
    color: int
    experiment: Experiment
    figures: Figures

    @property
    def title(self) -> str:
        """Return its number and its name."""
        return f"{numbered(self.number)} {self.name}"


class Row(NamedTuple):
    """A figure: how it is written, and whether less (-1) or more (1) of it is better; 0: neither."""

    field: str
    label: str
    format: str
    better: int = 0


class Cell(NamedTuple):
    """What a cell says: a value, how far it is from the baseline's, and whether that is better (1) or worse (-1)."""

    value: str
    difference: str = ""
    verdict: int = 0

    @property
    def words(self) -> str:
        """Return all of it in words."""
        verdict = {1: ", better", -1: ", worse"}.get(self.verdict, "")
        return f"{self.value} ({self.difference}{verdict})" if self.difference else self.value


class Line(NamedTuple):
    """A row as it is shown."""

    label: str
    help: str
    cells: list[Cell]


LAST = tuple(Row(figure.name, figure.label, figure.format, figure.better) for figure in OUTCOMES)
FIGURES = (
    Row("epochs", "Epochs", "{:,}"),
    *LAST,
    Row("lowest", "Lowest {}loss", "{:.4f}", -1),
    Row("lowest_epoch", "in epoch", "{:,}"),
    Row("seconds", "Seconds", "{:.3g}"),
    Row("area", "Area under lr", "{:.4g}"),
)
JUDGED = {"loss": "training ", "val_loss": "val. "}
HELP = {
    "lowest": "The lowest loss of all epochs, over the validation rows where there are any",
    "lowest_epoch": "The epoch that had the lowest loss",
    "area": "The rates used, summed over the epochs",
}


class CompareModel(QAbstractTableModel):
    """Shows runs, the baseline first."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.runs: list[Compared] = []
        self._lines: list[Line] = []
        appearance.changed.connect(self._restyle)

    def show_runs(self, runs: Sequence[Compared]) -> None:
        """Compare these runs with the first of them; where only values are new, the current cell stays."""
        lines = _lines(runs, self._appearance.first_epoch)
        is_same = _shape(runs, lines) == _shape(self.runs, self._lines)
        if not is_same:
            self.beginResetModel()
        self.runs, self._lines = list(runs), lines
        if not is_same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(runs) - 1))

    def _restyle(self) -> None:
        self.show_runs(self.runs)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(self.runs) - 1))

    def cell(self, index: Index) -> Cell:
        """Return what a cell says."""
        return self._lines[index.row()].cells[index.column()]

    def has_differences(self, row: int) -> bool:
        """Return whether a run differs from the baseline in a figure."""
        return any(cell.difference for cell in self._lines[row].cells)

    def text(self) -> list[list[str]]:
        """Return the whole table in words, its headers too."""
        rows = [[line.label, *(cell.words for cell in line.cells)] for line in self._lines]
        return [["Run", *(numbered(run.number) for run in self.runs)], *rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of figures and settings."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self.runs)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks for about a cell."""
        if role == Role.DisplayRole:
            return self.cell(index).value
        if role == Role.ToolTipRole:
            return f"<p>{escape(self.cell(index).words)}</p>"
        if role == Role.AccessibleTextRole:
            return self.cell(index).words
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a run's name or a row's."""
        if orientation is Qt.Orientation.Horizontal:
            return self._run_header(section, role) if section < len(self.runs) else None
        if role == Role.DisplayRole:
            return self._lines[section].label
        if role == Role.ToolTipRole:
            line = self._lines[section]
            return f"<p>{escape(line.label)}{f': {line.help}' if line.help else ''}</p>"
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return None

    def _run_header(self, section: int, role: int) -> Any:
        run = self.runs[section]
        if role == Role.DisplayRole:
            return f"{numbered(run.number)} {BASELINE}" if section == 0 else numbered(run.number)
        if role == Role.ToolTipRole:
            return f"<p>{escape(run.title)}</p>"
        if role == Role.DecorationRole:
            swatch = QPixmap(SWATCH, SWATCH)
            swatch.fill(QColor(self._appearance.colors.run(run.color)))
            return swatch
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


def _shape(runs: Sequence[Compared], lines: Sequence[Line]) -> tuple[object, ...]:
    """Return what columns and rows there are."""
    return [run.number for run in runs], [line.label for line in lines]


def _lines(runs: Sequence[Compared], first: int) -> list[Line]:
    """Return names, figures and differing settings of the runs; epochs are counted from `first`."""
    if not runs:
        return []
    lines = [Line("Name", "", [Cell(run.name) for run in runs])]
    for row in FIGURES:
        values = [run.figures.last(row.field) if row in LAST else getattr(run.figures, row.field) for run in runs]
        if row.field == "lowest_epoch":
            values = [value - 1 + first if value else math.nan for value in values]
        if not all(math.isnan(value) for value in values):
            cells = [_figure(row, value, values[0]) for value in values]
            if row.field == "lowest":
                lines.append(_lowest(row, runs, cells))
                continue
            lines.append(Line(row.label, HELP.get(row.field, ""), cells))
    for path, settings in differing([run.experiment for run in runs]):
        lines.append(Line(path, "A setting in which the runs differ", [Cell(written(value)) for value in settings]))
    return lines


def _lowest(row: Row, runs: Sequence[Compared], cells: list[Cell]) -> Line:
    """Return the line of the lowest losses, which says which losses they are; two of a kind are compared only."""
    judged = [run.figures.judged for run in runs]
    if len(set(judged)) == 1:
        return Line(row.label.format(JUDGED[judged[0]]), HELP[row.field], cells)
    values = [f"{cell.value} {JUDGED[which]}".strip() for cell, which in zip(cells, judged, strict=True)]
    alike = [which == judged[0] for which in judged]
    cells = [cell._replace(value=v) if a else Cell(v) for cell, v, a in zip(cells, values, alike, strict=True)]
    return Line(row.label.format(""), HELP[row.field], cells)


def _figure(row: Row, value: float, baseline: float) -> Cell:
    if math.isnan(value):
        return Cell("–")
    difference = value - baseline
    if difference == 0 or math.isnan(difference):
        return Cell(row.format.format(value))
    return Cell(row.format.format(value), signed(difference), row.better * (1 if difference > 0 else -1))


def written(value: Any) -> str:
    """Return a setting's value as one would type it."""
    if value is ABSENT:
        return "–"
    if value is None:
        return "none"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(written, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)

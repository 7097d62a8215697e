"""A sweep in the making: the settings to vary, their values, and which combinations become runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.document.fields import FormField
from gui.document.sweep_fields import suggested, sweepable
from gui.document.sweep_values import write_values
from gui.panels.sweep.sweep_draw import SweepDraw
from gui.panels.sweep.sweep_row import SweepRow
from gui.widgets.labels import NoteLabel
from gui.widgets.layouts import discard
from gui.widgets.push_button import push_button
from training.experiment.experiment import Experiment
from training.experiment.problems import Problem

HINT = "The experiment in the form is trained with each combination of these values."
TWICE = "another row has this setting already; write all its values in one row"
UNFINISHED = "Give each setting its values to try."
NOTHING = "Add a setting to vary."
SPACING = 10
Row = tuple[str, str]  # a path, and the values as they are typed


class SweepBuilder(QWidget):
    """Makes the `[sweep]` table for the present experiment."""

    changed = Signal()  # the table is another one, or there is none now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SweepRow] = []
        self._fields: Mapping[str, FormField] = {}
        self._suggestion: list[Row] | None = []  # what stands there; None once the user changed it
        self.add_button = push_button("sweep.add", "&Add a setting", "Vary one more setting", self)
        self.draw = SweepDraw(self)
        self.count, self.words = NoteLabel("title", self), NoteLabel("hint", self)
        self._arrange()
        self.add_button.clicked.connect(self._on_add)
        self.draw.changed.connect(self._on_changed)

    @property
    def table(self) -> dict[str, Any] | None:
        """Return the `[sweep]` table; None while something in it is missing or wrong."""
        settings, values = self.draw.settings, {row.path: row.values for row in self.rows}
        if settings is None or not values or len(values) < len(self.rows) or None in values.values():
            return None
        return settings | values

    def show_experiment(self, experiment: Experiment) -> None:
        """Vary this experiment from now on; a suggestion that nobody changed is made anew."""
        self._fields = sweepable(experiment)
        for row in self.rows:
            row.set_fields(self._fields)
        if self._suggestion is not None and (rows := suggested(experiment)) != self._suggestion:
            self._show_rows(rows)
            self._suggestion = rows
        self._check()

    def show_table(self, table: Mapping[str, Any], varied: Mapping[str, Sequence[Any]]) -> None:
        """Show a `[sweep]` table, and the values of each path in it."""
        self._show_rows([(path, write_values(values)) for path, values in varied.items()])
        self.draw.show_settings(table)

    def show_count(self, title: str, words: str) -> None:
        """Say how many runs this makes, and how they train."""
        self.count.say(title)
        self.words.say(words, "hint")

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say under its row what is wrong with a value, else below all rows."""
        others = []
        for problem in problems:
            row = next((row for row in self.rows if _is_within(problem.path, row.path)), None)
            if row is None:
                others.append(str(problem))
            else:
                row.show_problem(problem.message)
        self.count.say("")
        self.words.say("\n".join(others), "error")

    def _show_rows(self, rows: Sequence[Row]) -> None:
        for row in self.rows:
            discard(row)
        self.rows = []
        for path, text in rows:
            self._add(path, text)

    def _add(self, path: str = "", text: str = "") -> None:
        row = SweepRow(self)
        row.set_fields(self._fields)
        row.show_row(path, text)
        row.changed.connect(self._on_changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._places.addWidget(row)
        row.show()

    def _on_add(self) -> None:
        taken = {row.path for row in self.rows}
        self._add(next((path for path in self._fields if path not in taken and not path.endswith(".kind")), ""))
        self._on_changed()
        self.rows[-1].field.setFocus()
        self.rows[-1].name.selectAll()

    def _remove(self, row: SweepRow) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        discard(row)
        (self.rows[min(place, len(self.rows) - 1)].field if self.rows else self.add_button).setFocus()
        self._on_changed()

    def _on_changed(self) -> None:
        self._suggestion = None
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        """Say at once what is wrong with a row, alone or beside the others."""
        seen = set[str]()
        for number, row in enumerate(self.rows, start=1):
            row.set_number(number)
            row.check()
            if row.path in seen:
                row.show_problem(TWICE)
            seen.add(row.path)
        self.show_count("", "" if self.table else UNFINISHED if self.rows else NOTHING)

    def _arrange(self) -> None:
        hint = NoteLabel("summary", self)
        hint.say(HINT)
        self._places = QVBoxLayout()
        self._places.setSpacing(SPACING)
        choices = QHBoxLayout()
        choices.addWidget(self.add_button)
        choices.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(hint)
        layout.addLayout(self._places)
        layout.addLayout(choices)
        layout.addWidget(self.draw)
        layout.addWidget(self.count)
        layout.addWidget(self.words)


def _is_within(place: str, path: str) -> bool:
    """Tell whether a problem at this place is one of the varied path, or of what is in it."""
    return place == path or place.startswith((f"{path}[", f"{path}."))

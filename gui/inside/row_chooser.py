"""Which row is followed through the network: one of the data's, a wrong one, or values that are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QScrollArea, QSpinBox, QWidget

from gui.widgets.labels import NoteLabel
from gui.widgets.layouts import row, stack
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import combo_box

if TYPE_CHECKING:
    from torch import Tensor

    from training.engine.data.dataset import Dataset
    from training.experiment.data import DataSettings
    from training.insight.typed_rows import RowForm

PARTS = ("Training row", "Validation row", "Typed values")
TRAINING, VALIDATION, TYPED = range(3)
FORM_HEIGHT = 150


class RowChooser(QWidget):
    """A line of controls, and below it the values where they are typed."""

    row_chosen = Signal()
    wrong_wanted = Signal()  # a wrongly classified row is asked for

    def __init__(self) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._form: RowForm | None = None
        self.chosen: Tensor | None = None  # (1, features) float32, once there is a row
        self.truth: Tensor | None = None  # its class (1,) int64, unless it is typed
        self.editors: list[QLineEdit] = []
        self.part = combo_box("inside.prediction.part", "Kind of row", PARTS, self)
        self.row = QSpinBox(minimum=1)
        self.row.setObjectName("inside.prediction.row")
        self.row.setAccessibleName("Number of the row")
        self.wrong = push_button("inside.prediction.wrong", "A &wrong one", "Go to the next wrongly classified row")
        self.problem = NoteLabel("error", self)
        self._values = QScrollArea(widgetResizable=True)
        self._values.setMaximumHeight(FORM_HEIGHT)
        self._values.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._values.hide()
        stack(self, (row(self.part, self.row, self.wrong), self._values, self.problem))
        self.part.currentIndexChanged.connect(lambda _: self._on_part())
        self.row.valueChanged.connect(self._choose)
        self.wrong.clicked.connect(self.wrong_wanted)

    @property
    def validation(self) -> bool:
        """Whether rows are taken from the validation part."""
        return self.part.currentIndex() == VALIDATION

    @property
    def typed(self) -> bool:
        """Whether the values are typed."""
        return self.part.currentIndex() == TYPED

    def set_data(self, dataset: Dataset, settings: DataSettings) -> None:
        """Choose among the rows of a data set from now on."""
        if dataset is self._dataset:
            return
        from training.insight.typed_rows import row_form

        self._dataset, self._form = dataset, row_form(settings, dataset)
        self._build_form()
        self._on_part()

    def show_row(self, row: int, validation: bool) -> None:
        """Choose a row, counted from 0."""
        with QSignalBlocker(self.part):
            self.part.setCurrentIndex(VALIDATION if validation else TRAINING)
        self._on_part(row)

    def _build_form(self) -> None:
        form = QFormLayout(page := QWidget())
        self.editors = []
        for entry in self._form.entries if self._form is not None else ():
            editor = QLineEdit("" if entry.choices else "0")
            if entry.choices:
                editor.setText(entry.choices[0])
                editor.setToolTip("One of: " + ", ".join(entry.choices))
            editor.setObjectName(f"inside.prediction.value.{entry.name}")
            editor.setAccessibleName(entry.name)
            editor.textEdited.connect(self._choose)
            form.addRow(entry.name.replace("&", "&&"), editor)
            self.editors.append(editor)
        self._values.setWidget(page)

    def _on_part(self, row: int = 0) -> None:
        self._values.setVisible(self.typed)
        self.row.setVisible(not self.typed)
        self.wrong.setVisible(not self.typed)
        if self._dataset is not None and not self.typed:
            rows = self._dataset.val_rows if self.validation else self._dataset.rows
            with QSignalBlocker(self.row):
                self.row.setRange(min(1, rows), rows)
                self.row.setValue(min(row + 1, rows))
                self.row.setSuffix(f" of {rows:,}")
        self._choose()

    def _choose(self, _: object = None) -> None:
        from training.engine.data.errors import DataError

        self.problem.say("")
        if self._dataset is None or self._form is None:
            return
        if self.typed:
            try:
                self.chosen, self.truth = self._form.read([editor.text() for editor in self.editors]), None
            except DataError as error:
                self.problem.say(str(error))
                return
        elif self.row.value():
            data, row = self._dataset, self.row.value() - 1
            x, y = (data.val_x, data.val_y) if self.validation else (data.x, data.y)
            self.chosen, self.truth = x[row : row + 1], y[row : row + 1]
        else:
            self.chosen = self.truth = None
            self.problem.say("There are no validation rows; give data.validation a share above 0.")
        self.row_chosen.emit()

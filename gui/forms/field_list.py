"""The fields of one kind, one below the other; rare ones are folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import FormField, spoken
from gui.forms.field_row import FieldRow
from gui.widgets.buttons import MoreButton
from gui.widgets.layouts import stack

SPACING = 6  # pixels
MORE_HELP = "Shows the settings that are seldom changed."


class FieldList(QWidget):
    """Edits the given fields of the document."""

    def __init__(
        self,
        document: ExperimentDocument,
        fields: Iterable[FormField],
        stage: str,
        unfolded: bool,
        parent: QWidget,
    ) -> None:
        """Make a row for each field; `stage` is the card's name."""
        super().__init__(parent)
        self._rare = QWidget(self)
        self._more = MoreButton(self)
        ordered = sorted(fields, key=lambda field: field.rare)
        self.rows = {f.path: FieldRow(document, f, self._rare if f.rare else self) for f in ordered}
        self._rare_rows = [row for row in self.rows.values() if row.field.rare]
        self._more.setObjectName(f"more.{stage}")
        self._more.setAccessibleName(f"More {spoken(stage)} settings")
        self._more.setAccessibleDescription(MORE_HELP)
        self._more.setToolTip(MORE_HELP)
        self._lay_out()
        self._more.toggled.connect(self._on_toggled)
        self._more.setChecked(unfolded)
        self._on_toggled(unfolded)
        self.show_problems()

    @property
    def unfolded(self) -> bool:
        """Whether the rare fields are shown."""
        return self._more.isChecked()

    def refresh_all(self) -> None:
        """Show the document's values."""
        for path in self.rows:
            self.refresh(path)

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        self.rows[path].refresh()
        self._count_changed()

    def show_problems(self) -> None:
        """Show what is wrong with each field; rare ones unfold for it."""
        for row in self.rows.values():
            row.show_problem()
        if any(row.wrong for row in self._rare_rows):
            self._more.setChecked(True)

    def set_step_unit(self, unit: str) -> None:
        """Show what the scheduler's steps are: epochs or batches."""
        for row in self.rows.values():
            row.set_step_unit(unit)

    def unfold(self, path: str) -> None:
        """Show a field, if it is folded away."""
        if self.rows[path] in self._rare_rows:
            self._more.setChecked(True)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        for row in self.rows.values():
            if row not in self._rare_rows:
                yield from row.focus_chain()
        yield self._more
        for row in self._rare_rows:
            yield from row.focus_chain()

    def _lay_out(self) -> None:
        stack(self._rare, self._rare_rows, SPACING)
        rows = stack(self, (row for row in self.rows.values() if row not in self._rare_rows), SPACING)
        rows.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._rare)
        self._more.setVisible(bool(self._rare_rows))

    def _on_toggled(self, unfolded: bool) -> None:
        self._rare.setVisible(unfolded and bool(self._rare_rows))
        self._count_changed()

    def _count_changed(self) -> None:
        changed = sum(row.changed for row in self._rare_rows)
        self._more.setText("More" if self.unfolded or not changed else f"More ({changed} changed)")

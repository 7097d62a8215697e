"""The fields of one kind, one below the other; rare ones are folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QToolButton, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.field_row import FieldRow
from gui.forms.fields import FormField

SPACING = 6  # pixels
COMMON_LABEL = "weight_decay "  # its width lines up the editors of all cards


class FieldList(QWidget):
    """Edits the given fields of the document."""

    def __init__(
        self, document: ExperimentDocument, fields: Iterable[FormField], title: str, unfolded: bool, parent: QWidget
    ) -> None:
        """Make a row for each field; `title` names the stage."""
        super().__init__(parent)
        self._rare = QWidget(self)
        self._more = QToolButton(self)
        ordered = sorted(fields, key=lambda field: field.rare)
        self.rows = {f.path: FieldRow(document, f, self._rare if f.rare else self) for f in ordered}
        self._rare_rows = [row for row in self.rows.values() if row.field.rare]
        self._more.setObjectName(f"more.{title.lower()}")
        self._more.setAccessibleName(f"More {title.lower()} settings")
        self._lay_out()
        self._more.toggled.connect(self._on_toggled)
        self._more.setChecked(unfolded)
        self._on_toggled(unfolded)
        self.show_problems()

    @property
    def unfolded(self) -> bool:
        """Whether the rare fields are shown."""
        return self._more.isChecked()

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

    def reveal(self, path: str) -> None:
        """Move the focus to a field, unfolded if need be."""
        if self.rows[path] in self._rare_rows:
            self._more.setChecked(True)
        self.rows[path].editor.setFocus()

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        for row in self.rows.values():
            if row not in self._rare_rows:
                yield from row.focus_chain()
        yield self._more
        for row in self._rare_rows:
            yield from row.focus_chain()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING)
        rows.addLayout(_form([row for row in self.rows.values() if row not in self._rare_rows]))
        rows.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self._rare)
        self._rare.setLayout(_form(self._rare_rows))
        self._more.setVisible(bool(self._rare_rows))
        self._more.setCheckable(True)
        self._more.setAutoRaise(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _on_toggled(self, unfolded: bool) -> None:
        self._more.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self._rare.setVisible(unfolded)
        self._count_changed()

    def _count_changed(self) -> None:
        changed = sum(row.changed for row in self._rare_rows)
        self._more.setText("More" if self.unfolded or not changed else f"More ({changed} changed)")


def _form(rows: Iterable[FieldRow]) -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(SPACING)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    for row in rows:
        row.label.setMinimumWidth(row.label.fontMetrics().horizontalAdvance(COMMON_LABEL))
        form.addRow(row.label, row)
    return form

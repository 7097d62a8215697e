"""The schedulers of a composition: a picture of them, and a form for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import PARTS, spoken
from gui.document.parts import MILESTONES, MOST_PARTS, Change, Table, added, lengths, removed, swapped
from gui.forms.field_row import FieldRow
from gui.forms.headers import KindHeader
from gui.forms.part_form import MakeBody, PartForm
from gui.forms.parts_picture import Lanes, PartsPicture
from gui.forms.time_line import TimeLine
from gui.widgets.buttons import LinkButton
from gui.widgets.layouts import settle, stack

SPACING = 6  # pixels
ADD_HELP = "Puts one more scheduler at the end."


class PartList(QWidget):
    """Edits the schedulers of one composition; `picture` stands wherever the form puts it."""

    changes_wanted = Signal(list, int)  # changes of the composition's fields, and the part to go to
    focus_wanted = Signal(str)  # TOML path that the focus should go to

    def __init__(
        self,
        document: ExperimentDocument,
        stage: str,
        body: MakeBody,
        opened: Collection[int],
        parent: QWidget,
    ) -> None:
        """Make a form for each part of the document's composition, unfolded those in `opened`."""
        super().__init__(parent)
        self._document, self._stage, self._steps = document, stage, 0
        self._parts = [PartForm(document, f"{stage}.{PARTS}[{i}]", i, body, self) for i in range(self._count)]
        self.picture = self._make_picture(parent)
        self._add = self._make_add_button()
        self._lay_out()
        for index, part in enumerate(self._parts):
            part.set_index(index, self._count)
            part.fold.setChecked(index in opened)
            part.fold.toggled.connect(self._show_opened)
            part.move_wanted.connect(partial(self._on_move_wanted, index))
            part.removal_wanted.connect(partial(self._on_removal_wanted, index))
            part.focus_wanted.connect(self.focus_wanted)
        self._show_opened()

    @property
    def opened(self) -> set[int]:
        """The parts that are unfolded, counted from 0."""
        return {index for index, part in enumerate(self._parts) if part.fold.isChecked()}

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of all parts' fields, by TOML path."""
        return {path: row for part in self._parts for path, row in part.rows.items()}

    @property
    def headers(self) -> dict[str, KindHeader]:
        """The headers of all parts, by the path of their table."""
        return {path: header for part in self._parts for path, header in part.headers.items()}

    def open_only(self, index: int) -> None:
        """Unfold this part and fold the others."""
        for number, part in enumerate(self._parts):
            part.fold.setChecked(number == index)

    def rebuild(self) -> None:
        """Show the kinds that the document has now."""
        for part in self._parts:
            part.rebuild()
        settle(self)

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        for part in self._part_of(path):
            part.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong with each part; a part whose fields are wrong unfolds."""
        for part in self._parts:
            part.show_problems()

    def set_steps(self, steps: int, unit: str) -> None:
        """Show for how many steps (0: unknown) the composition is at work."""
        self._steps = steps
        self.picture.show_table(self._table, steps, unit)
        for part, length in zip(self._parts, lengths(self._table, steps), strict=True):
            part.set_steps(length, unit)

    def unfold(self, path: str) -> None:
        """Show a field of a part."""
        for part in self._part_of(path):
            part.unfold(path)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order; the picture is not part of it."""
        for part in self._parts:
            yield from part.focus_chain()
        yield self._add

    @property
    def _table(self) -> Table:
        return self._document.value(self._stage)

    @property
    def _count(self) -> int:
        return len(self._table[PARTS])

    def _part_of(self, path: str) -> Iterable[PartForm]:
        return (part for part in self._parts if path.startswith(f"{part.stage}."))

    def _make_picture(self, parent: QWidget) -> PartsPicture:
        name = spoken(self._stage)
        if MILESTONES not in self._table:
            picture: PartsPicture = Lanes(name, parent)
        else:
            picture = TimeLine(name, self._count, parent)
            picture.milestones_changed.connect(partial(self._document.set_value, f"{self._stage}.{MILESTONES}"))
        picture.part_clicked.connect(self._on_part_clicked)
        return picture

    def _make_add_button(self) -> LinkButton:
        button = LinkButton(self)
        button.setText("+ Add scheduler")
        button.setObjectName(f"add.{self._stage}")
        button.setAccessibleName(f"Add a scheduler to {spoken(self._stage)}")
        button.setToolTip(ADD_HELP)
        button.setEnabled(self._count < MOST_PARTS)
        button.clicked.connect(self._on_add_clicked)
        return button

    def _lay_out(self) -> None:
        layout = stack(self, self._parts, SPACING)
        layout.addWidget(self._add, alignment=Qt.AlignmentFlag.AlignLeft)

    def _show_opened(self) -> None:
        self.picture.show_open(self.opened)

    def _on_part_clicked(self, index: int) -> None:
        self.open_only(index)
        self.focus_wanted.emit(f"{self._parts[index].stage}.kind")

    def _on_add_clicked(self) -> None:
        self._want(added(self._table, self._steps), self._count)

    def _on_move_wanted(self, index: int, by: int) -> None:
        self._want(swapped(self._table, min(index, index + by), self._steps), index + by)

    def _on_removal_wanted(self, index: int) -> None:
        self._want(removed(self._table, index), min(index, self._count - 2))

    def _want(self, changes: Iterable[Change], index: int) -> None:
        self.changes_wanted.emit(list(changes), index)

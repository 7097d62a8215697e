"""One scheduler of a composition: its number and kind, and below, foldable, its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import PARTS, spoken
from gui.forms.field_row import FieldRow
from gui.forms.headers import KindHeader
from gui.forms.parts_picture import part_color
from gui.widgets.buttons import LinkButton, MoreButton
from gui.widgets.layouts import settle

GAP, SPACING = 5, 6  # pixels
INDENT, DEEP_INDENT, STRIPE = 8, 5, 3  # pixels
DEEPEST = 6  # the depth from which parts are indented by less
FOLD_HELP = "Shows the fields of this scheduler."

MakeBody = Callable[[ExperimentDocument, str, QWidget], Any]  # of a KindBody, which may hold parts in turn


class PartForm(QWidget):
    """Edits one part; a stripe in its colour runs down its side."""

    move_wanted = Signal(int)  # by 1 or -1
    removal_wanted = Signal()
    focus_wanted = Signal(str)  # TOML path that the focus should go to

    def __init__(self, document: ExperimentDocument, stage: str, number: int, body: MakeBody, parent: QWidget) -> None:
        """Make the form of the part at this path, the one with this number, counted from 0; it is folded."""
        super().__init__(parent)
        self.stage = stage
        self._document, self._number = document, number
        self.fold = MoreButton(self)
        self._header = KindHeader(document, stage, "", self)
        self._body = body(document, stage, self)
        self._buttons = QWidget(self)
        self._earlier = self._button("Move earlier", "Lets it change places with the one before.")
        self._later = self._button("Move later", "Lets it change places with the next one.")
        self._remove = self._button("Remove", "Takes it out of the composition.")
        self._earlier.clicked.connect(partial(self.move_wanted.emit, -1))
        self._later.clicked.connect(partial(self.move_wanted.emit, 1))
        self._remove.clicked.connect(self.removal_wanted)
        self._body.focus_wanted.connect(self.focus_wanted)
        self._lay_out()
        self._name_fold()
        self.fold.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of its fields, by TOML path."""
        return self._body.rows

    @property
    def headers(self) -> dict[str, KindHeader]:
        """Its header and those of the parts inside it, by the path of their table."""
        return {self.stage: self._header} | self._body.headers

    def set_index(self, index: int, count: int) -> None:
        """Offer the ways that there are: the first one cannot move earlier, and the only one must stay."""
        self._earlier.setVisible(index > 0)
        self._later.setVisible(index < count - 1)
        self._remove.setVisible(count > 1)

    def rebuild(self) -> None:
        """Show the kind that the document has now."""
        self._header.refresh()
        self._body.rebuild()
        settle(self)

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        self._body.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong; the fields unfold for it."""
        self._header.show_problem()
        self._body.show_problems()
        inside = (path for path in self._document.problems if path.startswith(f"{self.stage}."))
        if any(path != f"{self.stage}.kind" for path in inside):
            self.fold.setChecked(True)

    def set_steps(self, steps: int, unit: str) -> None:
        """Show for how many steps (0: unknown) it is at work."""
        self._body.set_steps(steps, unit)

    def unfold(self, path: str) -> None:
        """Show a field."""
        if path != f"{self.stage}.kind":
            self.fold.setChecked(True)
            self._body.unfold(path)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        yield self.fold
        yield from self._header.focus_chain()
        yield from self._body.focus_chain()
        yield from (self._earlier, self._later, self._remove)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stripe."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(part_color(self._number, self.palette()))
        painter.drawRoundedRect(QRectF(0, 0, STRIPE, self.height()), STRIPE / 2, STRIPE / 2)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        indent = INDENT if self.stage.count(PARTS) < DEEPEST else DEEP_INDENT
        grid.setContentsMargins(indent, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(SPACING)
        grid.addWidget(self.fold, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._header, 0, 1)
        grid.addWidget(self._body, 1, 0, 1, 2)
        grid.addWidget(self._buttons, 2, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for button in (self._earlier, self._later, self._remove):
            line.addWidget(button)

    def _name_fold(self) -> None:
        self.fold.setText(str(self._number + 1))
        self.fold.setObjectName(f"fold.{self.stage}")
        self.fold.setAccessibleName(f"Fields of {spoken(self.stage)}")
        self.fold.setToolTip(FOLD_HELP)
        self.fold.setFixedHeight(self._header.line_height)

    def _button(self, text: str, help: str) -> LinkButton:
        button = LinkButton(self._buttons)
        button.setText(text)
        button.setObjectName(f"{text.split()[-1].lower()}.{self.stage}")
        button.setAccessibleName(f"{text}: {spoken(self.stage)}")
        button.setToolTip(help)
        return button

    def _on_toggled(self, unfolded: bool) -> None:
        self._header.set_brief(not unfolded)
        self._body.setVisible(unfolded)
        self._buttons.setVisible(unfolded)

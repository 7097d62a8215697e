"""Why the rate changed: one change at a time, in a sentence, in numbers and in torch's own words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.panels.why.why_edit import EditCard
from gui.panels.why.why_part import PartCard, line, short
from gui.widgets.appearance import Appearance
from gui.widgets.push_button import push_button
from training.schedule.acting import follows
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.why import Explanation, Part
    from training.schedule.why.explanation import ManualChange

HINT = "Click a marker in the plot or a row of the table to see why the rate changed."
LARGE = 1.5  # times the font of the text: the two rates


class WhyPanel(QWidget):
    """Shows the explanation of a change, and steps through all changes of the schedule."""

    change_wanted = Signal(int)  # the epoch, counted from 1, whose change is to be explained

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel.why")
        self.setAccessibleName("Why the rate changed")
        self._appearance = appearance
        self._epoch = 0
        self._changes: Sequence[int] = ()
        self.explanation: Explanation | None = None
        self._place = line("", "summary")
        self._previous = push_button("why.previous", "‹ Previous", "Explain the change before this one")
        self._next = push_button("why.next", "Next ›", "Explain the next change")
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setObjectName("why.reasons")
        self._scroll.setAccessibleName("Reasons, part by part")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrow keys scroll
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out()
        self._previous.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))
        self._fill()
        appearance.changed.connect(self._restyle)

    def set_changes(self, epochs: Sequence[int]) -> None:
        """Step through the changes after these epochs, counted from 1, in order."""
        self._changes = epochs
        self._locate()

    def show_explanation(self, explanation: Explanation | None) -> None:
        """Show why the rate changed; None: nothing is selected."""
        if explanation is None and self.explanation is None:
            return
        self.explanation = explanation
        self._epoch = 0 if explanation is None else explanation.epoch
        self._fill()

    def _restyle(self) -> None:
        self._fill()

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.addWidget(self._previous)
        steps.addWidget(self._place, 1)
        steps.addWidget(self._next)
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addLayout(steps)
        layout.addWidget(self._scroll, 1)

    def _step(self, direction: int) -> None:
        """Ask for the nearest change before or after the one that is shown, or wanted already."""
        place = (
            bisect_left(self._changes, self._epoch) - 1 if direction < 0 else bisect_right(self._changes, self._epoch)
        )
        self._epoch = int(self._changes[place])
        self._locate()
        self.change_wanted.emit(self._epoch)

    def _locate(self) -> None:
        """Say which change is shown, and let only those steps be taken that lead to another."""
        before, count = bisect_left(self._changes, self._epoch), len(self._changes)
        reached = bisect_right(self._changes, self._epoch)
        self._previous.setEnabled(before > 0)
        self._next.setEnabled(reached < count)
        if reached > before:
            self._place.setText(f"Change {reached} of {count}")
        else:
            self._place.setText("No changes" if not count else "1 change" if count == 1 else f"{count} changes")

    def _fill(self) -> None:
        self._locate()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(2, 8, 8, 8)
        layout.setSpacing(12)
        shown = self.explanation
        if shown is None:
            layout.addWidget(line(HINT, "hint"))
        else:
            layout.addWidget(line(shown.sentence(self._appearance.first_epoch), "title"))
            if shown.note:
                layout.addWidget(line(shown.note, "hint"))
            layout.addLayout(self._rates(shown))
            for card in self._cards(shown):
                layout.addWidget(card)
        layout.addStretch(1)
        self._scroll.setWidget(page)

    def _cards(self, shown: Explanation) -> Iterator[QFrame]:
        """Yield what changed the rate, in the order of time."""
        if shown.before is not None:
            yield from self._manual_change(shown.before, shown.torch)
        yield from self._done(shown.parts, shown.torch)
        if shown.after is not None:
            yield from self._manual_change(shown.after, shown.torch)

    def _manual_change(self, change: ManualChange, torch: str) -> Iterator[QFrame]:
        yield EditCard(change, self._appearance.first_epoch)
        yield from self._done(change.parts, torch)

    def _done(self, parts: Iterable[Part], torch: str) -> Iterator[QFrame]:
        return (PartCard(part, torch, self._appearance) for part in parts)

    def _rates(self, shown: Explanation) -> QGridLayout:
        """Return the rate that was used and the rates that followed, of body and head where they are apart."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        columns = [self._used(shown), "after it"]
        rates = [list(group) for group in shown.rates]
        if shown.after is not None:
            columns.append(self._uses(shown, shown.epoch + 1))
            rates = [[*group, used] for group, (_, used) in zip(rates, shown.after.rates, strict=True)]
        for column, caption in enumerate(columns):
            grid.addWidget(short(caption, "hint"), 0, column)
        for row, (name, group) in enumerate(zip(("body", "head"), rates, strict=False), start=1):
            for column, rate in enumerate(group):
                grid.addWidget(self._rate(rate, accented=column == len(group) - 1), row, column)
            if shown.head is not None:
                grid.addWidget(short(name, "hint"), row, 3)
        return grid

    def _used(self, shown: Explanation) -> str:
        if shown.batch is not None:
            return f"{_verb(shown, shown.epoch)} in batch {shown.batch} of epoch {self._appearance.shown(shown.epoch)}"
        return self._uses(shown, shown.epoch)

    def _uses(self, shown: Explanation, epoch: int) -> str:
        where = f"epoch {self._appearance.shown(epoch)}"
        return f"at the start of {where}" if shown.experiment.steps_after_batch else f"{_verb(shown, epoch)} in {where}"

    def _rate(self, rate: float, *, accented: bool) -> QLabel:
        label = short(number(rate))
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * LARGE)
        label.setFont(font)
        palette = label.palette()
        palette.setColor(
            QPalette.ColorRole.WindowText, self._appearance.colors.accent if accented else self._appearance.colors.text
        )
        label.setPalette(palette)
        return label


def _verb(shown: Explanation, epoch: int) -> str:
    return "used" if follows(shown.experiment, epoch) else "standing"

"""Where the user types which runs to list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.widgets.labels import ProblemLabel

PLACEHOLDER = "Search: words, or loss < 0.4, tag = good"
HELP = (
    "Runs that fit all of it: words in name, note, tags and kinds, and comparisons such as loss < 0.4,\n"
    "tag = good, status = failed, epochs >= 50, optimizer.lr = 0.1 or scheduler.kind = StepLR."
)


class RunSearch(QWidget):
    """A line for a filter, how many runs it lets through, and what is wrong with it."""

    changed = Signal()  # the filter is another one
    left = Signal()  # the user goes on to what was found

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = QLineEdit(clearButtonEnabled=True, placeholderText=PLACEHOLDER)
        self.line.setObjectName("runs.search")
        self.line.setAccessibleName("Search runs")
        self.line.setToolTip(HELP)
        self._count = QLabel()
        self._count.setObjectName("runs.count")
        self._count.setProperty("role", "hint")
        self._problem = ProblemLabel(self.line, HELP, self)
        self._arrange()
        self.line.textChanged.connect(self.changed)
        for key, slot in (("Esc", self.line.clear), ("Down", self.left.emit), ("Return", self.left.emit)):
            QShortcut(QKeySequence(key), self.line, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(slot)

    @property
    def filter(self) -> str:
        """Return the filter as it is typed."""
        return self.line.text().strip()

    def set_filter(self, text: str) -> None:
        """Ask for other runs."""
        self.line.setText(text)

    def show_count(self, count: int) -> None:
        """Say how many runs are listed."""
        self._count.setText("1 run" if count == 1 else f"{count:,} runs")
        self._problem.show_problem("")

    def show_problem(self, sentence: str) -> None:
        """Say why there is no answer."""
        self._problem.show_problem(sentence)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._problem)

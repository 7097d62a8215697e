"""Learn: the ways on the left, the chosen one on the right. Nothing is locked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QWidget

from gui.learn.way import MARGIN, Way
from gui.learn.words import heading, label
from gui.widgets.layouts import stack
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import QuietComboBox

LIST_WIDTH, READING_WIDTH, NARROW = 232, 760, 780  # pixels
ROW_HEIGHT = 46


class LearnPage(QWidget):
    """Builds a way when it is chosen for the first time."""

    reset_wanted = Signal()  # all progress is to be forgotten

    def __init__(self) -> None:
        super().__init__()
        self.ways: dict[str, tuple[str, str, Callable[[], Way]]] = {}
        self.built: dict[str, Way] = {}
        self.list = QListWidget()
        self.list.setObjectName("learn.ways")
        self.list.setAccessibleName("Ways to learn")
        self.list.setFixedWidth(LIST_WIDTH)
        self.box = QuietComboBox(self)
        self.box.setObjectName("learn.way")
        self.box.setAccessibleName("Way to learn")
        self.reset = push_button("learn.reset", "Reset progress…", "Forget all answers, cards, tests and challenges")
        self._title, self._about = heading(), label("", "summary")
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._column())
        self._side = QWidget()
        stack(self._side, (self.list, self.reset))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._side)
        layout.addWidget(self._scroll, 1)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.box.activated.connect(self.list.setCurrentRow)
        self.reset.clicked.connect(self.reset_wanted)

    def _column(self) -> QWidget:
        """Return the column in which the chosen way is read."""
        column = QWidget(maximumWidth=READING_WIDTH)
        self._reading = stack(column, (self.box, self._title, self._about), MARGIN)
        self._reading.setContentsMargins(0, 0, MARGIN, 0)
        self._reading.addStretch(1)
        line = QHBoxLayout(outer := QWidget())
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(column, 1)
        return outer

    def add_way(self, key: str, title: str, about: str, build: Callable[[], Way]) -> None:
        """Offer a way, which this builds when it is chosen."""
        self.ways[key] = title, about, build
        item = QListWidgetItem(title)
        item.setSizeHint(QSize(0, ROW_HEIGHT))
        self.list.addItem(item)
        self.box.addItem(title)

    def choose(self, key: str) -> None:
        """Show a way."""
        self.list.setCurrentRow(list(self.ways).index(key))

    def show_progress(self) -> None:
        """Write beside each way how far one has come; a way that was not built yet has nothing new."""
        for row, (key, (title, _, _)) in enumerate(self.ways.items()):
            text = self.built[key].done() if key in self.built else ""
            self.list.item(row).setText(f"{title}\n{text}" if text else title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list away where there is no room for it."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._side.setVisible(not narrow)
        self.box.setVisible(narrow)

    def _on_chosen(self, row: int) -> None:
        key = list(self.ways)[row]
        title, about, build = self.ways[key]
        for way in self.built.values():
            way.hide()
        if key not in self.built:
            self.built[key] = build()
            self._reading.insertWidget(self._reading.count() - 1, self.built[key])
        self._title.setText(title)
        self._about.setText(about)
        self.box.setCurrentIndex(row)
        self.built[key].show()
        self.built[key].begin()
        self._scroll.verticalScrollBar().setValue(0)
        self.show_progress()

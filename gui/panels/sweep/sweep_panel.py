"""The tab that trains many runs: a sweep is built, run and looked at; other pages may stand beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gui.panels.sweep.sweep_builder import SweepBuilder
from gui.panels.sweep.sweep_run_bar import SweepRunBar
from gui.panels.sweep.sweep_views import SweepViews
from gui.widgets.appearance import Appearance
from gui.widgets.push_button import push_button
from gui.widgets.sweep_switch import SweepSwitch
from training.layout import COMMAND

PAGES = BUILD, RESULTS = 0, 1
MARGIN, SPACING = 12, 12


class SweepPanel(QWidget):
    """Shows one page at a time; the sweep's own two have its buttons and its progress below them."""

    save_wanted = Signal()  # the sweep is to be written to a file
    open_wanted = Signal()  # a sweep is to be read from a file

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel.sweep")
        self.setAccessibleName("Sweep")
        self.builder, self.views, self.bar = SweepBuilder(), SweepViews(appearance), SweepRunBar()
        self.open_button = push_button("sweep.open", "&Open…", "Open a sweep file", self)
        self.save_button = push_button(
            "sweep.save", "&Save as…", f"Save as a file that {COMMAND} sweep FILE trains", self
        )
        self.switch = SweepSwitch("sweep.page", ("Build", "Results"), self)
        self._stack = QStackedWidget(self)
        self._arrange()
        self.switch.chosen.connect(self.show_page)
        self.open_button.clicked.connect(self.open_wanted)
        self.save_button.clicked.connect(self.save_wanted)

    def add_page(self, page: QWidget, title: str) -> None:
        """Offer one more page."""
        self.switch.add(title)
        self._stack.addWidget(page)

    def show_page(self, place: int) -> None:
        """Show a page: BUILD, RESULTS, or one that was added."""
        self.switch.choose(place)
        self._stack.setCurrentIndex(place)
        self.bar.setVisible(place in PAGES)

    def _arrange(self) -> None:
        self._stack.addWidget(self._build_page())
        self._stack.addWidget(self.views)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.switch)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.bar)

    def _build_page(self) -> QWidget:
        page, area = QWidget(), QScrollArea()
        files = QHBoxLayout()
        for button in (self.open_button, self.save_button):
            files.addWidget(button)
        files.addStretch(1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.builder)
        layout.addStretch(1)
        layout.addLayout(files)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

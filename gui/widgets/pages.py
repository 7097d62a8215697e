"""The pages of the window beside the form, of which one is seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QWidget

from gui.widgets.actions import PAGES, Actions

LABORATORY, INSIDE, LEARN = PAGES


class Pages(QStackedWidget):
    """Shows one page at a time; each is built when it is first entered."""

    entered = Signal(str)  # the name of the page that is seen now

    def __init__(self, laboratory: QWidget, actions: Actions) -> None:
        """Begin in the laboratory; the others are offered once they can be built."""
        super().__init__()
        self._actions, self._pages = actions, {LABORATORY: laboratory}
        self._builders: dict[str, Callable[[], QWidget]] = {}
        self.addWidget(laboratory)
        group = QActionGroup(self)
        for name in PAGES:
            group.addAction(actions[name])
            actions[name].triggered.connect(partial(self.enter, name))
        actions[LABORATORY].setChecked(True)

    def offer(self, name: str, build: Callable[[], QWidget]) -> None:
        """Let a page be entered, which this builds."""
        self._builders[name] = build
        self._actions.enable(**{name: True})

    def enter(self, name: str) -> None:
        """Show a page."""
        if name not in self._pages:
            self._pages[name] = self._builders[name]()
            self.addWidget(self._pages[name])
        self._actions[name].setChecked(True)
        self.setCurrentWidget(self._pages[name])
        self.entered.emit(name)


def page_buttons(actions: Actions, parent: QWidget) -> QWidget:
    """Return a button for each page, side by side; the keyboard has the menu View and Ctrl+1 to 3."""
    buttons = QWidget(parent)
    layout = QHBoxLayout(buttons)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(4)
    for name in PAGES:
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setObjectName(f"button.{name}")
        button.setAccessibleName(actions[name].statusTip())
        button.setProperty("role", "page")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(button)
    return buttons

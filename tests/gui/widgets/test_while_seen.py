from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.while_seen import WhileSeen


class Followed(QWidget):
    """Counts how often it followed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.followed = 0
        self.seen = WhileSeen(self, self._follow)

    def _follow(self) -> None:
        self.followed += 1


@pytest.fixture
def tabs(qtbot: QtBot) -> QTabWidget:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "other")
    return tabs


def within(page: Followed, container: QWidget) -> QWidget:
    """Put a page on top of another in a stack, all of it in a widget of its own."""
    outer, stack = QWidget(), QStackedWidget()
    stack.addWidget(container)
    stack.addWidget(page)
    QVBoxLayout(outer).addWidget(stack)
    return outer


def test_what_is_seen_follows_each_change(qtbot: QtBot) -> None:
    page = Followed()
    qtbot.addWidget(page)
    page.show()
    page.seen.change("what", "came")
    page.seen.change()
    assert page.followed == 2


def test_what_a_tab_covers_follows_once_when_it_is_shown(tabs: QTabWidget) -> None:
    page = Followed()
    tabs.addTab(page, "page")
    tabs.show()
    for _ in range(5):
        page.seen.change()
    assert (page.followed, page.seen.stale) == (0, True)
    tabs.setCurrentWidget(page)
    assert (page.followed, page.seen.stale) == (1, False)
    tabs.setCurrentIndex(0)
    tabs.setCurrentWidget(page)
    assert page.followed == 1


def test_a_page_within_a_covered_one_is_covered(tabs: QTabWidget) -> None:
    page = Followed()
    outer = within(page, QWidget())
    tabs.addTab(outer, "outer")
    tabs.show()
    stack = outer.findChild(QStackedWidget)
    stack.setCurrentWidget(page)
    page.seen.change()
    assert page.followed == 0
    tabs.setCurrentWidget(outer)
    assert page.followed == 1
    stack.setCurrentIndex(0)
    page.seen.change()
    assert page.followed == 1


def test_what_is_asked_for_unseen_follows_if_it_is_stale(tabs: QTabWidget) -> None:
    page = Followed()
    tabs.addTab(page, "page")
    tabs.show()
    page.seen.settle()
    assert page.followed == 0
    page.seen.change()
    page.seen.settle()
    assert (page.followed, page.seen.stale) == (1, False)

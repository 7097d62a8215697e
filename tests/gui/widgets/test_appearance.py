from __future__ import annotations

from PySide6.QtWidgets import QApplication

from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT


def test_a_change_is_told_once_and_nothing_where_all_stays(qapp: QApplication) -> None:
    appearance, seen = Appearance(LIGHT), []
    appearance.changed.connect(lambda: seen.append((appearance.colors, appearance.first_epoch)))
    appearance.set_colors(LIGHT)
    appearance.set_first_epoch(1)
    assert not seen
    appearance.set_colors(DARK)
    appearance.set_first_epoch(0)
    assert seen == [(DARK, 1), (DARK, 0)]

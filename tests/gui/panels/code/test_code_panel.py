from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QProgressBar, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from gui.panels.code.code_panel import PROVE, CodePanel
from gui.widgets.appearance import Appearance
from gui.widgets.highlighter import PythonHighlighter
from gui.widgets.theme import DARK, LIGHT
from training.script.prove import Difference, Proof

SCRIPT = '"""One\ntwo."""\n\nimport torch\n\nx = 1.5  # why "not"\n' + "y = 'text'\n" * 200
DIFFERENT = tuple(Difference(epoch, "lr_after", "preview", 0.05, None) for epoch in (5, 6))


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> CodePanel:
    panel = CodePanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    panel.show_script(SCRIPT)
    return panel


def colour_at(panel: CodePanel, line: int, column: int) -> str:
    block = panel.script.document().findBlockByNumber(line)
    ranges = block.layout().formats()
    found = [r.format.foreground().color().name() for r in ranges if r.start <= column < r.start + r.length]
    return found[0] if found else ""


def test_nothing_can_be_copied_saved_or_proved_without_a_script(qtbot: QtBot, appearance: Appearance) -> None:
    panel = CodePanel(appearance)
    qtbot.addWidget(panel)
    buttons = panel.copy_button, panel.save_button, panel.prove_button
    assert not any(button.isEnabled() for button in buttons)
    panel.show_script(SCRIPT)
    assert all(button.isEnabled() for button in buttons)
    panel.show_problem("<b>The data are gone.</b>")
    assert not any(button.isEnabled() for button in buttons)
    assert panel.text == ""
    said = [label for label in panel.findChildren(QLabel) if label.text() == "<b>The data are gone.</b>"]
    assert [label.textFormat() for label in said] == [Qt.TextFormat.PlainText]


def test_the_script_can_be_read_but_not_changed(panel: CodePanel, qtbot: QtBot) -> None:
    panel.script.setFocus()
    QTest.keyClicks(panel.script, "x")
    assert panel.text == SCRIPT
    with qtbot.waitSignal(panel.copy_requested):
        qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)


def test_another_script_leaves_the_view_where_it_was(panel: CodePanel) -> None:
    panel.script.verticalScrollBar().setValue(50)
    panel.show_script(SCRIPT.replace("1.5", "2.5"))
    assert panel.script.verticalScrollBar().value() == 50


def test_saving_is_asked_for(panel: CodePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.save_requested):
        qtbot.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)


def test_a_proof_shows_its_way_and_then_a_badge(panel: CodePanel, qtbot: QtBot) -> None:
    badge = panel.findChild(QLabel, "code.badge")
    bar = panel.findChild(QProgressBar, "code.progress")
    assert not badge.isVisible()
    with qtbot.waitSignal(panel.prove_requested):
        qtbot.mouseClick(panel.prove_button, Qt.MouseButton.LeftButton)
    assert bar.isVisible()
    panel.show_proof(Proof(10**9, 25 * 10**7))
    assert bar.value() == bar.maximum() // 4
    panel.show_proof(Proof(10, 10, (), ended=True, with_run=True))
    assert badge.text() == "✓ 10 of 10 epochs equal"
    assert not bar.isVisible()
    assert not panel.findChild(QTableWidget, "code.differences").isVisible()
    assert panel.prove_button.text() == PROVE


def test_figures_that_differ_stand_in_red_rows(panel: CodePanel, appearance: Appearance) -> None:
    panel.show_proof(Proof(10, 10, DIFFERENT, ended=True))
    table = panel.findChild(QTableWidget, "code.differences")
    assert table.isVisible()
    assert [table.item(1, column).text() for column in range(5)] == ["6", "lr_after", "preview", "0.05", "nothing"]
    assert table.item(1, 0).foreground().color().name() == LIGHT.error
    appearance.set_colors(DARK)
    assert table.item(1, 0).foreground().color().name() == DARK.error
    assert panel.findChild(QLabel, "code.badge").text() == "✗ 8 of 10 epochs equal"


def test_a_proof_can_be_stopped_by_the_same_button(panel: CodePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.prove_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.stop_requested):
        qtbot.mouseClick(panel.prove_button, Qt.MouseButton.LeftButton)
    assert panel.prove_button.text() == PROVE
    assert not panel.findChild(QProgressBar, "code.progress").isVisible()


def test_a_proof_ends_when_the_script_changes(panel: CodePanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.prove_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.stop_requested):
        panel.show_script(SCRIPT + "z = 3\n")
    panel.show_proof(Proof(10, 10, (), ended=True))
    panel.show_script(SCRIPT)
    assert not panel.findChild(QLabel, "code.badge").isVisible()


def test_a_proof_that_breaks_off_says_why(panel: CodePanel) -> None:
    panel.show_proof_problem("The script failed: <i>KeyError</i>")
    words = panel.findChild(QLabel, "code.words")
    assert words.text() == "The script failed: <i>KeyError</i>"
    assert words.textFormat() == Qt.TextFormat.PlainText


def test_every_part_that_takes_the_focus_has_a_name(panel: CodePanel) -> None:
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget.objectName()


def test_the_colours_follow_the_language_and_the_scheme(panel: CodePanel, appearance: Appearance) -> None:
    assert colour_at(panel, 1, 2) == LIGHT.run(2)  # inside a string of two lines
    assert colour_at(panel, 3, 0) == LIGHT.accent
    assert colour_at(panel, 3, 8) == ""
    assert colour_at(panel, 5, 4) == LIGHT.run(1)
    assert colour_at(panel, 5, 16) == LIGHT.muted  # quotes in a comment are no string
    appearance.set_colors(DARK)
    assert colour_at(panel, 3, 0) == DARK.accent
    assert panel.findChild(PythonHighlighter) is not None

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.forms.milestone_handle import MilestoneHandle
from gui.widgets.labels import NameLabel
from tests.gui.forms.compositions import DEEP, NESTED, changes
from tests.gui.forms.keyboard import CROWDED, find, show_caution

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def tabbed(form: ExperimentForm, start: QWidget) -> Iterator[QWidget]:
    """The widgets that the Tab key leads to, from `start` around to it again."""
    widget = start
    while True:
        yield widget
        QTest.keyClick(widget, Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget is start:
            return


def test_the_tab_key_follows_the_eye(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    form.reveal("optimizer.eps")
    start = find(form, "data.kind")
    start.setFocus()

    visited = list(tabbed(form, start))
    QApplication.processEvents()

    column = form.findChild(QScrollArea).widget()
    places = [widget.mapTo(column, QPoint(0, 0)) for widget in visited]
    assert len(visited) > 30
    for (before, one), (after, other) in pairwise(zip(places, visited, strict=True)):
        below = after.y() >= before.y() + one.height() / 2
        beside = after.x() > before.x() and abs(after.y() - before.y()) < 15
        assert below or beside, (one.accessibleName(), other.accessibleName())


def test_the_tab_key_follows_the_eye_through_a_composition(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    form.reveal("scheduler.schedulers[1].schedulers[1].schedulers[1].gamma")
    show_caution(form, "scheduler.schedulers[1].schedulers[0].gamma")
    start = find(form, "data.kind")
    start.setFocus()

    visited = list(tabbed(form, start))
    QApplication.processEvents()

    column = form.findChild(QScrollArea).widget()
    inside = [w for w in visited if not isinstance(w, MilestoneHandle)]
    heights = [widget.mapTo(column, widget.rect().center()).y() for widget in inside]
    assert all(later > earlier - 15 for earlier, later in pairwise(heights))
    names = [widget.objectName() for widget in visited]
    assert names.index("milestone.scheduler.1") == names.index("scheduler.kind") + 1
    assert sum(isinstance(w, MilestoneHandle) for w in visited) == 3
    assert any(isinstance(w, QPushButton) for w in visited)


def test_what_takes_the_focus_in_a_composition_has_a_name(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))

    takers = [w for w in form.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    for widget in takers:
        assert widget.accessibleName(), widget
        assert widget.accessibleDescription() or widget.toolTip(), widget.accessibleName()


def test_a_field_deep_inside_is_unfolded_and_scrolled_to(
    form: ExperimentForm, document: ExperimentDocument, qtbot: QtBot
) -> None:
    form.resize(372, 300)
    document.apply(changes(NESTED))

    form.reveal(DEEP)

    editor = find(form, DEEP)
    assert editor.hasFocus()
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())


def test_access_keys_stay_where_they_are_when_parts_come(form: ExperimentForm, document: ExperimentDocument) -> None:
    before = {name.buddy().objectName(): name.access_key for name in form.findChildren(NameLabel) if name.access_key}
    document.apply(changes(NESTED))
    names = [name for name in form.findChildren(NameLabel) if name.access_key]

    keys = {name.buddy().objectName(): name.access_key for name in names}
    assert len(set(keys.values())) == len(names)
    kept = {path: key for path, key in before.items() if not path.startswith("scheduler.") or path == "scheduler.kind"}
    assert kept.items() <= keys.items()


def test_the_access_keys_differ_and_lead_to_their_fields(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    names = [name for name in form.findChildren(NameLabel) if name.access_key]
    assert len({name.access_key for name in names}) == len(names) > 20
    assert all(name.text().count("&") == 1 for name in names)

    for name in names:
        if name.isVisible():
            QTest.keyClick(form, getattr(Key, f"Key_{name.access_key}"), Modifier.AltModifier)
            assert name.buddy().hasFocus()


def test_the_menus_keep_their_access_keys(qtbot: QtBot, document: ExperimentDocument) -> None:
    form = ExperimentForm(document, "fetvh")
    qtbot.addWidget(form)

    assert not {name.access_key for name in form.findChildren(NameLabel)} & set("FETVH")

"""Runs that no store keeps: the numbers that stand for them inside the program reach nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTableView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from gui.document.library import RunLibrary
from gui.panels.schedule.assumption_box import AssumptionBox
from gui.widgets.pages import INSIDE
from gui.widgets.theme import RUN_COLORS, slot_of
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from tests.exporters import exporter
from training.experiment.experiment import Experiment
from training.runs.run import Run, Status, numbered, spoken

RUNS = 3
# a whole number below 0 that no rate, difference or power of ten is
SENTINEL = re.compile(r"(?<![\w.])[-−][1-9](?![\w.])")
WORDS = ("text", "title", "windowTitle", "toolTip", "accessibleName", "accessibleDescription", "placeholderText",
         "toPlainText", "currentText", "objectName", "statusTip", "whatsThis")  # fmt: skip
SAMPLE = "table.sample"  # of the data, which may be below 0
ROLE = Qt.ItemDataRole
ROLES = (ROLE.DisplayRole, ROLE.ToolTipRole, ROLE.AccessibleTextRole, ROLE.StatusTipRole, ROLE.EditRole)


def texts(top: QWidget) -> Iterator[str]:
    """Yield all that the widgets and their models say."""
    for widget in (top, *top.findChildren(QWidget)):
        for name in WORDS:
            word = getattr(widget, name, None)
            if callable(word) and isinstance(said := word(), str):
                yield said
        if isinstance(widget, AssumptionBox):
            yield from (widget.itemText(place) for place in range(widget.count()))
        if isinstance(widget, QTableView | QTreeView) and widget.model() is not None and widget.objectName() != SAMPLE:
            yield from told(widget.model())


def told(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    parent = parent or QModelIndex()
    columns = range(model.columnCount(parent))
    for role in ROLES:
        yield from (str(model.headerData(column, Qt.Orientation.Horizontal, role)) for column in columns)
        for row in range(model.rowCount(parent)):
            yield from (str(model.index(row, column, parent).data(role)) for column in columns)


@pytest.fixture
def unsaved(open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workbench:
    """A window that can keep nothing, with some runs."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" / "none"))
    bench = open_window()
    assert bench.context.library.store is None
    bench.context.document.set_value("epochs", 4)
    bench.context.document.set_value("scheduler.kind", "ReduceLROnPlateau")
    for seed in range(RUNS):
        bench.context.document.set_value("seed", seed)
        qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=10_000)
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
    return bench


@pytest.mark.slow
def test_no_text_of_the_window_holds_the_number_of_an_unsaved_run(unsaved: Workbench, qtbot: QtBot) -> None:
    bench = unsaved
    bench.controllers.runs.panel.set_checked([-1, -2, -3])
    found = []
    for index in range(bench.window.tabs.count()):
        bench.window.tabs.setCurrentIndex(index)
        qtbot.wait(60)
        found += texts(bench.window)
    bench.window.pages.enter(INSIDE)
    qtbot.wait(100)
    found += texts(bench.window)
    assert [text for text in found if SENTINEL.search(text)] == []
    names = "\n".join(found)
    assert all(f"unsaved {number}" in names for number in range(1, RUNS + 1))
    assert "as in unsaved run 2" in names


def test_no_message_and_no_suggested_name_holds_it(unsaved: Workbench, qtbot: QtBot) -> None:
    bench = unsaved
    for run in bench.context.session.runs:
        bench.controllers.runs.panel.select(run)
        for act in (bench.controllers.future.go_on, bench.controllers.future.fork):
            act(run)
            box = bench.window.findChild(QMessageBox)
            assert box is not None
            assert f"Unsaved run {-run.number} is not kept" in f"{box.text()} {box.informativeText()}"
            box.close()
            box.deleteLater()
            qtbot.wait(10)
        bench.exports.run(run)
        dialog = bench.window.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.selectedFiles()[0].endswith(f"unsaved run {-run.number}.csv")
        dialog.close()
        dialog.deleteLater()
        qtbot.wait(10)


def test_what_is_exported_holds_it_nowhere(unsaved: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    bench = unsaved
    bench.controllers.runs.panel.set_checked([-1, -2, -3])
    bench.exports.write(exporter("compare.csv"), bench.controllers.compare.compared, tmp_path / "runs.csv")
    qtbot.waitUntil((tmp_path / "runs.csv").exists)  # another thread writes
    lines = (tmp_path / "runs.csv").read_text().splitlines()[1:]
    assert {line.partition(",")[0] for line in lines} == {"unsaved 1", "unsaved 2", "unsaved 3"}
    assert not [line for line in lines if line.startswith("-")]


def test_every_unsaved_run_has_a_name_and_a_look_of_its_own() -> None:
    numbers = [-number for number in range(1, len(RUN_COLORS) + 1)]
    assert len({numbered(number) for number in numbers}) == len({spoken(number) for number in numbers}) == len(numbers)
    looks = [(slot_of(number) % len(RUN_COLORS), slot_of(number) // len(RUN_COLORS)) for number in numbers]
    kept = [(slot_of(n) % len(RUN_COLORS), slot_of(n) // len(RUN_COLORS)) for n in range(1, 2 * len(RUN_COLORS) + 1)]
    assert len({*looks, *kept}) == len(looks) + len(kept)
    assert min(slot_of(number) for number in (*numbers, *range(1, 99))) == 0


def test_an_unsaved_run_is_counted_in_its_own_window(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    library = RunLibrary(tmp_path / "file" / "runs.sqlite")
    runs = [library.begin(Experiment()) for _ in range(2)]
    assert [run.name.partition(" Step")[0] for run in runs] == ["unsaved 1", "unsaved 2"]
    assert all(isinstance(run, Run) and run.status is Status.LOADING for run in runs)

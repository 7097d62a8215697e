"""The main job in the real window, with real keys and real training."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, message, trained
from tests.exporters import exporter
from training.experiment.experiment import Experiment
from training.runs.csv import trace_csv
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

ROOT = Path(__file__).parents[2]
PENGUINS = ROOT / "resources" / "examples" / "penguins.csv"


def without_seconds(text: str) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(text)))
    seconds = rows[0].index("seconds")
    return [row[:seconds] + row[seconds + 1 :] for row in rows]


def type_into(bench: object, name: str, text: str) -> QWidget:
    field = bench.context.form.findChild(QWidget, name)  # type: ignore[attr-defined]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    return field


def test_a_newcomer_trains_the_tutorial_and_takes_the_trace_away(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = open_window()
    qtbot.waitUntil(lambda: bench.context.preparation.dataset is not None)
    QTest.keyClick(bench.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    trained(bench, qtbot)
    run = bench.context.session.runs[0]
    assert run.status is Status.FINISHED
    assert bench.controllers.runs.trace_model.rowCount() == 10
    assert bench.controllers.runs.trace_model.text(4, 2) == "0.05"
    assert "used from epoch 6" in bench.controllers.runs.trace_model.text(4, 8)
    bench.exports.write(exporter("export_csv"), run.trace, tmp_path / "window.csv")
    command = [sys.executable, "main.py", "train", "--quiet", "--csv", str(tmp_path / "line.csv")]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    window, line = ((tmp_path / name).read_text() for name in ("window.csv", "line.csv"))
    assert without_seconds(window) == without_seconds(line)


def test_the_preview_follows_every_key(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    type_into(bench, "scheduler.step_size", "2")
    qtbot.waitUntil(lambda: bench.context.preparation.schedule.changes.tolist() == [2, 4, 6, 8, 10])


def test_a_wrong_value_is_explained_and_nothing_can_be_trained(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    type_into(bench, "scheduler.step_size", "0")
    assert "at least 1" in bench.context.document.problems["scheduler.step_size"]
    assert not bench.context.actions["train"].isEnabled()
    type_into(bench, "scheduler.step_size", "3")
    assert bench.context.actions["train"].isEnabled()


def settled(bench: Workbench, qtbot: QtBot) -> int:
    """Wait until the epoch that was running at a pause is there, also on a busy machine; return the epochs."""
    reached: list[int] = []
    bench.context.session.look(lambda trainer: reached.append(trainer.epoch))  # the thread does this between two epochs
    qtbot.waitUntil(
        lambda: reached == [len(bench.context.session.runs[0].trace)], timeout=20_000
    )  # the window has taken them
    return reached[0]


def test_pause_step_and_stop_keep_the_finished_epochs(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 100_000)
    bench.context.actions["step_epoch"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) == 1)
    qtbot.waitUntil(lambda: bench.context.session.runs[0].status is Status.PAUSED)
    bench.context.actions["step_epoch"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) == 2)
    bench.context.actions["pause"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) > 20)
    bench.context.actions["pause"].trigger()
    paused_at = settled(bench, qtbot)
    qtbot.wait(200)
    assert len(bench.context.session.runs[0].trace) == paused_at
    bench.context.actions["stop"].trigger()
    trained(bench, qtbot)
    run = bench.context.session.runs[0]
    assert run.status is Status.STOPPED
    assert len(run.trace) == paused_at
    assert bench.context.actions["train"].isEnabled()


@pytest.mark.slow
def test_runs_in_a_row_overlay_and_each_keeps_its_colour(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    for kind in ("StepLR", "MultiStepLR"):
        bench.context.document.set_value("scheduler.kind", kind)
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
    assert [run.name for run in bench.context.session.runs] == [
        "1 StepLR(step_size=5, gamma=0.5)",
        "2 MultiStepLR(milestones=[3, 7])",
    ]
    qtbot.waitUntil(lambda: bench.controllers.runs.panel.table.model().rowCount() == 2)
    first, second = bench.context.session.runs
    assert first.trace[2].loss == second.trace[2].loss
    assert first.trace[4].loss != second.trace[4].loss
    bench.controllers.runs.panel.select(first)
    assert bench.context.selection.run is first
    assert "StepLR: 5 epochs done" in bench.controllers.runs.trace_model.text(4, 8)


@pytest.mark.slow
def test_dropping_a_file_of_one_s_own_trains_on_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(PENGUINS))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPoint(10, 10), Qt.DropAction.CopyAction, mime, left, none)
    bench.window.dropEvent(event)
    assert bench.context.document.value("data.kind") == "Table"
    qtbot.waitUntil(lambda: bench.context.preparation.dataset is not None, timeout=20_000)
    assert bench.context.preparation.dataset.classes == ("Adelie", "Chinstrap", "Gentoo")
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    assert bench.context.session.runs[0].status is Status.FINISHED
    bench.context.document.undo_stack.undo()
    assert bench.context.document.value("data.kind") == "Tutorial"


@pytest.mark.slow
def test_a_file_that_went_away_is_told_in_a_sentence(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    bench = open_window()
    rows = tmp_path / "rows.csv"
    rows.write_bytes(PENGUINS.read_bytes())
    bench.files.open_path(rows)
    qtbot.waitUntil(lambda: bench.context.preparation.dataset is not None, timeout=20_000)
    rows.unlink()
    bench.context.actions["reload_data"].trigger()
    qtbot.waitUntil(lambda: not bench.context.actions["train"].isEnabled(), timeout=20_000)
    bench.context.preparation.dataset = None
    bench.context.session.train(bench.context.document.experiment, None)
    trained(bench, qtbot)
    assert bench.context.session.runs[0].status is Status.FAILED
    assert "no such file" in bench.context.session.runs[0].message
    assert message(bench) is not None


def test_divergence_ends_the_run_with_a_sentence_and_keeps_its_epochs(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("data.kind", "Moons")
    bench.context.document.set_value("optimizer.lr", 1e30)
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    run = bench.context.session.runs[0]
    assert run.status is Status.FAILED
    assert len(run.trace) >= 1
    box = message(bench)
    assert box is not None
    assert "Try a smaller lr" in box.informativeText()


def test_closing_while_training_asks_and_stay_stays(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 1_000_000)
    bench.context.actions["train"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) > 5, timeout=20_000)
    assert not bench.window.close()
    assert not bench.window.close()
    box = message(bench)
    assert box is not None
    QTest.mouseClick(box.defaultButton(), Qt.MouseButton.LeftButton)
    assert bench.context.session.live is not None
    assert bench.window.isVisible()


@pytest.mark.slow
def test_closing_while_training_keeps_what_is_finished(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 1_000_000)
    bench.context.actions["train"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) > 5, timeout=20_000)
    bench.window.close()
    box = message(bench)
    assert box is not None
    stop: QAbstractButton = next(b for b in box.buttons() if b is not box.defaultButton())
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not bench.window.isVisible()
    with RunStore(default_path(), Mode.READ) as store:
        assert trace_csv(store.load(1).trace) == trace_csv(bench.context.session.runs[0].trace)


@pytest.mark.slow
def test_the_form_survives_a_restart_wrong_values_too(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window()
    type_into(first, "scheduler.gamma", "often")
    type_into(first, "epochs", "33")
    first.window.close()
    second = open_window(ready=False)
    assert second.context.document.value("epochs") == 33
    assert second.context.document.value("scheduler.gamma") == "often"
    assert not second.context.actions["train"].isEnabled()


@pytest.mark.slow
def test_a_second_window_leaves_the_first_one_s_draft_alone(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window()
    first.context.document.set_value("epochs", 21)
    second = open_window()
    assert second.context.document.value("epochs") == 10
    assert "Another Stepwell window" in second.window.statusBar().currentMessage()
    second.context.document.set_value("epochs", 5)
    second.window.close()
    first.window.close()
    assert open_window().context.document.value("epochs") == 21


@pytest.mark.parametrize("name", ["nothing.toml", "broken.toml"])
def test_a_file_that_cannot_be_opened_is_explained(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    (tmp_path / "broken.toml").write_text("epochs = ")
    bench = open_window(tmp_path / name)
    box = message(bench)
    assert isinstance(box, QMessageBox)
    assert "not opened" in box.text()
    assert bench.context.document.experiment == Experiment()


@pytest.mark.slow
@pytest.mark.logs("not written: Cannot write")
def test_exporting_where_nothing_can_be_written_is_explained(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.exports.write(exporter("export_csv"), bench.context.session.runs[0].trace, tmp_path / "none" / "trace.csv")
    qtbot.waitUntil(lambda: message(bench) is not None)
    box = message(bench)
    assert box is not None
    assert "there is no folder" in box.informativeText()
    for name in ("plots.png", "plots.svg"):
        bench.exports.write(exporter(f"export_{name[-3:]}"), bench.window.plots, tmp_path / name)
        qtbot.waitUntil((tmp_path / name).exists)
        assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.slow
def test_copied_rows_hold_the_exact_values(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.context.actions["copy_rows"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 11
    assert float(lines[1].split("\t")[3]) == bench.context.session.runs[0].trace[0].loss


def test_every_widget_that_takes_the_focus_has_a_name(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    focusable = [
        widget for widget in bench.window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(bench.window)
    ]  # fmt: skip
    assert len(focusable) > 20
    nameless = [w for w in focusable if not (w.accessibleName() or getattr(w, "text", str)())]
    assert [(type(w).__name__, w.objectName(), type(w.parent()).__name__) for w in nameless] == []

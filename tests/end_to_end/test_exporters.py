"""Every way to export: by the window and by the command line the same bytes, and a new way is one entry in one file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gui.exporters import PLOTS, VIEW
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow
from tests.exporters import EXPORTERS, exporter
from training import exporters
from training.cli import main
from training.exit_codes import DONE
from training.exporting import RUN, RUNS, SCRIPT, SWEEP

SWEPT = "epochs = 2\n[sweep]\nseed = [0, 1]\n"
LINES: dict[object, tuple[str, ...]] = {
    RUN: ("runs", "export", "1"),
    SCRIPT: ("code",),
    SWEEP: ("sweep", "sweep.toml", "--no-store"),
}
MARKDOWN = """
from training.exporting import RUN, Exporter

def written(trace):
    return "".join(f"| {record.epoch} | {record.lr} |\\n" for record in trace)

EXPORTERS = [Exporter(RUN, "markdown", ".md", "Markdown", "Trace as &Markdown…", "Write it as Markdown", written,
                      help="write the rows as Markdown")]
"""


@pytest.fixture
def markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more file among the exporters."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "markdown.py").write_text(MARKDOWN)
    monkeypatch.setattr(exporters, "__path__", [*exporters.__path__, str(folder)])


def save(bench: Workbench, press: Callable[[], object], path: Path, qtbot: QtBot) -> bytes:
    """Press what asks for a file, answer the dialog, and return what is written."""
    press()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
    dialog.selectFile(str(path.with_suffix("")))
    dialog.accept()
    qtbot.waitUntil(path.exists)
    return path.read_bytes()


def train(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.document.set_value("epochs", 2)
    qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
    bench.context.actions["train"].trigger()
    qtbot.waitUntil(lambda: bool(bench.context.session.runs) and bench.context.session.live is None, timeout=60_000)


def sweep(bench: Workbench, qtbot: QtBot) -> None:
    together = bench.controllers
    bench.window.tabs.setCurrentWidget(together.sweep.panel)
    Path("sweep.toml").write_text(SWEPT)
    together.sweep.open_path(Path("sweep.toml"))
    qtbot.waitUntil(together.sweep.panel.bar.start.isEnabled, timeout=20_000)
    together.sweep.panel.bar.start.click()
    qtbot.waitUntil(lambda: together.sweep.running, timeout=20_000)
    qtbot.waitUntil(lambda: not together.sweep.running, timeout=60_000)


def without_seconds(content: bytes) -> list[list[str]] | bytes:
    """Return the rows of what has seconds in it without them, all else as it is."""
    if b",seconds," not in content:
        return content
    rows = list(csv.reader(io.StringIO(content.decode())))
    place = rows[0].index("seconds")
    return [row[:place] + row[place + 1 :] for row in rows]


@pytest.mark.parametrize("name", EXPORTERS)
def test_window_and_command_line_write_the_same(
    name: str, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bench, one = open_window(), exporter(name)
    together = bench.controllers
    objects = {
        RUN: lambda: bench.context.session.runs[0].trace,
        RUNS: lambda: together.compare.compared,
        SWEEP: lambda: together.sweep.session.results,
        SCRIPT: lambda: bench.controllers.code.panel.text,
        PLOTS: lambda: bench.window.plots,
        VIEW: lambda: together.sweep.panel.views.picture,
    }
    if one.subject in (SWEEP, VIEW):
        sweep(bench, qtbot)
    elif one.subject in (RUN, RUNS):
        train(bench, qtbot)
        bench.window.tabs.setCurrentWidget(together.compare.panel)
        together.compare.show([1])
    elif one.subject is SCRIPT:
        bench.window.tabs.setCurrentWidget(bench.controllers.code.panel)
        qtbot.waitUntil(lambda: bool(bench.controllers.code.panel.text), timeout=20_000)
    qtbot.waitUntil(lambda: bench.context.preparation.dataset is not None, timeout=20_000)
    panel = together.compare.panel if one.subject is RUNS else together.sweep.panel
    button = panel.findChild(QPushButton, name)
    press = bench.context.actions[name].trigger if button is None else button.click
    written = save(bench, press, tmp_path / f"window{one.suffix}", qtbot)
    content = one.content(objects[one.subject]())
    assert written == (content if isinstance(content, bytes) else content.encode())
    if one.subject in LINES:
        line = tmp_path / f"line{one.suffix}"
        assert main([*LINES[one.subject], f"--{one.option or one.name}", str(line)]) == DONE
        assert without_seconds(line.read_bytes()) == without_seconds(written)


@pytest.mark.usefixtures("markdown")
def test_an_exporter_is_one_entry_in_one_file(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = open_window()
    train(bench, qtbot)
    action = bench.context.actions["export_markdown"]
    (menu,) = [one.menu() for one in bench.window.menuBar().actions() if one.text() == "&File"]
    assert action in menu.actions()
    written = save(bench, action.trigger, tmp_path / "window.md", qtbot)
    assert written == b"| 1 | 0.1 |\n| 2 | 0.1 |\n"
    bench.controllers.runs.panel.actions_by_name["export_run"].trigger()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
    assert dialog.nameFilters() == ["CSV (*.csv)", "Markdown (*.md)"]
    dialog.selectNameFilter("Markdown (*.md)")
    dialog.filterSelected.emit("Markdown (*.md)")
    dialog.selectFile(str(tmp_path / "list"))
    dialog.accept()
    qtbot.waitUntil((tmp_path / "list.md").exists)
    assert (tmp_path / "list.md").read_bytes() == written
    for line in (["runs", "export", "1"], ["train", "--set", "epochs=2", "--no-store", "--quiet"]):
        capsys.readouterr()
        assert main([*line, "--markdown", "-"]) == DONE
        assert capsys.readouterr().out.encode() == written
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "--markdown PATH write the rows as Markdown" in " ".join(capsys.readouterr().out.split())

"""Every kind of file that can be opened is the same experiment in the window and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow
from training import importers
from training.cli import main
from training.exit_codes import DONE, WRONG_USAGE
from training.experiment.experiment import Experiment
from training.experiment.file import write_experiment
from training.importing import all_importers, importer_of
from training.terminal.common import read_with_overrides

FILES = [(importer.name, suffix) for importer in all_importers() for suffix in importer.suffixes]
JSON = """
import json
from training.experiment.problems import ExperimentError, Problem
from training.importing import Importer

def values(path):
    try:
        return json.loads(path.read_text())
    except ValueError as error:
        raise ExperimentError([Problem("", f"{path} is no JSON: {error}")]) from None

IMPORTERS = [Importer("Notes", (".json",), values=values)]
"""


def write_experiment_file(path: Path) -> None:
    write_experiment(path, Experiment(epochs=7))


def write_rows(path: Path) -> None:
    """Write a table of two columns, as its suffix says."""
    columnar = path.suffix in (".parquet", ".pq")
    how = "FORMAT parquet" if columnar else f"HEADER, DELIMITER '{',' if path.suffix == '.csv' else chr(9)}'"
    duckdb.execute(f"COPY (SELECT range AS x, range % 2 AS kind FROM range(40)) TO '{path}' ({how})")


WRITERS: dict[str, Callable[[Path], None]] = {"Experiments": write_experiment_file, "Data": write_rows}


@pytest.fixture
def json_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more file among the importers."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "notes.py").write_text(JSON)
    monkeypatch.setattr(importers, "__path__", [*importers.__path__, str(folder)])


@pytest.fixture
def bench(open_window: OpenWindow) -> Workbench:
    return open_window()


def open_by_dialog(bench: Workbench) -> QFileDialog:
    bench.context.actions["open"].trigger()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
    return dialog


def test_each_kind_is_opened_alike_everywhere(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    filters = dict(line.rstrip(")").split(" (") for line in open_by_dialog(bench).nameFilters())
    for name, suffix in FILES:
        assert f"*{suffix}" in filters[name].split()
        path = tmp_path / f"file{suffix}"
        WRITERS[name](path)
        bench.context.document.replace(Experiment())
        bench.window.file_dropped.emit(path)
        assert bench.context.document.experiment == read_with_overrides(str(path), [])
        assert bench.context.document.experiment != Experiment()
        assert (bench.context.document.file == path) == importer_of(path).saves
        assert importer_of(path.rename(path.with_suffix(suffix.upper()))).name == name


@pytest.mark.usefixtures("json_files")
def test_an_importer_is_one_entry_in_one_file(
    bench: Workbench, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, broken = tmp_path / "lesson.json", tmp_path / "broken.json"
    path.write_text('{"epochs": 3, "scheduler": {"kind": "StepLR", "step_size": 2}}')
    broken.write_text("{")
    dialog = open_by_dialog(bench)
    assert "Notes (*.json)" in dialog.nameFilters()
    dialog.selectFile(str(path))
    dialog.accept()
    qtbot.waitUntil(lambda: bench.context.document.value("epochs") == 3)
    assert bench.context.document.experiment == read_with_overrides(str(path), [])
    assert bench.context.document.file is None
    assert bench.window.statusBar().currentMessage() == "Opened lesson.json"
    bench.window.file_dropped.emit(broken)
    box = QApplication.activeModalWidget()
    assert f"{broken} is no JSON" in box.informativeText()  # type: ignore[union-attr]
    box.close()  # type: ignore[union-attr]
    assert main(["preview", str(path)]) == DONE
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert main(["preview", str(broken)]) == WRONG_USAGE
    assert "is no JSON" in capsys.readouterr().err

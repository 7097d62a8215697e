from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.document.library import RunLibrary
from gui.panels.runs.runs_panel import RunsPanel
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from tests.gui.kept_runs import kept, library_of, listed
from tests.training.runs.store.salvage.mutants import DAMAGES, EPOCHS, Damaged, make
from training.runs.store import Mode, RunStore, StoreError
from training.runs.store.salvage import examine, salvage_set_aside

Damage = Callable[[bytearray, random.Random], None]


def test_the_runs_of_a_damaged_file_come_back_by_a_click(tmp_path: Path, qtbot: QtBot, appearance: Appearance) -> None:
    path = kept(tmp_path / "runs.sqlite", (1.0, 0.5), (0.25,))
    content = bytearray(path.read_bytes())
    content[:50] = bytes(50)
    path.write_bytes(content)
    library = RunLibrary(path)
    panel = RunsPanel(library, appearance)
    qtbot.addWidget(panel)
    assert "runs.damaged-1.sqlite" in panel.notice.accessibleName()
    assert "runs salvage" not in panel.notice.accessibleName()
    assert library.find() == []
    QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    panel.list.settle()
    assert [(run.id, run.epochs, run.loss) for run in library.find()] == [(2, 1, 0.25), (1, 2, 0.5)]
    assert panel.notice.accessibleName() == "2 runs salvaged."
    assert panel.notice.button.isHidden()
    library.close()


def test_without_a_notice_there_is_nothing_to_salvage(tmp_path: Path, qtbot: QtBot, appearance: Appearance) -> None:
    library = RunLibrary(kept(tmp_path / "runs.sqlite", (1.0,)))
    panel = RunsPanel(library, appearance)
    qtbot.addWidget(panel)
    assert panel.notice.isHidden()
    library.close()


def broken(path: Path) -> None:
    path.write_bytes(bytes(50) + path.read_bytes()[50:])


@contextmanager
def opened(path: Path, qtbot: QtBot) -> Iterator[RunsPanel]:
    panel = RunsPanel(RunLibrary(path), Appearance(LIGHT))
    qtbot.addWidget(panel)
    yield panel
    panel.finish()
    library_of(panel).close()


def salvage(panel: RunsPanel) -> None:
    QTest.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    panel.list.settle()


def test_what_was_deleted_before_is_told_apart(tmp_path: Path, qtbot: QtBot) -> None:
    path = kept(tmp_path / "runs.sqlite", (1.0,), (0.5,), (0.25,))
    with RunStore(path, Mode.WRITE) as store:
        store.delete(2)
    broken(path)
    told: list[str] = []
    with opened(path, qtbot) as panel:
        panel.notice.message.connect(told.append)
        salvage(panel)
        assert told == [panel.notice.accessibleName()] == ["3 runs salvaged, 1 of them deleted before."]
        assert listed(panel) == [3, 1]


def test_a_damaged_file_that_cannot_be_read_hides_no_other(tmp_path: Path, qtbot: QtBot) -> None:
    path = kept(tmp_path / "runs.sqlite", (1.0,), (0.5,))
    (tmp_path / "runs.damaged-1.sqlite").mkdir()
    broken(path)
    with opened(path, qtbot) as panel:
        assert "runs.damaged-2.sqlite" in panel.notice.accessibleName()
        salvage(panel)
        assert panel.notice.accessibleName().startswith("2 runs salvaged. Cannot read ")
        assert panel.notice.accessibleName().endswith("runs.damaged-1.sqlite: it is a folder, not a file.")
        assert listed(panel) == [2, 1]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_salvaging_loses_no_run_that_is_whole(damage: Damage, log: bool, tmp_path: Path, qtbot: QtBot) -> None:
    """Each can be read in the window, or it is said that it cannot, and then `runs salvage` brings it back."""
    make(tmp_path / "sound.sqlite", 1, 4)
    sound = Damaged.of(tmp_path / "sound.sqlite")
    for number in range(2):
        mutant = bytearray(sound.content)
        damage(mutant, random.Random(f"{number} {damage.__name__}"))
        path = tmp_path / str(number) / "runs.sqlite"
        path.parent.mkdir()
        path.write_bytes(mutant)
        if log:
            path.with_name("runs.sqlite-wal").write_bytes(b"a log that is none")
        whole = sound.untouched(bytes(mutant))
        with opened(path, qtbot) as panel:
            salvage(panel)
            missing = {run for run in whole if not is_whole(library_of(panel).store, run)}
        if missing:
            with RunStore(path, Mode.WRITE, examine) as store:
                salvage_set_aside(store)
                assert [run for run in whole if not is_whole(store, run)] == []


def is_whole(store: RunStore | None, run: int) -> bool:
    """Whether all of a run can be read."""
    assert store is not None
    try:
        return len(store.load(run).trace) == EPOCHS
    except StoreError:
        return False

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from gui.learn.progress_keeper import ProgressKeeper


def test_progress_that_cannot_be_written_stays_for_the_day(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_text("in the way")
    keeper = ProgressKeeper(folder)
    with qtbot.waitSignal(keeper.message) as told:
        keeper.keep(keeper.progress.answered("one", True))
    assert "not kept on disk" in (told.args or [""])[0]
    assert keeper.progress.questions["one"].right == 1

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gui.document.autosave import OTHERS, Autosave
from gui.document.document import ExperimentDocument


def test_a_draft_comes_back(document: ExperimentDocument, tmp_path: Path) -> None:
    draft = Autosave(document, tmp_path / "new")
    document.set_value("epochs", 33)
    draft.release()
    other = ExperimentDocument()
    assert Autosave(other, tmp_path / "new").restore() == ""
    assert other.value("epochs") == 33


def test_only_one_window_keeps_the_draft(document: ExperimentDocument, tmp_path: Path) -> None:
    assert Autosave(document, tmp_path).restore() == ""
    assert Autosave(ExperimentDocument(), tmp_path).restore() == OTHERS


@pytest.mark.skipif(os.name == "nt", reason="needs /dev/null")
def test_a_folder_that_cannot_be_written_is_not_blamed_on_another_window(document: ExperimentDocument) -> None:
    told = Autosave(document, Path("/dev/null/none")).restore()
    assert told.startswith("No draft is kept. Cannot write /dev/null/none/draft.json: a part of its path is a file")
    assert told.endswith("Save this experiment to keep it.")

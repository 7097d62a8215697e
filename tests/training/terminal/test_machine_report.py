"""The report on the machine."""

from __future__ import annotations

import sys

import pytest

from training import __version__
from training.layout import ROOT
from training.machine.folders import data_folder
from training.terminal import machine_report


def test_the_report_names_versions_device_and_folders() -> None:
    facts = {fact.name: fact for fact in machine_report.report()}
    assert facts["Stepwell"].value == __version__
    assert facts["This copy"].value == f"run from its source in {ROOT}"
    assert sys.executable in facts["Python"].value
    assert "threads" in facts["torch"].value
    assert facts["Direct path"].value.startswith("proven on torch 2.")
    assert facts["CUDA"].value
    assert facts["PySide6"].value.count(".") >= 1
    assert str(data_folder()) in facts["Data"].value
    assert not any(fact.lacking for fact in facts.values())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
def test_a_missing_display_is_something_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert [fact.name for fact in machine_report.report() if fact.lacking] == ["Display"]


def test_the_report_leaves_the_data_folder_alone() -> None:
    machine_report.report()
    assert not data_folder().exists()

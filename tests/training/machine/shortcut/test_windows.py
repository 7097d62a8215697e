"""The Windows entry: the text of its script (on Windows itself, the real shortcuts)."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest

from training.machine import shortcut
from training.machine.shortcut.program import Program
from training.machine.shortcut.windows import quoted, script

FOLDER = PureWindowsPath(r"C:\Users\Ada O'Neil\Step well")


@pytest.fixture
def text() -> str:
    return script(Program((FOLDER / r".venv\Scripts\python.exe", FOLDER / "main.py"), FOLDER))  # type: ignore[arg-type]


def test_the_shortcut_starts_without_a_console(text: str) -> None:
    assert r"$shortcut.TargetPath = 'C:\Users\Ada O''Neil\Step well\.venv\Scripts\pythonw.exe'" in text
    assert r"""$shortcut.Arguments = '"C:\Users\Ada O''Neil\Step well\main.py"'""" in text


def test_desktop_and_start_menu_are_asked_of_windows(text: str) -> None:
    assert "foreach ($folder in 'Desktop', 'Programs') {" in text
    assert "[Environment]::GetFolderPath($folder)" in text


def test_a_double_click_on_an_experiment_opens_it(text: str) -> None:
    python, main = FOLDER / r".venv\Scripts\pythonw.exe", FOLDER / "main.py"
    command = quoted(f'"{python}" "{main}" "%1"')
    assert rf'New-Item -Force -Path "$type\shell\open\command" -Value {command} | Out-Null' in text
    assert r'New-Item -Force -Path "$classes\.stepwell" -Value' in text


def test_an_installed_copy_is_started_by_its_own_script() -> None:
    program = FOLDER / r"Scripts\stepwell.exe"
    text = script(Program((program,), FOLDER))  # type: ignore[arg-type]
    assert r"$shortcut.TargetPath = 'C:\Users\Ada O''Neil\Step well\Scripts\stepwell.exe'" in text
    assert "$shortcut.Arguments = ''" in text
    command = quoted(f'"{program}" "%1"')
    assert rf'New-Item -Force -Path "$type\shell\open\command" -Value {command} | Out-Null' in text


def test_nothing_of_the_template_is_left(text: str) -> None:
    assert "{{" not in text
    assert "}}" not in text
    assert text.count("{") == text.count("}")


def test_a_quote_in_a_path_stays_inside_its_string() -> None:
    assert quoted("O'Neil; Remove-Item *") == "'O''Neil; Remove-Item *'"


@pytest.mark.skipif(sys.platform != "win32", reason="this entry is for Windows")
def test_the_shortcuts_are_really_made() -> None:
    for path in shortcut.install():
        assert Path(path).is_file()

"""The entry: what a bare Python answers, and what is refused before Qt would abort."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training import __version__

MAIN = Path(__file__).resolve().parents[1] / "main.py"
EXAMPLE = MAIN.parent / "resources" / "examples" / "tutorial_step_lr.toml"
PATIENCE = 60  # seconds; a busy machine is no failure
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")


def start(*arguments: str, options: tuple[str, ...] = (), **environment: str) -> tuple[int, str, str]:
    result = subprocess.run(
        [sys.executable, *options, MAIN, *arguments],
        env={name: value for name, value in os.environ.items() if name not in DISPLAYS} | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["train", "--help"], ["preview", "-h"]])
def test_help_needs_no_package(arguments: list[str]) -> None:
    code, out, err = start(*arguments, options=("-S",))
    assert (code, err) == (0, "")
    assert out.startswith("usage: python main.py")


def test_the_version_needs_no_package() -> None:
    assert start("--version", options=("-S",)) == (0, f"Stepwell {__version__}\n", "")


def test_an_unknown_option_is_wrong_usage() -> None:
    code, _, err = start("--fly")
    assert code == 2
    assert err.startswith("usage: python main.py")


@linux
@pytest.mark.parametrize("arguments", [[], [str(EXAMPLE)]])
def test_without_a_display_a_sentence_names_the_command_that_needs_none(arguments: list[str]) -> None:
    code, out, err = start(*arguments)
    assert (code, out) == (3, "")
    assert err == "There is no display to open a window on. `python main.py train` trains without a window.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trian"], "There is no file trian. Did you mean the verb 'train'?\n"),
        (["nothing.toml"], "There is no file nothing.toml.\n"),
        ([str(EXAMPLE), str(EXAMPLE)], "The window opens one file, not 2; for the verbs see --help.\n"),
    ],
)
def test_what_is_neither_a_verb_nor_a_file_is_wrong_usage(arguments: list[str], sentence: str) -> None:
    assert start(*arguments) == (2, "", sentence)


@linux
def test_a_display_that_does_not_answer_is_a_sentence_not_an_abort() -> None:
    code, out, err = start(DISPLAY=":4242")
    assert (code, out) == (3, "")
    assert err.startswith("The display (DISPLAY=:4242) does not answer")
    assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("arguments", "module"),
    [(["check"], "tomllib"), (["check"], "pydantic"), ([], "PySide6.QtGui")],
)
def test_ctrl_c_is_silent_from_the_first_import_on(arguments: list[str], module: str) -> None:
    command = [sys.executable, "-v", MAIN, *arguments]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while module not in (line := process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err

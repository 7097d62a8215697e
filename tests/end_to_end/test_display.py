"""`python main.py` on a real X display, steered by real keys."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.test_process import PATIENCE, kept

MAIN = Path(__file__).parents[2] / "main.py"
COUNT_COLORS = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
image = app.primaryScreen().grabWindow(0).toImage()
print(len({image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}))
"""
xdotool = pytest.mark.skipif(not shutil.which("xdotool"), reason="xdotool, which presses keys, is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An X server of the tests' own; its name."""
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb, a display without a screen, is not installed")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-noreset", "-nolisten", "tcp"]
    with (
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process,
        os.fdopen(reading) as answer,
    ):
        os.close(writing)
        number = answer.readline().strip()  # empty when it ends instead
        if number:
            yield f":{number}"
        process.terminate()
    if not number:
        pytest.skip("Xvfb does not start here")


@pytest.fixture
def display(server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("DISPLAY", server)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    home.chmod(0o700)
    return server


@contextmanager
def stepwell(*arguments: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the program; at the end the system closes it, which must go well."""
    command = [sys.executable, str(MAIN), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        assert (process.returncode, out, err) == (0, "", "")


def wait_until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    begin = time.monotonic()
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - begin < PATIENCE
        time.sleep(0.1)


def find_window(title: str, *keys: str) -> list[str]:
    """Return the visible windows with such a title; the keys are pressed in them."""
    press = ["windowfocus", "--sync", "key", *keys] if keys else []
    command = ["xdotool", "search", "--onlyvisible", "--name", title, *press]
    return subprocess.run(command, capture_output=True, text=True).stdout.split()


def colors_on_screen() -> int:
    return int(subprocess.run([sys.executable, "-c", COUNT_COLORS], check=True, stdout=subprocess.PIPE).stdout)


def seconds_worked(process: subprocess.Popen[str]) -> float:
    """Return the processor's seconds that the process has used, all threads together."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_the_window_paints_itself(display: str) -> None:
    assert colors_on_screen() == 1
    with stepwell() as process:
        wait_until(lambda: colors_on_screen() > 100, process)


@xdotool
@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("mine.toml", "epochs = 3\n", "^mine.toml – Stepwell$"),
        pytest.param("rows.csv", "a,b,class\n1,2,x\n2,1,y\n", r"^Untitled\* – Stepwell$", marks=pytest.mark.slow),
        pytest.param("broken.toml", "epochs = \n", "^Stepwell$", marks=pytest.mark.slow),
    ],
)
def test_a_file_that_is_named_is_opened_or_explained(
    name: str, content: str, title: str, display: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    with stepwell(tmp_path / name) as process:
        wait_until(lambda: find_window("Untitled|mine"), process)
        wait_until(lambda: find_window(title), process)


@xdotool
@pytest.mark.slow
def test_a_key_trains_and_the_system_s_wish_to_end_keeps_the_epochs(display: str, tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text("epochs = 1000000\n")
    with stepwell(tmp_path / "long.toml") as process:
        wait_until(lambda: find_window("^long.toml"), process)
        wait_until(lambda: quiet(process), process)
        find_window("^long.toml", "ctrl+Return")
        begin = seconds_worked(process)
        wait_until(lambda: seconds_worked(process) > begin + 3, process)
    assert [run.epochs > 3 for run in kept()] == [True]


def quiet(process: subprocess.Popen[str]) -> bool:
    """Whether the process did next to nothing for a second, as when it is ready."""
    before = seconds_worked(process)
    time.sleep(1)
    return seconds_worked(process) - before < 0.2

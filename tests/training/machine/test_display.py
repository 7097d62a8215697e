"""Whether a window can open: with no display, with ones that do not answer, and with a real X server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.machine import display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")


@pytest.fixture(scope="module")
def x_server() -> Iterator[str]:
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not installed")
    command = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


def test_no_display_is_explained_with_the_way_around_it() -> None:
    reason = display.obstacle({})
    assert reason == f"There is no display to open a window on. {display.WITHOUT_A_WINDOW}"


@pytest.mark.parametrize(
    "environment",
    [
        {"DISPLAY": ":4242"},
        {"DISPLAY": "nonsense"},
        {"WAYLAND_DISPLAY": "wayland-4242", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "wayland-4242", "DISPLAY": ":4242"},
    ],
)
def test_a_display_that_does_not_answer_is_named(environment: dict[str, str]) -> None:
    reason = display.obstacle(environment)
    assert reason is not None
    assert "does not answer" in reason
    assert display.names(environment) in reason


def test_a_running_x_server_is_good(x_server: str) -> None:
    assert display.obstacle({"DISPLAY": x_server}) is None
    assert display.obstacle({"DISPLAY": x_server, "WAYLAND_DISPLAY": "wayland-4242"}) is None


def test_a_wayland_socket_that_answers_is_good(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert display.obstacle({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}) is None


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600", "eglfs"])
def test_platforms_without_a_display_need_none(platform: str) -> None:
    assert display.obstacle({"QT_QPA_PLATFORM": platform}) is None


def test_a_platform_that_the_user_chose_is_looked_at_alone(x_server: str) -> None:
    assert display.obstacle({"DISPLAY": x_server, "QT_QPA_PLATFORM": "wayland"}) is not None
    assert display.obstacle({"DISPLAY": x_server, "QT_QPA_PLATFORM": "wayland;xcb"}) is None


@pytest.mark.parametrize("platform", ["xcb", "wayland;xcb", "xcb:some=option"])
def test_platforms_with_a_display_need_one(platform: str) -> None:
    assert display.obstacle({"QT_QPA_PLATFORM": platform}) is not None

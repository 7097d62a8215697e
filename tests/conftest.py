"""What holds for every test: no display unless asked for, and nothing of the user's is read or written."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.log_gate import LogGate

if sys.platform == "win32":
    import torch  # noqa: F401  # before pytest-qt loads Qt: Windows loads torch's libraries only in this order

HOMES = {
    "HOME": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}

# a busy machine is no failure, and what a change must pass does not depend on luck
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
settings.register_profile("stepwell", UNTIMED, derandomize=True)
settings.register_profile("explore", UNTIMED)
settings.load_profile("stepwell")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show the windows on this machine's display")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads that wait for each other on a busy machine take minutes
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # and where a test wants two, they leave the cores to others
    if not config.getoption("--headed"):
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
    logging.getLogger().addHandler(gate := LogGate())
    config.pluginmanager.register(gate)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Let Qt destroy what the test closed, before Python's garbage collection comes upon it in any order."""
    yield
    if (qt := sys.modules.get("PySide6.QtCore")) and (app := qt.QCoreApplication.instance()):
        app.sendPostedEvents(None, qt.QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """Stepwell's own application, for pytest-qt."""
    from gui.window.application import Application

    return Application


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder of the test's own, where settings and data go."""
    from PySide6.QtCore import QSettings

    folder = tmp_path_factory.mktemp("home")
    for name, place in HOMES.items():
        monkeypatch.setenv(name, str(folder / place))
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(folder / ".config"))
    return folder

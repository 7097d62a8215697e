"""Setting up the `.venv`: one process at a time, nothing left half-made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from training.machine.environment import UNFINISHED, Environment, SetUpError, show_message
from training.machine.lock import held
from training.machine.packages import has_nvidia_on_linux, install
from training.machine.requirements import unmet


def set_up(home: Environment, wanted: Sequence[str]) -> None:
    """Make the environment or add what it lacks; raises SetUpError or OSError, leaving nothing half-made."""
    lock = home.folder.with_name(f"{home.folder.name}.lock")
    with held(lock, lambda: show_message(f"Another start is setting up {home.folder}; waiting for it ...")):
        if home.promises(wanted):
            return
        if home.is_usable():
            _complete(home, wanted)
        else:
            _make(home, wanted)


def _complete(home: Environment, wanted: Sequence[str]) -> None:
    missing = unmet(wanted, [home.packages])
    before = home.stamp.read_bytes() if home.stamp.exists() else None
    try:
        if missing:
            show_message(f"Stepwell adds to {home.folder}: {', '.join(missing)}.")
            home.write_stamp(UNFINISHED)
            install(home, wanted)
        home.write_stamp(wanted)
    except BaseException:
        home.stamp.unlink(missing_ok=True) if before is None else home.stamp.write_bytes(before)
        raise


def _make(home: Environment, wanted: Sequence[str]) -> None:
    _refuse_to_make(home)
    size = "about 6 GB, with CUDA for the NVIDIA GPU" if has_nvidia_on_linux() else "about 1.5 GB"
    show_message(
        f"Stepwell installs what it needs ({size}) into {home.folder}.\n"
        "This happens once, takes a few minutes and leaves every other Python as it is."
    )
    shutil.rmtree(home.folder, ignore_errors=True)
    try:
        home.folder.mkdir()
        home.write_stamp(UNFINISHED)
        show_message("Making the virtual environment ...")
        venv = [sys.executable, "-I", "-m", "venv", str(home.folder)]
        if subprocess.call(venv, stdout=sys.stderr, close_fds=False):
            raise SetUpError("Python's venv module failed; its own words are above.")
        install(home, wanted)
        home.write_stamp(wanted)
    except BaseException:
        shutil.rmtree(home.folder, ignore_errors=True)
        raise


def _refuse_to_make(home: Environment) -> None:
    if home.stamped() is None and home.folder.exists() and any(home.folder.iterdir()):
        raise SetUpError(
            f"{home.folder} was made by hand, for another Python. Activate it or delete it, and start again."
        )
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise SetUpError(
            "This Python lacks its venv module. Install it, on Debian and Ubuntu with"
            " `sudo apt install python3-venv`, and start again."
        )

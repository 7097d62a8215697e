"""Installing packages with pip: torch first, from where its small build is, then everything else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from tempfile import TemporaryDirectory

from training.machine.environment import Environment, SetUpError, show_message
from training.machine.requirements import parse, unmet

CPU_BUILDS = "https://download.pytorch.org/whl/cpu"


def install(home: Environment, wanted: Sequence[str]) -> None:
    """Meet the requirements; pip's progress goes to standard error. Raises SetUpError."""
    for torch in (line for line in unmet(wanted, [home.packages]) if parse(line).name == "torch"):
        show_message("Installing torch ...")
        _install_small_torch(home, torch)
    show_message("Installing the packages ...")
    if not _pip_install(home, *wanted):
        raise SetUpError(
            "pip could not install everything; its own words are above."
            " Check the network connection and the free space on the disk, and start again."
        )


def has_nvidia_on_linux() -> bool:
    """Whether PyPI's torch, several GB larger than the CPU build, is the right one here."""
    return sys.platform == "linux" and shutil.which("nvidia-smi") is not None


def _install_small_torch(home: Environment, torch: str) -> None:
    """Take a wheel that pip's settings offer, else PyTorch's CPU build; failing both, PyPI's comes later."""
    if _pip_install(home, "--no-index", "--no-deps", torch, quiet=True):
        return
    if sys.platform == "linux" and not has_nvidia_on_linux() and "PIP_INDEX_URL" not in os.environ:
        _pip_install(home, "--no-deps", "--index-url", CPU_BUILDS, "--retries", "1", "--timeout", "15", torch)


def _pip_install(home: Environment, *arguments: str, quiet: bool = False) -> bool:
    pip = [str(home.python), "-I", "-m", "pip", "--disable-pip-version-check"]
    # pip's temporary files lie inside the environment: they go when it goes, and need no room on a small /tmp
    with TemporaryDirectory(dir=home.folder, ignore_cleanup_errors=True) as scratch:
        return not subprocess.call(
            [*pip, "install", "--no-user", *arguments],
            env={**os.environ, "TMPDIR": scratch},
            stdout=subprocess.DEVNULL if quiet else sys.stderr,
            stderr=subprocess.DEVNULL if quiet else None,
            close_fds=False,
        )

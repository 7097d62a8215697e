"""What this machine has and what it lacks, for `python main.py check`."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from training import __version__
from training.machine import display, installed, libraries, pyside
from training.machine.folders import data_folder

LEAST_FREE = 100_000_000  # bytes; room for some thousand runs


class Fact(NamedTuple):
    """One line of the report; `lacking` says that Stepwell cannot do all of its work because of it."""

    name: str
    value: str
    lacking: bool = False


def report() -> list[Fact]:
    """Return all facts; imports torch, but not Qt."""
    return [
        Fact("Stepwell", __version__),
        Fact("This copy", installed.origin()),
        Fact("Python", f"{platform.python_version()} ({sys.executable})"),
        Fact("System", platform.platform()),
        *_torch(),
        _pyside(),
        _display(),
        _libraries(),
        _data_folder(data_folder()),
    ]


def _torch() -> list[Fact]:
    import torch

    from training.engine.direct.keeping import verdict
    from training.engine.direct.proof import faster

    devices = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
    release = torch.__version__.partition("+")[0]
    return [
        Fact("torch", f"{torch.__version__}, {torch.get_num_threads()} threads"),
        Fact("Direct path", verdict().describe(release, faster())),
        Fact("CUDA", ", ".join(devices) or "none: runs use the processor"),
    ]


def _pyside() -> Fact:
    problem = pyside.obstacle()
    return Fact("PySide6", problem or pyside.version(), problem is not None)


def _display() -> Fact:
    problem = display.obstacle()
    return Fact("Display", problem or display.names() or "none needed", problem is not None)


def _libraries() -> Fact:
    problem = libraries.obstacle()
    return Fact("Libraries", problem or "all found", problem is not None)


def _data_folder(folder: Path) -> Fact:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return Fact("Data", f"{folder} cannot be written to", lacking=True)
    return Fact("Data", f"{folder}, {free / 1e9:.1f} GB free", lacking=free < LEAST_FREE)

"""The pair of Python and PySide6 that aborts the process."""

from __future__ import annotations

import sys

from training.machine.requirements import installed


def version() -> str:
    """Return the installed PySide6's version."""
    return installed("PySide6-Essentials") or "not found"


def obstacle(pyside: str | None = None, python: tuple[int, ...] = sys.version_info[:3]) -> str | None:
    """Return why this pair cannot run, or None.

    PySide6 6.12.0 drops references to None until Python, before 3.12, aborts.
    """
    if (pyside or version()) != "6.12.0" or python >= (3, 12):
        return None
    return (
        "PySide6 6.12.0 crashes on Python older than 3.12."
        " Use Python 3.12, or another PySide6: python -m pip install 'PySide6-Essentials!=6.12.0'"
    )

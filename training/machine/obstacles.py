"""What keeps a window from opening, found before Qt would abort the process."""

from __future__ import annotations

from training.machine import display, libraries, pyside


def obstacle() -> str | None:
    """Return the first reason why a window cannot open, as sentences with a remedy, or None."""
    return pyside.obstacle() or display.obstacle() or libraries.obstacle()

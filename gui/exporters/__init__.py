"""What the window can export: what the command line can, too, and pictures."""

from __future__ import annotations

import sys
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from training import exporting
from training.exporting import Exporter, Subject

T = TypeVar("T")
PLOTS: Subject[QWidget] = Subject("export_", "Export plots", "plots")
VIEW: Subject[QWidget] = Subject("sweep.", "Export the view", "sweep", "Wrote")


def exporters_of(subject: Subject[T]) -> list[Exporter[T]]:
    """Return the ways to write a subject."""
    return exporting.exporters_of(subject, sys.modules[__name__])

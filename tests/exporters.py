"""The ways to export, by what the window calls them."""

from __future__ import annotations

from typing import Any

from gui.exporters import PLOTS, VIEW, exporters_of
from training.exporting import RUN, RUNS, SCRIPT, SWEEP, Exporter, Subject

SUBJECTS: tuple[Subject[Any], ...] = (RUN, RUNS, SWEEP, SCRIPT, PLOTS, VIEW)
EXPORTERS = {one.action: one for subject in SUBJECTS for one in exporters_of(subject)}


def exporter(action: str) -> Exporter[Any]:
    """Return the way whose action or button has this name."""
    return EXPORTERS[action]

"""The runs as the plots' panel knows them, and what its legend says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.plots.legend import Entry
from gui.plots.look import pattern_of
from gui.widgets.shades import in_scheme
from gui.widgets.theme import Colors

if TYPE_CHECKING:
    from training.runs.trace import Trace


@dataclass
class ShownRun:
    """A run, its colour, and how often the colours had gone round before it; a live one has epochs to come."""

    trace: Trace
    color: str
    name: str
    style: int = 0
    visible: bool = True
    live: bool = False

    @property
    def trained(self) -> int:
        """Return the epochs that it has, a live one those that it will have."""
        return self.planned if self.live else len(self.trace)

    @property
    def planned(self) -> int:
        """Return the epochs that it has or was meant to have."""
        return max(len(self.trace), self.trace.experiment.epochs)


def entries_of(
    runs: Mapping[object, ShownRun], groups: Sequence[Sequence[object]], baseline: object, planned: int, colors: Colors
) -> list[Entry]:
    """Return the legend: so many planned curves, what dashes mean, the single runs, and the means of groups."""
    words = zip(("planned", "planned for the head"), (colors.muted, colors.accent), strict=True)
    entries = [Entry(text, color, pattern_of(0, dashed=True)) for text, color in words][:planned]
    if any(run.visible and run.trace.validated for run in runs.values()):
        entries += [Entry("training", colors.muted), Entry("validation", colors.muted, pattern_of(0, dashed=True))]
    return entries + list(_runs(runs, groups, baseline, colors))


def _runs(
    runs: Mapping[object, ShownRun], groups: Sequence[Sequence[object]], baseline: object, colors: Colors
) -> Iterator[Entry]:
    shown = [[key for key in keys if key in runs and runs[key].visible] for keys in groups]
    first = {keys[0]: len(keys) for keys in shown if len(keys) > 1}
    averaged = {key for keys in shown if len(keys) > 1 for key in keys}
    for key, run in runs.items():
        if not run.visible or (key in averaged and key not in first):
            continue
        note = f" (mean of {first[key]})" if key in first else " (baseline)" if key == baseline else ""
        yield Entry(f"{run.name}{note}", in_scheme(run.color, colors), pattern_of(run.style, dashed=False))

"""The table of a sweep: a line for each run, its varied settings and what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.engine.figures import OUTCOMES, Figure
from training.experiment.calls import call_of
from training.experiment.sweep import Variant, literal, short_names
from training.runs.sweep_results import Outcome, SweepResults

LOWEST = ("lowest {} loss", "in epoch")
GAP = "  "


def table(results: SweepResults) -> Iterator[str]:
    """Yield the lines of the table."""
    sweep = results.sweep
    figures = [each for each in OUTCOMES if each.measured or any(trace.has(each.name) for trace in results.traces)]
    lowest = [head.format(results.judged) for head in LOWEST]
    rows = [("run", *short_names(sweep.paths), "epochs", *(figure.column_head for figure in figures), *lowest)]
    notes = [""]
    for outcome in results.outcomes():
        variant = sweep.variants[outcome.run]
        settings = (_shown(path, value, variant) for path, value in zip(sweep.paths, variant.values, strict=True))
        rows.append((str(results.numbers[outcome.run]), *settings, *_cells(outcome, figures)))
        notes.append(outcome.message or ("" if outcome.ended else "stopped"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, note in zip(rows, notes, strict=True):
        cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
        yield GAP.join([*cells, note]).rstrip()


def _shown(path: str, value: Any, variant: Variant) -> str:
    """Return a varied setting; a whole stage as torch's own call."""
    stage = getattr(variant.experiment, path, None) if isinstance(value, Mapping) else None
    return literal(value) if stage is None else call_of(stage)


def _cells(outcome: Outcome, figures: Sequence[Figure]) -> list[str]:
    """Return the last epoch's figures, and the lowest loss; empty where there is nothing to tell."""
    trace, last = outcome.trace, len(outcome.trace) - 1
    if last < 0:
        return ["0", *[""] * len((*figures, *LOWEST))]
    values = [(figure, trace.value(figure.name, last)) for figure in figures]
    cells = ["" if value is None else figure.format.format(value) for figure, value in values]
    best = "" if outcome.best_epoch is None else str(outcome.best_epoch)
    return [str(len(trace)), *cells, f"{outcome.lowest:.4f}", best]

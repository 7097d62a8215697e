"""The table of a sweep: a line for each run, its varied settings and what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from training.experiment.calls import call_of
from training.experiment.sweep import Variant, literal, short_names
from training.runs.sweep_results import Outcome, SweepResults

HEADS = ("epochs", "loss", "accuracy", "val loss", "val acc.", "lowest {} loss", "in epoch")
GAP = "  "


def table(results: SweepResults) -> Iterator[str]:
    """Yield the lines of the table."""
    sweep = results.sweep
    heads = [head.format(results.judged) for head in HEADS]
    rows = [("run", *short_names(sweep.paths), *heads)]
    notes = [""]
    for outcome in results.outcomes():
        variant = sweep.variants[outcome.run]
        settings = (_shown(path, value, variant) for path, value in zip(sweep.paths, variant.values, strict=True))
        rows.append((str(results.numbers[outcome.run]), *settings, *_figures(outcome)))
        notes.append(outcome.message or ("" if outcome.ended else "stopped"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, note in zip(rows, notes, strict=True):
        cells = [f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)]
        yield GAP.join([*cells, note]).rstrip()


def _shown(path: str, value: Any, variant: Variant) -> str:
    """Return a varied setting; a whole stage as torch's own call."""
    stage = getattr(variant.experiment, path, None) if isinstance(value, Mapping) else None
    return literal(value) if stage is None else call_of(stage)


def _figures(outcome: Outcome) -> list[str]:
    """Return the cells under HEADS; empty where there is nothing to tell."""
    trace = outcome.trace
    if not len(trace):
        return ["0", *[""] * (len(HEADS) - 1)]
    last = trace[len(trace) - 1]
    figures = last.loss, last.accuracy, last.val_loss, last.val_accuracy, outcome.lowest
    cells = ["" if figure is None else f"{figure:.4f}" for figure in figures]
    return [str(len(trace)), *cells, "" if outcome.best_epoch is None else str(outcome.best_epoch)]

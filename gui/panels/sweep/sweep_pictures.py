"""The figures of a sweep as its pictures want them: cells, curves, lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gui.document.sweep_figures import SEED, Figure, SweepFigures, best_of
from gui.plots.band_plot import BandCurve
from gui.plots.heat_map import Cells
from gui.plots.parallel_axis import ParallelAxis, choice_axis, number_axis
from gui.widgets.cell_grid import Cell
from training.experiment.schedulers import counted
from training.runs.groups import mean_band
from training.runs.ranking import ranked, ties

MOST_CURVES = 8  # of more groups, the best


def best_words(figures: SweepFigures, figure: Figure) -> str:
    """Return the best setting in a sentence, without seeds the best run; empty while no run has a number."""
    ranking = figures.ranking(figure)
    if not ranking:
        return ""
    best, name = ranking[0], figure.words(figures.validated)
    run, equal = best.counted[0], ties(ranking, figures.results.noun)
    if not figures.results.seeded:
        return f"Best run: {figures.number(run)} with {figures.described(run)}; {name} {best.mean:.4f}{equal}."
    others = [setting for setting, path in enumerate(figures.paths) if path != SEED]
    bounds = f" ({best.low:.4f} to {best.high:.4f})" if len(best.counted) > 1 else ""
    setting = figures.described(run, others) or "the settings of all runs"
    return f"Best mean {best.over}: {setting}; {name} {best.mean:.4f}{bounds}{equal}."


def cells_of(figures: SweepFigures, x: int, y: int | None, figure: Figure) -> Cells:
    """Return the mean figure for each pair of values, over all other settings."""
    numbers, counts = figures.pivot(x, y, figure)
    wanted = figures.runs_in(x, y)
    place = best_of(np.where(wanted - counts == np.min(wanted - counts), numbers, np.nan), figure.falls)
    best = None if place is None else (place % numbers.shape[1], place // numbers.shape[1])
    labels = figures.labels(x), [""] if y is None else figures.labels(y)

    def words(cell: Cell) -> str:
        pairs = [(figures.names[x], labels[0][cell[0]])]
        pairs += [] if y is None else [(figures.names[y], labels[1][cell[1]])]
        where = ", ".join(f"{name} {label}" for name, label in pairs)
        count = int(counts[cell[1], cell[0]])
        if not count:
            return f"{where}: no figure yet"
        whole = int(wanted[cell[1], cell[0]])
        some = f"{count} of {whole}" if count < whole else f"{count}"
        of = f", mean of {some} runs" if whole > 1 else ""
        best_one = "; the best" if cell == best else ""
        return f"{where}: {figure.words(figures.validated)} {numbers[cell[1], cell[0]]:.4f}{of}{best_one}"

    names = figures.names[x], "" if y is None else figures.names[y]
    return Cells(names, labels, numbers, figure.falls, best, words)


def groupings(figures: SweepFigures) -> list[tuple[str, list[int]]]:
    """Return what curves may stand for, and by which settings runs are grouped for that."""
    settings = list(range(len(figures.paths)))
    others = [setting for setting in settings if figures.paths[setting] != SEED]
    first = [("each setting, over seeds", others)] if others and len(others) < len(settings) else []
    each = [(f"each {figures.names[setting]}", [setting]) for setting in settings if [setting] != others or not first]
    return [*first, *each, *([] if first else [("each run", settings)] * (len(settings) > 1))]


def curves_of(figures: SweepFigures, by: Sequence[int], figure: Figure) -> list[tuple[BandCurve, int]]:
    """Return the best groups' curves, best first, each with the best of its runs."""
    curves = []
    for each in ranked(figures.setting_results(figures.groups(by), figure), figure.falls)[:MOST_CURVES]:
        best = figures.best_in(np.array(each.counted), figure)
        name = figures.described(each.runs[0], by)
        words = f"{name}: {figure.words(figures.validated)} {each.mean:.4f}, {each.of_runs}"
        traces = [figures.results.traces[run] for run in each.runs]
        band = mean_band([figure.column(trace) for trace in traces])
        curves.append((BandCurve(name, band, words), each.runs[0] if best is None else best))
    return curves


def axes_of(figures: SweepFigures, figure: Figure) -> list[ParallelAxis]:
    """Return an axis for each setting, and the figure's."""
    column = figures.column(figure)
    last = number_axis(figure.words(figures.validated), column, figure.falls)
    fan = np.nan_to_num(last.heights, nan=0.5)
    settings = enumerate(figures.names)
    return [*(choice_axis(name, figures.indices[:, n], figures.labels(n), fan) for n, name in settings), last]


def kept_words(figures: SweepFigures, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], figure: Figure) -> str:
    """Return in words what brushes keep."""
    numbers = figures.column(figure)[kept]
    if not len(numbers):
        return f"None of {counted(len(kept), 'run')} is kept; press Escape to keep all."
    name = figure.words(figures.validated)
    return f"{len(numbers)} of {counted(len(kept), 'run')} kept: {name} {numbers.min():.4f} to {numbers.max():.4f}."

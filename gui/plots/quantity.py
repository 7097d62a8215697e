"""What can be plotted of a run, and how."""

from __future__ import annotations

from dataclasses import dataclass

from gui.plots.run_curves import Channel
from training.engine.figures import ACCURACY_PLOT, FIGURES, LOSS_PLOT, LR_PLOT, FigurePlot


@dataclass(frozen=True)
class Quantity(FigurePlot):
    """What a plot shows and how its y axis stands; the second channel is dashed."""

    channels: tuple[Channel, ...] = ()


def quantity_of(plot: FigurePlot) -> Quantity:
    """Return a plot of the figures that the table draws there."""
    figures = [figure for figure in FIGURES if figure.plot == plot]
    channels = (Channel(each.name, each.word, dashed=index > 0) for index, each in enumerate(figures))
    return Quantity(**vars(plot), channels=tuple(channels))


LR, LOSS, ACCURACY = map(quantity_of, (LR_PLOT, LOSS_PLOT, ACCURACY_PLOT))
MOMENTUM = Quantity("momentum", "momentum", stairs=True, smoothed=False)
PLOTS = dict.fromkeys(figure.plot for figure in FIGURES if figure.plot is not None)
FURTHER = tuple(quantity_of(plot) for plot in PLOTS if plot not in (LR_PLOT, LOSS_PLOT, ACCURACY_PLOT))

"""The table of figures: all that is measured in an epoch, and how it is written, drawn, compared and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from training.engine.record import EpochRecord

if TYPE_CHECKING:  # importing them at run time would load torch
    from torch import nn

    from training.experiment.experiment import Experiment
    from training.schedule.epoch_rates import EpochRates

Compute = Callable[["nn.Module", EpochRecord], float]
RATE, RATE_FORMAT = "0.00012346", "{:.6g}"
USED = "Learning rate used in this epoch"


def _always(_: Experiment) -> bool:
    return True


def _grouped(experiment: Experiment) -> bool:
    return experiment.grouped


def _by_batch(experiment: Experiment) -> bool:
    return experiment.steps_after_batch


@dataclass(frozen=True)
class FigurePlot:
    """A plot of figures and how its y axis stands."""

    name: str
    title: str
    hint: str = ""
    stairs: bool = False
    from_zero: bool = False  # a linear axis begins at 0
    fixed: tuple[float, float] | None = None  # the range, whatever the values are
    smoothed: bool = True


LR_PLOT = FigurePlot("lr", "learning rate", stairs=True, from_zero=True, smoothed=False)
LOSS_PLOT = FigurePlot("loss", "loss", "The loss of each epoch appears here while you train.")
ACCURACY_PLOT = FigurePlot(
    "accuracy", "accuracy", "The share of right answers in each epoch appears here while you train.", fixed=(0.0, 1.0)
)


@dataclass(frozen=True)
class Figure:
    """A number that each epoch has.

    It is measured by the loop, a field of the record; or computed after each epoch; or read off the batches' rates.

    Attributes:
        name: in records, blocks of the store and CSV.
        label: what it is called; `short` where a column is narrow.
        help: what it is, without a full stop.
        better: whether more (1) or less (-1) of it is better; 0: neither.
        unit: that it is counted in, such as seconds; empty: a plain number.
        format: how a table writes it; `sample` is the widest text that the window has room for.
        width: characters in a terminal's table; 0: it has no column there.
        plot: where it is drawn, under `word`; None: nowhere.
        outcome: whether it tells what training came to, so that runs are compared by it.
        held_out_of: the training's figure that this one is the validation's of; there is none without validation rows.
        there: whether runs of an experiment have it at all.
        compute: makes it of the network, with the gradients of its last batch, and of the record so far; changes none.
        of_rates: reads it off the rates of the epoch's batches.
        in_csv, in_table: whether CSV and the trace table have a column of it.
    """

    name: str
    label: str
    help: str
    short: str = ""
    better: int = 0
    unit: str = ""
    format: str = "{:.4f}"
    sample: str = ""
    width: int = 9
    plot: FigurePlot | None = None
    word: str = ""
    outcome: bool = True
    held_out_of: str = ""
    there: Callable[[Experiment], bool] = _always
    compute: Compute | None = None
    of_rates: Callable[[EpochRates], float] | None = None
    in_csv: bool = True
    in_table: bool = True

    @property
    def head(self) -> str:
        """Return what heads a column of it."""
        return self.short or self.label

    @property
    def described(self) -> str:
        """Return what it is, and in which unit."""
        return f"{self.help}, in {self.unit}" if self.unit else self.help

    @property
    def column_head(self) -> str:
        """Return what heads a column of it in a terminal: `val loss`."""
        return self.head.lower().replace("val.", "val")

    @property
    def spoken(self) -> str:
        """Return what it is called in full: `Validation loss`."""
        return f"{self.word} {self.plot.title}".capitalize() if self.plot and self.word else self.label

    @property
    def measured(self) -> bool:
        """Whether it is a field of the record."""
        return self.compute is None and self.of_rates is None

    @property
    def always(self) -> bool:
        """Whether every run has a column of it."""
        return self.measured and self.there is _always


def _rate(name: str, label: str, help: str, **more: object) -> Figure:
    settings = {"format": RATE_FORMAT, "sample": RATE, "width": 11, "outcome": False} | more
    return Figure(name, label, help, **settings)  # type: ignore[arg-type]


def _inside(which: str, help: str, **more: object) -> Figure:
    """Return a rate among those of an epoch's batches; of the body where the head has its own."""
    return _rate(f"lr_{which}", f"lr {which}", help, there=_by_batch, of_rates=attrgetter(which), **more)


def _head(name: str, label: str, help: str, **more: object) -> Figure:
    """Return a rate of the head where it is a parameter group of its own; the tables have no room for it."""
    return _rate(name, label, help, there=_grouped, width=0, in_table=False, **more)


# in the order of the trace table; in CSV those follow that not every run has
FIGURES: tuple[Figure, ...] = (
    _rate("lr", "lr", USED, plot=LR_PLOT, word="used"),
    _inside("lowest", "Lowest learning rate of this epoch's batches"),
    _inside("highest", "Highest learning rate of this epoch's batches"),
    _inside("last", "Learning rate of the last of this epoch's batches", in_csv=False),
    _rate("lr_after", "lr after", "Learning rate after this epoch's scheduler step; the next epoch uses it"),
    Figure(
        "loss",
        "Loss",
        "Mean loss over the training rows, while they were trained",
        better=-1,
        sample="00.0000",
        plot=LOSS_PLOT,
        word="training",
    ),
    Figure(
        "accuracy",
        "Accuracy",
        "Share of training rows classified rightly, while training",
        better=1,
        width=8,
        plot=ACCURACY_PLOT,
        word="training",
    ),
    Figure(
        "val_loss",
        "Val. loss",
        "Mean loss over the validation rows, after the epoch",
        better=-1,
        plot=LOSS_PLOT,
        word="validation",
        held_out_of="loss",
    ),
    Figure(
        "val_accuracy",
        "Val. accuracy",
        "Share of validation rows classified rightly, after the epoch",
        short="Val. acc.",
        better=1,
        width=8,
        plot=ACCURACY_PLOT,
        word="validation",
        held_out_of="accuracy",
    ),
    Figure("seconds", "Seconds", "Wall time of the epoch", unit="seconds", format="{:.3f}", width=0, outcome=False),
    _head("head_lr", "head's lr", f"{USED} by the head", plot=LR_PLOT, word="head"),
    _head("head_lr_after", "head's lr after", "Learning rate of the head after this epoch's scheduler step"),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
MEASURED = tuple(figure.name for figure in FIGURES if figure.measured)
COMPUTED = tuple(figure for figure in FIGURES if figure.compute is not None)
OUTCOMES = tuple(figure for figure in FIGURES if figure.outcome)


def completed(record: EpochRecord, network: Callable[[], nn.Module]) -> EpochRecord:
    """Return the record with the figures that are computed after an epoch; the network is asked for only for them."""
    if not COMPUTED:
        return record
    trained = network()
    return record.with_further({figure.name: figure.compute(trained, record) for figure in COMPUTED if figure.compute})

"""The trace of a run: every epoch's figures in columns, a million of them in 70 MB."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.engine.figures import BY_NAME, COMPUTED, FIGURES, MEASURED
from training.engine.record import EpochRecord
from training.schedule.changes import changed
from training.schedule.epoch_rates import EpochRates

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment
    from training.schedule.links import Linked, Links

SHOWN = 5e-7  # share of a rate below which its six digits are the same
Column = NDArray[np.float64]
HELD_OUT = tuple(figure.name for figure in FIGURES if figure.measured and figure.held_out_of)


class Trace:
    """A run's epochs, growing at the end. A figure that an epoch lacks is NaN in a column and None in a record.

    Attributes:
        figures: the names of those that have a column.
        validated: whether there are figures of validation rows.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.validated = False
        self._measured = tuple(name for name in MEASURED if BY_NAME[name].there(experiment))
        computed = [figure.name for figure in COMPUTED if figure.there(experiment)]
        self._known = {name: np.zeros(64, dtype=bool) for name in computed}  # the epochs that have it
        self.figures = (*self._measured, *computed)
        self._length = 0
        self._links: tuple[Experiment, Links] | None = None
        self._columns: dict[str, NDArray[Any]] = {name: np.empty(64) for name in (*self.figures, "lowest")}
        self._columns["batch_lrs"] = np.empty((64, 0))

    def __len__(self) -> int:
        """Return the number of finished epochs."""
        return self._length

    def __getitem__(self, index: int) -> EpochRecord:
        """Return the record of epoch `index + 1`."""
        if not 0 <= index < self._length:
            raise IndexError(index)
        figures: dict[str, Any] = {name: float(self._columns[name][index]) for name in self._measured}
        if not self.validated:
            figures |= dict.fromkeys(HELD_OUT)
        record = EpochRecord(index + 1, **figures)
        if not self._known:
            return record
        known = (name for name, known in self._known.items() if known[index])
        return record.with_further({name: float(self._columns[name][index]) for name in known})

    def column(self, name: str) -> Column:
        """Return a figure of all epochs, (epochs,) float64; `lowest` is the lowest judged loss up to each."""
        return self._columns[name][: self._length]

    def has(self, name: str) -> bool:
        """Whether any epoch has a figure of the table."""
        figure = BY_NAME[name]
        if figure.of_rates is not None:
            return figure.there(self.experiment)
        if name in self._known:
            return bool(self._known[name][: self._length].any())
        return name in self.figures and (self.validated or not figure.held_out_of)

    def value(self, name: str, index: int) -> float | None:
        """Return a figure of the table in epoch `index + 1`; None where there is none."""
        read, known = BY_NAME[name].of_rates, self._known.get(name)
        if not self.has(name) or (known is not None and not known[index]):
            return None
        return float(self._columns[name][index]) if read is None else read(self.epoch_rates(index))

    @property
    def batch_lrs(self) -> Column:
        """Return the rate used in each batch, (batches,) float64; empty where the scheduler steps after each epoch."""
        return self.column("batch_lrs").reshape(-1)

    def epoch_rates(self, index: int) -> EpochRates:
        """Return the rates of the batches of epoch `index + 1`; all the same where the scheduler steps after it."""
        batches = self.column("batch_lrs")[index]
        return EpochRates.of(batches if len(batches) else self.column("lr")[index : index + 1])

    @property
    def changes(self) -> NDArray[np.int64]:
        """Return the epochs, counted from 1, after which the rate is another: its scheduler changed it, or an edit."""
        return np.flatnonzero(changed(self.column("lr"), self.column("lr_after"))) + 1

    def links(self, epoch: int) -> tuple[Linked, ...]:
        """Return what each member of a ChainedScheduler did after an epoch, counted from 1; nothing without one."""
        from training.schedule.links import Links  # loads torch

        if self._links is None or self._links[0] is not self.experiment:
            self._links = self.experiment, Links(self.experiment, self._watched)
        return self._links[1].of(epoch)

    def _watched(self, epoch: int) -> dict[str, float]:
        return {name: float(self.column(name)[epoch - 1]) for name in self.experiment.watched}

    def used_before(self, index: int) -> bool:
        """Whether the rate of epoch `index + 1` was used before, as far as a reader sees its digits."""
        used = self.batch_lrs[: index * self.batches] if self.batches > 1 else self.column("lr")[:index]
        lr = self.column("lr")[index]
        return any((np.abs(part - lr) < SHOWN * abs(lr)).any() or (part == lr).any() for part in (used[-1000:], used))

    @property
    def batches(self) -> int:
        """Return the rates that `batch_lrs` has of each epoch; 1 where it has none."""
        return max(1, int(self._columns["batch_lrs"][0].size))

    @property
    def judged(self) -> str:
        """Return the name of the loss that decides what is best: the validation's if there is one."""
        return "val_loss" if self.validated else "loss"

    def extend(self, records: Iterable[EpochRecord]) -> None:
        """Add finished epochs."""
        rows = list(records)
        if not rows:
            return
        self.validated = rows[0].val_loss is not None
        if not self._length:
            self._columns["batch_lrs"] = np.empty((64, len(rows[0].batch_lrs)))
        end = self._length + len(rows)
        self._reserve(end)
        columns = dict(zip(EpochRecord._fields, zip(*rows, strict=True), strict=True))
        for name, known in self._known.items():
            columns[name] = tuple(row.further.get(name) for row in rows)
            known[self._length : end] = [value is not None for value in columns[name]]
        for name in self.figures:
            self._columns[name][self._length : end] = [math.nan if v is None else v for v in columns[name]]
        self._columns["batch_lrs"][self._length : end] = columns["batch_lrs"]
        self._extend_lowest(end)
        self._length = end

    def _extend_lowest(self, end: int) -> None:
        lowest = self._columns["lowest"]
        lowest[self._length : end] = self._columns[self.judged][self._length : end]
        start = max(0, self._length - 1)
        np.fmin.accumulate(lowest[start:end], out=lowest[start:end])

    def _reserve(self, length: int) -> None:
        room = len(self._columns["lr"])
        while room < length:
            room *= 2
        for columns in (self._columns, self._known):
            columns |= {name: self._grown(column, room) for name, column in columns.items() if len(column) < room}

    def _grown(self, column: NDArray[Any], room: int) -> NDArray[Any]:
        grown = np.empty((room, *column.shape[1:]), dtype=column.dtype)
        grown[: self._length] = column[: self._length]
        return grown

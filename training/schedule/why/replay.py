"""A schedule rehearsed once more, to look at single steps of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption
from training.schedule.build import rates_of
from training.schedule.rehearsal import Rehearsal
from training.schedule.why.watch import Act, Watch

Figures = Mapping[str, Sequence[float]]  # of the finished epochs, by name: loss, accuracy, val_loss, val_accuracy


class Watched(NamedTuple):
    """What was watched once `number` steps were done: the rates before and after, by group, and torch's schedulers."""

    number: int
    before: list[float]
    after: list[float]
    acts: list[Act]


class Replay(Rehearsal):
    """A rehearsal that can watch its steps, on what a run really measured if that is known."""

    def __init__(
        self, experiment: Experiment, rows: int | None, assumption: Assumption | None, figures: Figures
    ) -> None:
        super().__init__(experiment, rows, assumption)
        self._measured = {name: Assumption(name, values) for name, values in figures.items() if len(values)}

    def figures(self, epoch: int) -> dict[str, float]:
        """Return the figures of an epoch, counted from 1: the measured ones where there are any."""
        return super().figures(epoch) | {name: figure.at(epoch) for name, figure in self._measured.items()}

    def rates(self) -> list[float]:
        """Return the present rate of each parameter group."""
        return rates_of(self.optimizer)

    def watch(self, number: int) -> Watched:
        """Step up to this step, counted from 1, and watch it."""
        self.run(number - 1 - self.done)
        self.edit()
        return self._watch(self.step)

    def watch_edit(self) -> Watched:
        """Watch what an edit changes before the next step."""
        return self._watch(self.edit)

    def _watch(self, act: Callable[[], object]) -> Watched:
        watch, before = Watch(self.rates), self.rates()
        with watch:
            act()
        return Watched(self.done, before, self.rates(), watch.acts)

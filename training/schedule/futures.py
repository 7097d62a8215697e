"""What a change by hand leads to, seen before it is made: the schedule without it and with it, each run by torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from training.experiment.calls import call_of
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.schedulers import SchedulerSettings
from training.schedule.assumption import Assumption, Measured, assume
from training.schedule.explain import number
from training.schedule.preview import Schedule, preview

ALIKE = 1e-9  # two rates that differ by no more than this share of themselves are one
Rates = NDArray[np.float64]


class Verdict(StrEnum):
    """What becomes of a rate that an edit has set."""

    SAME = "same"  # it is the one that stands there anyway
    KEPT = "kept"  # it stands until the scheduler's next event, which acts on it
    SCALED = "scaled"  # every further step goes on from it
    ERASED = "erased"  # the scheduler returns to the rates of its own
    REPLACED = "replaced"  # no question: another scheduler or optimizer takes over


@dataclass(frozen=True)
class Futures:
    """Both ways on from an epoch."""

    edit: Edit  # the change that makes the difference
    scheduler: SchedulerSettings  # what acts on the changed rate
    own: Schedule  # the schedule without the change
    edited: Schedule  # the schedule with it
    verdict: Verdict
    last: int | None = None  # of an erased change, the last epoch that trains at another rate
    note: str = ""  # what the optimizer makes of the rates, where that is not what a reader expects

    def sentence(self, first: int = 1) -> str:
        """Return the verdict in plain words; `first` is the number of the first epoch, 1 or 0."""
        return f"{self._verdict(first)} {self.note}".rstrip()

    def if_chosen(self, first: int = 1) -> str:
        """Return what would come of another scheduler that the form holds and nobody has chosen yet."""
        form = f"With the form's {call_of(self.scheduler)}, which would begin {self._begins_at()}"
        return f"{form}: {self._rates(first, 'would train')}. {self.note}".rstrip()

    def _verdict(self, first: int) -> str:
        match self.verdict:
            case Verdict.SAME:
                return "Nothing changes: the coming epochs train at these rates anyway."
            case Verdict.REPLACED:
                return f"{self._beginning()}: {self._rates(first)}."
            case Verdict.ERASED:
                return f"{self._erasing()}: the change is gone after epoch {(self.last or 1) - 1 + first}."
            case Verdict.KEPT if self.scheduler.constant:
                return "No scheduler acts on the rate: the change stays."
        factor = self._factor()
        acts = "goes on from" if factor is None else "multiplies"
        stays = "the change stays" if self.verdict is Verdict.KEPT else self._scaling(factor, first)
        return f"{self.scheduler.kind} {acts} the rate that it finds: {stays}{self._later()}."

    def _beginning(self) -> str:
        if self.edit.optimizer is None:
            return f"{self.scheduler.kind} begins {self._begins_at()}"
        return f"{self.edit.optimizer.kind} begins with an empty memory, and {self.scheduler.kind} anew with it"

    def _begins_at(self) -> str:
        left = self.own.lr_after[self.edit.epoch - 2 : self.edit.epoch - 1]
        begins = self.edited.lr[self.edit.epoch - 1 : self.edit.epoch]
        if not len(left) or not len(begins):
            return "there"
        stands = left[0] if self.edit.lr is None else self.edit.lr
        if np.isclose(begins[0], stands, rtol=ALIKE, atol=0):
            return "at the rate that stands there"
        return f"at {number(begins[0])}, not at the rate that stands there, {number(stands)}"

    def _rates(self, first: int, would: str = "") -> str:
        """Name the first and the last of the coming rates, with the change and without it."""
        last = len(self.edited.lr)
        epochs = sorted({min(self.edit.epoch, last), last})
        rates, without = (
            " and ".join(number(schedule.lr[epoch - 1]) for epoch in epochs) for schedule in (self.edited, self.own)
        )
        listed = " and ".join(str(epoch - 1 + first) for epoch in epochs)
        noun, verb = ("epoch", "trains") if len(epochs) == 1 else ("epochs", "train")
        return f"{noun} {listed} {would or verb} at {rates}, without the change at {without}"

    def _erasing(self) -> str:
        kind = self.scheduler.kind
        if self.last != self.edit.epoch or not self.scheduler.overwrites:
            return f"{kind} comes back to the rates of its own"
        return f"{kind} computes each rate from where it started, not from the rate that it finds"

    def _scaling(self, factor: float | None, first: int) -> str:
        if factor is not None:
            return f"every later rate is {number(factor)} times what it would be"
        epoch = min(self.edit.epoch + 1, len(self.edited.lr))
        rates = number(self.edited.lr[epoch - 1]), number(self.own.lr[epoch - 1])
        return f"epoch {epoch - 1 + first} trains at {rates[0]} instead of {rates[1]}"

    def _factor(self) -> float | None:
        """Return the factor on all coming rates; None where it is not one and the same."""
        rates, without = (schedule.lr[self.edit.epoch - 1 :] for schedule in (self.edited, self.own))
        factor = float(rates[0] / without[0]) if without[0] else 0.0
        return factor if np.allclose(rates, factor * without, rtol=ALIKE, atol=0) else None

    def _later(self) -> str:
        steps = np.diff(self.edited.lr[self.edit.epoch - 1 :])
        if self.verdict is not Verdict.KEPT or not steps.any():
            return ""
        return f", also through its later {'changes' if (steps > 0).any() else 'drops'}"


def futures(
    experiment: Experiment, edit: Edit, rows: int | None = None, figures: Mapping[str, Sequence[float]] | None = None
) -> Futures:
    """Return the schedule without the edit and with it; raises ExperimentError.

    Args:
        experiment: what trains, with the edits that have been made.
        edit: what would be changed, before an epoch that is still to come.
        rows: of training data; needed by a scheduler that steps after each batch.
        figures: what the run has measured so far, by name; its last value is held for the epochs to come.
    """
    changed = experiment.with_edit(edit)
    own = preview(experiment, rows, assumed(experiment, figures or {}))
    edited = preview(changed, rows, assumed(changed, figures or {}))
    verdict, last = _verdict(edit, own, edited)
    phase = changed.phase(edit.epoch)
    return Futures(edit, phase.scheduler, own, edited, verdict, last, phase.optimizer.rate_note)


def assumed(experiment: Experiment, figures: Mapping[str, Sequence[float]]) -> Assumption | None:
    """Return what a scheduler is assumed to see; None where none watches a figure."""
    watched = experiment.watched
    if not watched:
        return None
    known = {name: values for name, values in figures.items() if len(values)}
    assumed = assume("falls, then flat", experiment.epochs, watched[0])
    measured = all(name in known for name in watched)
    name = f"{' and '.join(watched)} stays as it is now" if measured else assumed.name
    return Measured(name, assumed.values, known)


def _verdict(edit: Edit, own: Schedule, edited: Schedule) -> tuple[Verdict, int | None]:
    """Compare the rates of all steps; only a change of the rate alone can be kept or erased."""
    if edit.optimizer is not None or edit.scheduler is not None:
        return Verdict.REPLACED, None
    begun = (edit.epoch - 1) * own.per_epoch
    without, changed = own.rates[:, begun:-1], edited.rates[:, begun:-1]
    apart = np.flatnonzero((np.abs(without - changed) > ALIKE * np.maximum(np.abs(without), np.abs(changed))).any(0))
    if not len(apart):
        return Verdict.SAME, None
    last = int(apart[-1])
    if without[:, last + 1 :].any():
        return Verdict.ERASED, edit.epoch + last // own.per_epoch
    return (Verdict.KEPT if _stands(changed[0, : last + 1]) else Verdict.SCALED), None


def _stands(rates: Rates) -> bool:
    """Whether a rate lasts longer than one step anywhere."""
    return len(rates) == 1 or bool((rates[1:] == rates[:-1]).any())

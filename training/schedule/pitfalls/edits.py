"""Pitfalls of what is changed by hand on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.rate_use import RateUse
from training.schedule.acting import stretch_of
from training.schedule.explain import number
from training.schedule.futures import Verdict, futures
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span
from training.schedule.preview import preview


def cautions_of_edits(run: Span) -> Iterator[Caution]:
    """Yield what befalls the rates that are set by hand."""
    rows = run.ticks.per_epoch * run.experiment.batch_size  # as good as the true ones, which give as many batches
    for index, edit in enumerate(run.experiment.edits):
        if run.schedule is not None and edit.lr is not None and edit.scheduler is None and _read(run, edit):
            with suppress(ExperimentError):
                yield from _erased(run.experiment, index, edit, edit.lr, rows)


def _read(run: Span, edit: Edit) -> bool:
    return stretch_of(run.experiment, edit.epoch).optimizer.rate_use is not RateUse.FIRST_STEP


def _erased(experiment: Experiment, index: int, edit: Edit, lr: float, rows: int) -> Iterator[Caution]:
    """Find a rate that the scheduler does not keep, by running it with the change and without it."""
    seen = futures(experiment.up_to(edit.epoch - 1), edit, rows)
    end = min((later.epoch for later in experiment.edits[index + 1 :]), default=experiment.epochs + 1)
    if seen.verdict is not Verdict.ERASED or seen.last is None or seen.last + 1 >= end:
        return
    kind = seen.scheduler.kind
    yield Caution(
        f"edits[{index}].lr",
        f"The rate {number(lr)} that is set before epoch {edit.epoch} does not last: epoch {seen.last + 1} trains at "
        f"{number(seen.edited.lr[seen.last])}, as if nothing had been set.",
        f"Setting a group's lr tells the scheduler nothing, and {kind} goes on with rates of its own.",
        _begun_anew(experiment, index, edit, rows),
        "P34",
    )


def _begun_anew(experiment: Experiment, index: int, edit: Edit, rows: int) -> Fix | None:
    """Return the change that builds the scheduler anew on the rate, where that begins at it."""
    scheduler = experiment.phase(edit.epoch).scheduler
    anew = experiment.with_edit(Edit(epoch=edit.epoch, scheduler=scheduler))
    if preview(anew, rows).lr[edit.epoch - 1] != edit.lr:
        return None
    return Fix(f"Begin {scheduler.kind} anew there", ((f"edits[{index}].scheduler", scheduler.model_dump()),))

"""What to be warned of where a run goes on: of the epochs to come alone, with the fixes that can still be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from training.experiment.experiment import Experiment
from training.schedule.pitfalls import Caution, notes_of, warnings_of
from training.schedule.preview import Schedule


def cautions_ahead(
    experiment: Experiment, schedule: Schedule | None, epoch: int, rows: int | None = None, least: int | None = None
) -> list[Caution]:
    """Return what concerns the epochs from this one on; a fix changes what begins there, or the run's length.

    Args:
        experiment: what goes on, with all that is changed by hand.
        schedule: its preview; None where torch cannot run it.
        epoch: the first one to come.
        rows: number of training rows; needed only without a schedule, if the scheduler steps after each batch.
        least: how many epochs the run must have; None: its length cannot be chosen any more.
    """
    found = [*warnings_of(experiment, schedule, rows), *notes_of(experiment, schedule, rows)]
    over = tuple(_over(experiment, epoch))
    return [
        _with_a_fix_that_is_left(caution, edit_path(experiment, epoch), least)
        for caution in found
        if not caution.path.startswith(over)
    ]


def notes_if_chosen(experiment: Experiment, schedule: Schedule, epoch: int) -> list[Caution]:
    """Return what is to be noted of a change before an epoch that the form holds and nobody has chosen yet."""
    path = edit_path(experiment, epoch)
    notes = (note for note in notes_of(experiment, schedule) if path and note.path.startswith(f"{path}."))
    return [replace(note, message=f"With the form's schedule: {_lower(note.message)}") for note in notes]


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def edit_path(experiment: Experiment, epoch: int) -> str:
    """Return the TOML path of what an edit changes before an epoch; empty where nothing is changed."""
    edit = experiment.edit(epoch)
    return f"edits[{experiment.edits.index(edit)}]" if edit else ""


def _over(experiment: Experiment, epoch: int) -> Iterator[str]:
    """Yield the beginnings of the TOML paths of what has done its work before an epoch."""
    phases = experiment.phases
    past = {path for phase in phases for path in (phase.optimizer_path, phase.scheduler_path)}
    for first, phase in zip([*(phase.first for phase in phases[1:]), experiment.epochs + 1], phases, strict=True):
        if first > epoch:
            past -= {phase.optimizer_path, phase.scheduler_path}
    yield from (f"{path}." for path in past)
    yield from (f"edits[{index}].lr" for index, edit in enumerate(experiment.edits) if edit.epoch < epoch)


def _with_a_fix_that_is_left(caution: Caution, edit: str, least: int | None) -> Caution:
    changes = caution.fix.changes if caution.fix else ()
    lengths = [value for path, value in changes if path == "epochs"]
    longer = least is not None and all(value >= least for value in lengths)
    left = all((path == "epochs" and longer) or (edit and path.startswith(f"{edit}.")) for path, _ in changes)
    return caution if left else replace(caution, fix=None)

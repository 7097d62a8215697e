"""From where milestones count: notes, not cautions, for schedulers that begin later than the run."""

from __future__ import annotations

from training.experiment.experiment import Experiment
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.span import Span, spans, whole_run
from training.schedule.preview import Schedule

MOST = 4  # milestones that are named


def notes_of(experiment: Experiment, schedule: Schedule | None, rows: int | None = None) -> list[Caution]:
    """Return what each list of milestones that does not count from the run's start means for the run."""
    found = (_counts_on(span) for span in spans(*whole_run(experiment, schedule, rows)))
    return [note for note in found if note]


def _counts_on(span: Span) -> Caution | None:
    listed = getattr(span.settings, "milestones", ())
    if not span.start or not listed:
        return None
    milestones = tuple(dict.fromkeys(listed))[:MOST]
    first, *others = milestones
    counts = [f"{first} of its own is {_of_run(span, first)} of the run"]
    counts += [f"{milestone} is {_of_run(span, milestone)}" for milestone in others]
    more = ", and so on" if len(set(listed)) > MOST else ""
    begin = "the change by hand" if span.holder is None else f"{span.settings.kind}'s own start"
    return Caution(
        f"{span.path}.milestones",
        f"Milestones count from {begin}, after {_of_run(span, 0)}: {', '.join(counts)}{more}.",
        "A scheduler counts its own steps; it does not know how many were made before it.",
        None,
        "P5",
        note=True,
    )


def _of_run(span: Span, milestone: int) -> str:
    done = span.start + milestone
    if span.experiment.steps_after_batch:
        return f"batch {done} (epoch {-(-done // span.ticks.per_epoch)})"
    return f"epoch {done}"

"""Pitfalls: what torch does with an experiment that its author may not expect, known before training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from training.experiment.experiment import Experiment
from training.schedule.pitfalls import compositions, decays, plateau, ramps, restarts, waves
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.counting import notes_of
from training.schedule.pitfalls.edits import cautions_of_edits
from training.schedule.pitfalls.jumps import Jump, jumps
from training.schedule.pitfalls.line_search import cautions_of_line_search
from training.schedule.pitfalls.nesting import cautions_of_nesting
from training.schedule.pitfalls.optimizers import cautions_of_optimizers, unread
from training.schedule.pitfalls.rates import cautions_of_rates
from training.schedule.pitfalls.run import cautions_of_groups
from training.schedule.pitfalls.span import Pitfall, Span, repeated, spans, whole_run
from training.schedule.pitfalls.trial import tried
from training.schedule.preview import Schedule

PITFALLS = (
    *compositions.PITFALLS,
    *decays.PITFALLS,
    *ramps.PITFALLS,
    *waves.PITFALLS,
    *restarts.PITFALLS,
    *plateau.PITFALLS,
)


def warnings_of(experiment: Experiment, schedule: Schedule | None, rows: int | None = None) -> list[Caution]:
    """Return what to be warned of: what the optimizer does not follow, then outer schedulers first.

    Args:
        experiment: what is to be run.
        schedule: its preview; None where torch cannot run it, which some of the cautions then explain.
        rows: number of training rows, as far as known; needed without a schedule if the scheduler steps after each
            batch, and by what depends on the number of the optimizer's steps.
    """
    ticks = whole_run(experiment, schedule, rows)[0].ticks
    found = _found(experiment, schedule, rows)

    def look(mended: Experiment, plan: Schedule) -> list[Caution]:
        return _found(mended, plan, rows)

    return [tried(caution, found, experiment, ticks, look) for caution in found]


def _found(experiment: Experiment, schedule: Schedule | None, rows: int | None) -> list[Caution]:
    """Return the cautions with fixes that nobody has tried."""
    run = whole_run(experiment, schedule, rows)
    batches = run[0].ticks.per_epoch if experiment.steps_after_batch else rows and experiment.batches(rows)
    found = [*cautions_of_nesting(run), *cautions_of_line_search(run)]
    found += cautions_of_optimizers(run[0], batches)
    found += [caution for span in spans(*run) for pitfall in _of(span) if (caution := pitfall(span))]
    found += [*cautions_of_rates(run, batches), *cautions_of_groups(run[0]), *cautions_of_edits(run[0])]
    return _with_one_for_each_fix(_unless_repeated(caution, experiment) for caution in found)


def _of(span: Span) -> list[Pitfall]:
    """Return what may befall a scheduler; where its rates are not read, only what keeps torch from running it."""
    ignored = unread(span)
    return [pitfall for pitfall in PITFALLS if pitfall.fatal or not ignored]


def _unless_repeated(caution: Caution, experiment: Experiment) -> Caution:
    """Take the fix away from a scheduler that has several stretches: what mends one of them may spoil another."""
    several = caution.path.startswith(tuple(f"{path}." for path in repeated(experiment)))
    return replace(caution, fix=None) if several else caution


def _with_one_for_each_fix(found: Iterable[Caution]) -> list[Caution]:
    """Leave out what the fix of an earlier caution mends as well."""
    cautions = list(found)
    first = {repr(caution.fix.changes): caution for caution in reversed(cautions) if caution.fix}
    return [caution for caution in cautions if caution.fix is None or first[repr(caution.fix.changes)] is caution]


__all__ = ["PITFALLS", "Caution", "Fix", "Jump", "jumps", "notes_of", "warnings_of"]

"""Pitfalls: what torch does with an experiment that its author may not expect, known before training."""

from __future__ import annotations

from training.experiment.experiment import Experiment
from training.schedule.pitfalls import compositions, decays, plateau, ramps, waves
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.jumps import Jump, jumps
from training.schedule.pitfalls.rates import cautions_of_rates
from training.schedule.pitfalls.run import cautions_of_groups
from training.schedule.pitfalls.turn import turns, whole_run
from training.schedule.preview import Schedule

PITFALLS = (
    *compositions.PITFALLS,
    *decays.PITFALLS,
    *ramps.PITFALLS,
    *waves.PITFALLS,
    *plateau.PITFALLS,
)


def warnings_of(experiment: Experiment, schedule: Schedule | None, rows: int | None = None) -> list[Caution]:
    """Return what to be warned of, outer schedulers first.

    Args:
        experiment: what is to be run.
        schedule: its preview; None where torch cannot run it, which some of the cautions then explain.
        rows: number of training rows; needed only without a schedule, if the scheduler steps after each batch.
    """
    run = whole_run(experiment, schedule, rows)
    found = [caution for turn in turns(run) for pitfall in PITFALLS if (caution := pitfall(turn))]
    return _with_one_for_each_fix([*found, *cautions_of_rates(run), *cautions_of_groups(run)])


def _with_one_for_each_fix(cautions: list[Caution]) -> list[Caution]:
    """Leave out what the fix of an earlier caution mends as well."""
    first = {repr(caution.fix.changes): caution for caution in reversed(cautions) if caution.fix}
    return [caution for caution in cautions if caution.fix is None or first[repr(caution.fix.changes)] is caution]


__all__ = ["PITFALLS", "Caution", "Fix", "Jump", "jumps", "warnings_of"]

from __future__ import annotations

import pytest

from gui.document.sweep_fields import suggested, sweepable
from gui.document.sweep_values import read_values
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.schedulers import SCHEDULERS, SchedulerSettings
from training.experiment.sweep import sweep_of


def test_texts_and_the_device_are_not_varied() -> None:
    fields = sweepable(Experiment())
    assert {"scheduler.gamma", "optimizer.kind", "network.hidden", "seed", "scheduler"} <= fields.keys()
    assert "device" not in fields


def test_the_schedulers_inside_a_composition_are_offered() -> None:
    experiment = experiment_from(Experiment().model_dump() | {"scheduler": _kind("SequentialLR").suggested()})
    assert "scheduler.schedulers[1].kind" in sweepable(experiment)


@pytest.mark.parametrize("kind", SCHEDULERS, ids=lambda kind: kind.__name__)
def test_every_scheduler_has_a_suggestion_that_can_be_trained(kind: type[SchedulerSettings]) -> None:
    experiment = experiment_from(Experiment().model_dump() | {"scheduler": kind.suggested()})
    fields = sweepable(experiment)
    table = {path: read_values(fields[path], text) for path, text in suggested(experiment)}
    assert len(sweep_of(plain(experiment), table).variants) >= 4


def _kind(name: str) -> type[SchedulerSettings]:
    return next(kind for kind in SCHEDULERS if kind.__name__ == name)

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from training.engine.data import load
from training.engine.record import EpochRecord
from training.engine.sweep.race import race
from training.experiment.data import Moons
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import MultiStepLR, StepLR
from training.runs.parting import Parting, parting
from training.runs.trace import Trace

SMALL = Moons(rows=60)


def raced(*experiments: Experiment) -> list[Trace]:
    traces = [Trace(experiment) for experiment in experiments]
    for update in race(experiments, load(experiments[0].data)):
        traces[update.run].extend([update.record] if update.record else [])
    return traces


def traced(lrs: Sequence[float], losses: Sequence[float], **settings: object) -> Trace:
    trace = Trace(Experiment(**settings))  # type: ignore[arg-type]
    for epoch, (lr, loss) in enumerate(zip(lrs, losses, strict=True), start=1):
        trace.extend([EpochRecord(epoch, lr, lr, loss, 0.5, None, None, 0.1)])
    return trace


def test_the_tutorial_s_two_schedules_part_where_their_rates_do() -> None:
    schedulers = StepLR(step_size=3, gamma=0.5), MultiStepLR(milestones=(3, 5), gamma=0.5)
    found = parting(raced(*(Experiment(data=SMALL, epochs=8, scheduler=scheduler) for scheduler in schedulers)))
    assert found == (6, 6)
    assert found is not None
    assert found.words() == "Rates and losses part in epoch 6; until then the losses are equal to the last bit."
    assert "part in epoch 5;" in found.words(0)


def test_rates_that_part_between_batches_part_in_that_epoch() -> None:
    common = {"data": SMALL, "epochs": 4, "step_scheduler": "batch", "batch_size": 12}
    schedulers = StepLR(step_size=6), StepLR(step_size=7)
    assert parting(raced(*(Experiment(scheduler=scheduler, **common) for scheduler in schedulers))) == (2, 2)  # type: ignore[arg-type]


def test_a_new_optimizer_parts_losses_at_equal_rates() -> None:
    experiment = Experiment(data=SMALL, batch_size=32)
    edit = Edit(epoch=3, optimizer=SGD(lr=0.1, momentum=0.9))
    found = parting(raced(experiment, experiment.with_edit(edit)))
    assert found == (6, 4)  # the second batch of epoch 3 is the first step that has a momentum


def test_equal_runs_do_not_part_and_nan_equals_itself() -> None:
    assert parting([]) is None
    assert parting([traced([], []), traced([0.1], [1.0])]) is None
    assert parting([traced([0.1, 0.1], [1.0, math.nan]), traced([0.1], [1.0])]) is None
    assert parting([traced([0.1, 0.1], [1.0, math.nan])] * 2) is None


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Parting(2, None), "The rates part in epoch 2; the losses have not parted so far."),
        (
            Parting(None, 3),
            "The rates never part; the losses are equal to the last bit before epoch 3, and part there.",
        ),
        (
            Parting(2, 3),
            "The rates part in epoch 2; the losses are equal to the last bit before epoch 3, and part there.",
        ),
        (Parting(1, 1), "The losses part in epoch 1, the first."),
    ],
)
def test_where_they_part_is_a_sentence(found: Parting, words: str) -> None:
    assert found.words() == words


def test_the_first_of_many_to_part_counts() -> None:
    traces = [traced([0.1, 0.1, lr], [1.0, loss, 0.2]) for lr, loss in ((0.1, 0.5), (0.2, 0.5), (0.1, 0.4))]
    assert parting(traces) == (3, 2)
    assert parting(traces[:2]) == (3, None)

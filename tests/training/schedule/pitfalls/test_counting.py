from __future__ import annotations

import re

import pytest

from tests.training.schedule.pitfalls.cases import ROWS, previewed
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.schedulers import HandSwitched, LinearLR, MultiStepLR, SchedulerSettings, SequentialLR
from training.schedule.pitfalls import notes_of
from training.schedule.preview import preview

STEPS = MultiStepLR(milestones=(2, 4), gamma=0.5)


def messages(experiment: Experiment) -> dict[str, str]:
    return {note.path: note.message for note in notes_of(experiment, previewed(experiment), ROWS)}


def test_milestones_that_count_from_the_run_need_no_word() -> None:
    assert messages(Experiment(scheduler=STEPS)) == {}


@pytest.mark.parametrize("relay", [SequentialLR, HandSwitched])
@pytest.mark.parametrize("start", [1, 3, 5])
def test_a_parts_milestones_act_in_the_epochs_that_are_named(relay: type[SchedulerSettings], start: int) -> None:
    scheduler = relay.model_validate({"schedulers": (LinearLR(total_iters=start), STEPS), "milestones": (start,)})
    experiment = Experiment(scheduler=scheduler, epochs=12)
    message = messages(experiment)["scheduler.schedulers[1].milestones"]

    assert message.startswith(f"Milestones count from MultiStepLR's own start, after epoch {start}:")
    epochs = [int(epoch) for epoch in re.findall(r"is epoch (\d+)", message)]
    assert epochs == [start + 2, start + 4]
    assert {*preview(experiment).changes.tolist()} - {*range(start + 1)} == {*epochs}


def test_the_milestones_of_a_change_by_hand_count_from_there() -> None:
    experiment = Experiment(edits=(Edit(epoch=4, scheduler=STEPS),))

    assert messages(experiment) == {
        "edits[0].scheduler.milestones": "Milestones count from the change by hand, after epoch 3: "
        "2 of its own is epoch 5 of the run, 4 is epoch 7."
    }


def test_batches_are_named_with_their_epoch() -> None:
    scheduler = SequentialLR(schedulers=(LinearLR(total_iters=4), STEPS), milestones=(4,))
    experiment = Experiment(scheduler=scheduler, step_scheduler="batch", batch_size=32)

    message = messages(experiment)["scheduler.schedulers[1].milestones"]
    assert "after batch 4 (epoch 1): 2 of its own is batch 6 (epoch 2) of the run, 4 is batch 8 (epoch 2)." in message

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from tests.training.schedule.why.checks import ROWS, check_chain, check_part, preview_or_none
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import Adam
from training.experiment.schedulers import (
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    NoScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    StepLR,
)
from training.schedule.assumption import Assumption
from training.schedule.preview import Schedule, preview
from training.schedule.why import Explanation, why

EDITED = Experiment(
    epochs=12,
    scheduler=LambdaLR(lr_lambda="0.9 ** epoch"),
    edits=(
        Edit(epoch=4, lr=0.01),
        Edit(epoch=6, scheduler=LinearLR(start_factor=0.5, total_iters=4)),
        Edit(epoch=9, optimizer=Adam(lr=0.02), scheduler=StepLR(step_size=2)),
    ),
)


def check_edited(explanation: Explanation, schedule: Schedule) -> None:
    """The rates around a change by hand are the preview's, and what the new scheduler did leads to them."""
    for change in filter(None, (explanation.before, explanation.after)):
        place = change.edit.epoch - 1
        assert change.rates[0] == (schedule.lr_after[place - 1], schedule.lr[place])
        for part in change.parts:
            check_part(part, explanation.experiment)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Detected call of")  # torch's own, of a ChainedScheduler in a SequentialLR
@settings(max_examples=60)
@given(own=SCHEDULERS, later=SCHEDULERS, lr=st.none() | st.floats(1e-4, 1.0), head=st.none() | st.just(0.02))
def test_a_change_by_hand_is_explained_with_the_rates_of_the_preview(
    own: Any, later: Any, lr: float | None, head: float | None
) -> None:
    edits = Edit(epoch=6, lr=lr, scheduler=later), Edit(epoch=9, lr=0.03)
    experiment = Experiment(scheduler=own, epochs=12, step_scheduler="epoch", head_lr=head, edits=edits)
    schedule = preview_or_none(experiment)
    if schedule is None:
        return
    for epoch in (5, 6, 8, 9, 11):
        explanation = why(experiment, epoch, ROWS)
        assert (explanation.lr, explanation.lr_after) == (schedule.lr[epoch - 1], schedule.lr_after[epoch - 1])
        for part in explanation.parts:
            check_part(part, experiment)
        if explanation.parts:
            check_chain(explanation)
        check_edited(explanation, schedule)


def test_a_scheduler_put_in_place_by_hand_is_shown_with_its_own_counter_and_numbers() -> None:
    (linear,) = why(EDITED, 7).parts
    assert (linear.scheduler, linear.last_epoch) == ("LinearLR", 2)
    assert dict(linear.numbers)["total_iters"] == 4
    (step,) = why(EDITED, 10).parts
    assert (step.scheduler, step.last_epoch, step.formula) == ("StepLR", 2, "0.02 * 0.1")


def test_a_switch_in_a_scheduler_put_in_place_by_hand_counts_from_its_epoch() -> None:
    relay = HandSwitched(schedulers=(StepLR(step_size=9), ExponentialLR(gamma=0.5)), milestones=(3,))
    experiment = Experiment(scheduler=NoScheduler(), epochs=12, edits=(Edit(epoch=4, scheduler=relay),))
    outer, *_ = why(experiment, 6).parts
    assert outer.last_epoch == 3
    assert dict(outer.numbers) == {"acting": "StepLR, 1 of 2", "milestone": "3", "built anew": "ExponentialLR at 0.1"}


def test_a_rate_set_by_hand_is_told_with_what_the_scheduler_makes_of_it() -> None:
    erased, kept = why(EDITED, 3).after, why(Experiment(edits=(Edit(epoch=4, lr=0.01),)), 3)
    assert erased is not None
    assert erased.sentence == "rate set by hand: lr 0.0729 → 0.01"
    assert "the change is gone after epoch 4" in erased.outcome()
    assert erased.outcome().endswith("This leaves out the next change by hand, before epoch 6.")
    assert "after epoch 3" in erased.outcome(first=0)
    before = why(EDITED, 4).before
    assert before is not None
    assert before.outcome() == erased.outcome()
    assert kept.sentence() == "Before epoch 4, rate set by hand: lr 0.1 → 0.01"
    assert kept.after is not None
    assert "the change stays" in kept.after.outcome()


def test_what_a_new_scheduler_does_when_it_is_built_is_shown_with_its_line() -> None:
    change, next_change = why(EDITED, 5).after, why(EDITED, 8).after
    assert change is not None
    assert next_change is not None
    (part,) = change.parts
    assert (part.method, part.last_epoch, (part.lr, part.lr_after)) == ("LinearLR.get_lr", 0, change.rates[0])
    assert part.source is not None
    assert next_change.parts == ()  # StepLR leaves the new optimizer's rate as it is
    assert next_change.rates == ((why(EDITED, 8).lr_after, 0.02),)


def test_epochs_without_a_change_by_hand_show_none() -> None:
    assert (why(EDITED, 2).before, why(EDITED, 2).after) == (None, None)
    assert why(EDITED, 12).after is None


def test_what_a_plateau_makes_of_a_change_is_found_with_what_the_run_measured() -> None:
    experiment = Experiment(scheduler=ReduceLROnPlateau(patience=1), edits=(Edit(epoch=4, lr=0.05),))
    change = why(experiment, 4, figures={"val_loss": [1.0] * 10}).before
    assert change is not None
    assert change.futures is not None
    assert change.futures.edited.lr.tolist() == preview(experiment, None, Assumption("flat", [1.0])).lr.tolist()


def test_a_change_whose_schedule_torch_cannot_run_to_its_end_has_no_outcome() -> None:
    cycle = OneCycleLR(max_lr=0.3, total_steps=5)
    edits = Edit(epoch=3, lr=0.1), Edit(epoch=5, scheduler=NoScheduler())
    change = why(Experiment(scheduler=cycle, step_scheduler="epoch", edits=edits), 2).after
    assert change is not None
    assert change.outcome() == ""

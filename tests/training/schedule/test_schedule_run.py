"""What a hand changes on the way, against a plain loop that does the same by hand."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rates import stepping
from tests.schedulers import SCHEDULERS
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import SGD, Adagrad, Adam
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import LambdaLR, LinearLR, NoScheduler, OneCycleLR, ReduceLROnPlateau, StepLR
from training.schedule.assumption import Assumption
from training.schedule.preview import BLOCK, Schedule, preview

ROWS = 100
OPTIMIZERS = st.sampled_from([None, None, SGD(lr=0.3, momentum=0.5), Adam(lr=0.02)])
LOSSES = Assumption("drawn", [1.0, 0.9, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6])


def by_hand(experiment: Experiment) -> tuple[list[float], list[float], list[float]]:
    """Return the rate that each step trains at, and of each epoch the rate used in it and the one left after it."""

    def built(chosen: Any) -> Any:
        arguments = chosen.model_dump(exclude={"kind"})
        return getattr(torch.optim, chosen.kind)([torch.nn.Parameter(torch.ones(2, 2))], **arguments)

    per_epoch = ceil(ROWS / experiment.batch_size) if experiment.steps_after_batch else 1
    optimizer, scheduled = built(experiment.optimizer), experiment.scheduler
    step = stepping(scheduled, optimizer, experiment.epochs * per_epoch, per_epoch)
    used, lr, lr_after = [], [], []
    for epoch in range(1, experiment.epochs + 1):
        for edit in experiment.edits:
            if edit.epoch == epoch:
                optimizer = built(edit.optimizer) if edit.optimizer else optimizer
                if edit.lr is not None:
                    optimizer.param_groups[0]["lr"] = edit.lr
                if edit.optimizer or edit.scheduler:
                    optimizer.param_groups[0].pop("initial_lr", None)
                    scheduled = edit.scheduler or scheduled
                    step = stepping(scheduled, optimizer, (experiment.epochs - epoch + 1) * per_epoch, per_epoch)
        lr.append(optimizer.param_groups[0]["lr"])
        for _ in range(per_epoch):
            used.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            step(dict.fromkeys(("loss", "val_loss"), LOSSES.at(epoch)))
        lr_after.append(optimizer.param_groups[0]["lr"])
    return used, lr, lr_after


@st.composite
def edits(draw: Any) -> tuple[Edit, ...]:
    found = []
    for epoch in sorted(draw(st.sets(st.integers(2, 25), min_size=1, max_size=3))):
        optimizer, scheduler = draw(OPTIMIZERS), draw(st.none() | SCHEDULERS)
        lr = None if optimizer else draw(st.floats(1e-3, 1) if scheduler is None else st.none() | st.floats(1e-3, 1))
        found.append(Edit(epoch=epoch, lr=lr, optimizer=optimizer, scheduler=scheduler))
    return tuple(found)


@pytest.mark.slow
@settings(max_examples=300)
@given(SCHEDULERS, edits(), st.sampled_from(["epoch", "batch"]), st.integers(25, 40))
def test_the_preview_of_an_edited_run_is_what_a_hand_does_in_torch(
    scheduler: Any, changes: tuple[Edit, ...], tick: str, epochs: int
) -> None:
    try:
        experiment = Experiment(
            scheduler=scheduler, edits=changes, epochs=epochs, step_scheduler=tick, optimizer=SGD(lr=0.1, momentum=0.9)
        )
        schedule = preview(experiment, ROWS, LOSSES)
    except ValueError:
        assume(False)
    used, lr, lr_after = by_hand(experiment)
    assert schedule.rates[0, :-1].tolist() == used
    assert (schedule.lr.tolist(), schedule.lr_after.tolist()) == (lr, lr_after)
    assert schedule.rates[0, -1] == lr_after[-1]


def test_the_rate_that_a_hand_sets_is_used_from_its_epoch_on_and_not_left_by_the_one_before() -> None:
    schedule = preview(Experiment(epochs=8, edits=(Edit(epoch=4, lr=0.02),)))
    assert schedule.lr.tolist() == [0.1, 0.1, 0.1, 0.02, 0.02, 0.01, 0.01, 0.01]
    assert schedule.lr_after.tolist() == [0.1, 0.1, 0.1, 0.02, 0.01, 0.01, 0.01, 0.01]
    assert schedule.changes.tolist() == [3, 5]


def test_a_hand_that_takes_a_drop_back_leaves_both_to_be_seen() -> None:
    schedule = preview(Experiment(edits=(Edit(epoch=6, lr=0.1),)))
    assert (schedule.lr[4], schedule.lr_after[4], schedule.lr[5]) == (0.1, 0.05, 0.1)
    assert schedule.changes.tolist() == [5, 10]


def test_body_and_head_are_both_set_and_have_rates_of_their_own_under_a_new_optimizer() -> None:
    changes = (Edit(epoch=3, lr=0.3), Edit(epoch=5, optimizer=Adam(lr=0.01)))
    schedule = preview(Experiment(head_lr=0.02, edits=changes, scheduler=NoScheduler()))
    assert schedule.rates[:, 2:6].T.tolist() == [[0.3, 0.3], [0.3, 0.3], [0.01, 0.02], [0.01, 0.02]]
    assert (schedule.head_rates(2), schedule.head_rates(3)) == ((0.02, 0.02), (0.3, 0.3))


def test_the_momentum_is_followed_through_an_optimizer_that_has_none() -> None:
    changes = (Edit(epoch=4, optimizer=Adagrad(), scheduler=StepLR(step_size=3)), Edit(epoch=6, optimizer=SGD(lr=0.1)))
    cycle = OneCycleLR(max_lr=0.1)
    momentum = preview(Experiment(scheduler=cycle, edits=changes, step_scheduler="epoch")).momentum
    assert momentum is not None
    assert ["nan" if value != value else f"{value:.2f}" for value in momentum[2:6]] == ["0.85", "nan", "nan", "0.00"]


def test_long_previews_are_edited_wherever_their_blocks_end() -> None:
    changes = tuple(Edit(epoch=epoch, lr=epoch / 1000) for epoch in (2, BLOCK, BLOCK + 1, BLOCK + 2, 3 * BLOCK))
    schedule = preview(Experiment(epochs=3 * BLOCK, edits=changes, scheduler=NoScheduler()))
    assert (schedule.changes + 1).tolist() == [edit.epoch for edit in changes]
    assert schedule.lr[-1] == 3 * BLOCK / 1000
    assert isinstance(schedule, Schedule)


@pytest.mark.parametrize("kind", STAGES["scheduler"])
def test_an_edit_of_the_rate_alone_tells_no_scheduler(kind: Any) -> None:
    scheduler = kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})
    experiment = Experiment(scheduler=scheduler, edits=(Edit(epoch=3, lr=0.2),))
    assert len(experiment.phases) == 1
    assert preview(experiment, ROWS).lr[2] == 0.2


def test_what_fails_after_an_edit_is_explained() -> None:
    failing = Edit(epoch=3, scheduler=LambdaLR(lr_lambda="1 / (2 - epoch)"))
    with pytest.raises(ExperimentError, match="division by zero"):
        preview(Experiment(edits=(failing,)))


def test_figures_that_only_an_edit_watches_are_assumed_too() -> None:
    experiment = Experiment(edits=(Edit(epoch=2, scheduler=ReduceLROnPlateau(patience=0)),), scheduler=LinearLR())
    assert preview(experiment).assumption == "val_loss falls, then flat"

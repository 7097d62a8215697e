from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from tests.rates import plain, stepping
from tests.schedulers import relays
from training.engine.data import load
from training.engine.sweep.sweep import sweep
from training.engine.train import start
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain as values_of
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    ChainedScheduler,
    ConstantLR,
    ExponentialLR,
    HandSwitched,
    LinearLR,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.explain import explain_change
from training.schedule.nesting import failures
from training.schedule.pitfalls import warnings_of
from training.schedule.preview import preview
from training.script.script import script_of

LEAVES = st.sampled_from((StepLR(step_size=2), ExponentialLR(gamma=0.9), LinearLR(total_iters=4)))
NESTED = st.recursive(
    LEAVES,
    lambda inside: st.one_of(
        relays(SequentialLR, inside),
        st.lists(inside, min_size=1, max_size=2).map(lambda members: ChainedScheduler(schedulers=tuple(members))),
    ),
    max_leaves=8,
)
NESTS = st.one_of(NESTED, relays(HandSwitched, NESTED))
INNER = SequentialLR(schedulers=(ConstantLR(total_iters=2), ExponentialLR(gamma=0.5)), milestones=(3,))
CHAIN = ChainedScheduler(schedulers=(StepLR(step_size=2), ExponentialLR(gamma=0.9)))
REFUSED = {
    kind.kind: SequentialLR(schedulers=(LinearLR(total_iters=2), kind), milestones=(2,)) for kind in (INNER, CHAIN)
}


def sgd() -> torch.optim.Optimizer:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    optimizer._opt_called = True  # type: ignore[attr-defined]
    return optimizer


def torch_runs(scheduler: SchedulerSettings, epochs: int) -> bool:
    """Whether torch, without anything of Stepwell's, builds the scheduler and steps it so often."""
    try:
        step = stepping(scheduler, sgd(), epochs)
        for _ in range(epochs):
            step({})
    except NotImplementedError:
        return False
    return True


@settings(max_examples=200)
@given(scheduler=NESTS, epochs=st.integers(1, 50))
def test_what_torch_fails_at_is_known_before_the_first_step(scheduler: SchedulerSettings, epochs: int) -> None:
    experiment = Experiment(scheduler=scheduler, epochs=epochs)
    assert (not list(failures(experiment, None))) == torch_runs(scheduler, epochs)


@settings(max_examples=50)
@given(scheduler=NESTS, epochs=st.integers(1, 50))
def test_a_fix_leads_to_what_torch_runs(scheduler: SchedulerSettings, epochs: int) -> None:
    experiment = Experiment(scheduler=scheduler, epochs=epochs)
    schedule = None if list(failures(experiment, None)) else preview(experiment)
    found = [caution for caution in warnings_of(experiment, schedule, 100) if caution.pitfall == "P15"]
    assert schedule is not None or found
    for fix in filter(None, (caution.fix for caution in found)):
        mended = experiment_from(with_overrides(values_of(experiment), fix.overrides))
        assert torch_runs(mended.scheduler, epochs)


def reached(scheduler: Any) -> int | None:
    """Return the milestone that a SequentialLR or one that stands in it has just reached."""
    while isinstance(scheduler, lr_scheduler.ChainedScheduler) and len(scheduler._schedulers) == 1:
        (scheduler,) = scheduler._schedulers
    if not isinstance(scheduler, lr_scheduler.SequentialLR):
        return None
    done, milestones = scheduler.last_epoch, scheduler._milestones
    return done if done in milestones else reached(scheduler._schedulers[bisect_right(milestones, done)])


@settings(max_examples=100)
@given(scheduler=relays(SequentialLR, NESTED), epochs=st.integers(5, 50))
def test_a_milestone_is_told_where_it_acts(scheduler: SchedulerSettings, epochs: int) -> None:
    experiment = Experiment(scheduler=scheduler, epochs=epochs)
    if list(failures(experiment, None)):
        return
    optimizer = sgd()
    real = plain(scheduler, optimizer, epochs, 1)
    for epoch in range(1, epochs + 1):
        before = optimizer.param_groups[0]["lr"]
        real.step()
        after = optimizer.param_groups[0]["lr"]
        told = explain_change(experiment, epoch, before, after)
        if before != after and isinstance(scheduler, SequentialLR):
            said = re.search(r"^[\w: ]*milestone (\d+) reached", told)
            assert (int(said[1]) if said else None) == reached(real), told


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize(
    "way",
    [
        preview,
        lambda experiment: start(experiment, load(experiment.data)),
        lambda experiment: script_of(experiment, load(experiment.data)),
    ],
    ids=["preview", "training", "script"],
)
def test_a_composition_at_a_milestone_is_refused_where_it_stands(
    kind: str, way: Callable[[Experiment], object]
) -> None:
    with pytest.raises(ExperimentError, match=rf"^scheduler\.schedulers\[1\]: torch fails .* {kind}|another"):
        way(Experiment(scheduler=REFUSED[kind], epochs=5))


@pytest.mark.parametrize("kind", REFUSED)
def test_a_run_that_ends_before_the_milestone_is_not_refused(kind: str) -> None:
    assert len(preview(Experiment(scheduler=REFUSED[kind], epochs=1)).lr) == 1
    edits = (Edit(epoch=2, scheduler=StepLR(step_size=1)),)
    assert len(preview(Experiment(scheduler=REFUSED[kind], epochs=9, edits=edits)).lr) == 9


def test_an_edit_is_refused_before_its_epoch_and_before_the_first() -> None:
    edit = Edit(epoch=4, scheduler=REFUSED["SequentialLR"])
    with pytest.raises(ExperimentError, match=r"^edits\[0\]\.scheduler\.schedulers\[1\]: torch fails"):
        preview(Experiment(epochs=9, edits=(edit,)))
    trainer = start(Experiment(epochs=9), load(Experiment().data))
    for _ in range(3):
        trainer.run_epoch()
    with pytest.raises(ExperimentError, match="torch fails"):
        trainer.edit(edit)
    assert trainer.experiment.edits == ()


@pytest.mark.parametrize("exact", [True, False])
def test_a_sweep_goes_on_without_the_run_that_is_refused(exact: bool) -> None:
    runs = [Experiment(epochs=3, scheduler=scheduler) for scheduler in (REFUSED["SequentialLR"], StepLR(step_size=2))]
    last = {update.run: update for update in sweep(runs, exact=exact) if update.ended}
    assert "torch fails" in last[0].message
    assert last[1].record is not None

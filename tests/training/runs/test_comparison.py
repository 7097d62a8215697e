from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.record import EpochRecord
from training.engine.train import train
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.paths import keys_of, value_at
from training.experiment.schedulers import LinearLR, MultiStepLR, OneCycleLR, SequentialLR, StepLR
from training.runs.comparison import ABSENT, by_all_but_seed, differing, figures, tutorial_pair
from training.runs.run import Run
from training.runs.trace import Trace

SCHEDULERS = st.one_of(
    st.builds(StepLR, step_size=st.integers(1, 5), gamma=st.sampled_from([0.1, 0.5])),
    st.builds(MultiStepLR, milestones=st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)),
    st.just(
        SequentialLR(schedulers=(LinearLR(), StepLR(step_size=2)), milestones=(3,)),
    ),
)
EDITS = st.sampled_from([(), (Edit(epoch=3, lr=0.5),), (Edit(epoch=3, lr=0.5), Edit(epoch=5, lr=0.1))])
EXPERIMENTS = st.builds(Experiment, seed=st.integers(0, 2), epochs=st.integers(5, 7), scheduler=SCHEDULERS, edits=EDITS)


@given(st.lists(EXPERIMENTS, min_size=1, max_size=4))
def test_just_the_settings_that_differ_are_listed(experiments: list[Experiment]) -> None:
    found = dict(differing(experiments))
    assert bool(found) == any(experiment != experiments[0] for experiment in experiments)
    for path, values in found.items():
        assert len(set(map(repr, values))) > 1
        for experiment, value in zip(experiments, values, strict=True):
            if value is ABSENT:
                with pytest.raises((KeyError, IndexError)):
                    value_at(experiment.model_dump(), keys_of(path))
            else:
                assert value_at(experiment.model_dump(), keys_of(path)) == value


@given(EXPERIMENTS, EXPERIMENTS)
def test_the_order_of_two_experiments_turns_their_values_round(one: Experiment, other: Experiment) -> None:
    there, back = differing([one, other]), differing([other, one])
    assert {(path, *values) for path, values in there} == {(path, *reversed(values)) for path, values in back}


def test_what_belongs_to_one_choice_only_is_absent_in_the_other() -> None:
    assert differing(tutorial_pair()) == [
        ("scheduler.kind", ("StepLR", "MultiStepLR")),
        ("scheduler.step_size", (5, ABSENT)),
        ("scheduler.gamma", (0.5, 0.1)),
        ("scheduler.milestones", (ABSENT, (3, 7))),
    ]


def test_settings_within_lists_are_told_by_their_paths() -> None:
    chain = [SequentialLR(schedulers=(LinearLR(), StepLR(step_size=size)), milestones=(3,)) for size in (2, 4)]
    assert differing([Experiment(scheduler=each) for each in chain]) == [("scheduler.schedulers[1].step_size", (2, 4))]
    edited = Experiment(edits=(Edit(epoch=3, lr=0.5),))
    paths = [path for path, _ in differing([Experiment(), edited])]
    assert paths == ["edits[0].epoch", "edits[0].lr", "edits[0].optimizer", "edits[0].scheduler"]


def test_the_figures_are_those_of_the_trace() -> None:
    experiment = Experiment(epochs=8)
    trace = Trace(experiment)
    trace.extend(train(experiment))
    found = figures(trace)
    assert found[:5] == (8, *(trace[7][3:7]))
    assert found.lowest == min(record.val_loss for record in trace)  # type: ignore[type-var]
    assert trace[found.lowest_epoch - 1].val_loss == found.lowest
    assert found.area == pytest.approx(5 * 0.1 + 3 * 0.05)
    assert found.seconds == pytest.approx(sum(record.seconds for record in trace))


def test_the_area_of_a_rate_that_changes_with_each_batch_is_the_sum_of_the_means() -> None:
    experiment = Experiment(
        epochs=2, batch_size=32, scheduler=OneCycleLR(max_lr=0.1, total_steps=100), step_scheduler="batch"
    )
    trace = Trace(experiment)
    trace.extend(train(experiment))
    assert trace.batches > 1
    assert figures(trace).area == pytest.approx(2 * trace.batch_lrs.mean())


def test_a_run_without_epochs_or_numbers_has_no_best() -> None:
    trace = Trace(Experiment())
    assert figures(trace).epochs == figures(trace).lowest_epoch == 0
    trace.extend([EpochRecord(1, 0.1, 0.1, math.nan, 0.5, None, None, 0.1)])
    found = figures(trace)
    assert (found.epochs, found.lowest_epoch) == (1, 0)
    assert math.isnan(found.lowest)
    assert math.isnan(found.val_loss)


@given(st.lists(EXPERIMENTS, max_size=6))
def test_groups_hold_every_run_once_and_differ_in_more_than_the_seed(experiments: list[Experiment]) -> None:
    runs = [Run(number, Trace(experiment)) for number, experiment in enumerate(experiments, 1)]
    groups = by_all_but_seed(runs)
    assert sorted(run.number for group in groups for run in group) == [run.number for run in runs]
    for group in groups:
        assert {path for path, _ in differing([run.trace.experiment for run in group])} <= {"seed"}
    firsts = [group[0].trace.experiment.model_copy(update={"seed": 0}) for group in groups]
    assert all(one != other for place, one in enumerate(firsts) for other in firsts[:place])

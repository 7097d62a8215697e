from __future__ import annotations

import sys
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from tests.training.schedule.why.checks import ROWS, check_chain, check_part, preview_or_none
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from training.schedule.assumption import Assumption
from training.schedule.preview import preview
from training.schedule.rehearsal import Rehearsal
from training.schedule.why import why

WARM_UP = (LinearLR(start_factor=0.1, total_iters=3), CosineAnnealingLR(T_max=7))


@pytest.mark.filterwarnings("ignore:Detected call of")  # torch's own, of a ChainedScheduler in a SequentialLR
@settings(max_examples=150)
@given(scheduler=SCHEDULERS, lr=st.floats(1e-4, 1.0), head=st.none() | st.just(0.02), data=st.data())
def test_every_explanation_computes_the_rate_of_the_preview(scheduler: Any, lr: float, head: Any, data: Any) -> None:
    watches = any(isinstance(member, ReduceLROnPlateau) for _, member in scheduler.family())
    tick = "epoch" if watches else data.draw(st.sampled_from(["auto", "batch"]))
    experiment = Experiment(
        scheduler=scheduler, optimizer=SGD(lr=lr), epochs=25, step_scheduler=tick, head_lr=head, batch_size=40
    )
    schedule = preview_or_none(experiment)
    if schedule is None:
        return
    changes = schedule.changes.tolist() or [1]
    epoch = data.draw(st.sampled_from(changes))
    explanation = why(experiment, epoch, ROWS)
    assert (explanation.lr, explanation.lr_after) == (schedule.lr[epoch - 1], schedule.lr_after[epoch - 1])
    assert explanation.sentence().startswith(f"{scheduler.kind}: ")
    for part in explanation.parts:
        check_part(part, experiment)
    if explanation.parts:
        check_chain(explanation)


@pytest.mark.parametrize("kind", STAGES["scheduler"][1:])
def test_the_counter_is_that_of_the_real_scheduler(kind: Any) -> None:
    experiment = Experiment(scheduler=kind(**{k: v for k, v in kind.suggested().items() if k != "kind"}), epochs=12)
    rehearsal = Rehearsal(experiment, ROWS, None)
    rehearsal.run(7 * rehearsal.ticks.per_epoch)
    explanation = why(experiment, 7, ROWS)
    assert explanation.parts[0].scheduler == experiment.scheduler.kind
    last = [part for part in explanation.parts if part.scheduler == experiment.scheduler.kind][-1]
    assert last.last_epoch == getattr(rehearsal.scheduler, "last_epoch", None)
    if last.source is not None:
        assert dict(last.numbers).get("last_epoch", last.last_epoch) == last.last_epoch


def test_the_tutorial_s_halving_is_told_with_its_line_and_numbers() -> None:
    (part,) = why(Experiment(), 5).parts
    assert part.method == "StepLR.get_lr"
    assert dict(part.numbers) == {'group["lr"]': 0.1, "gamma": 0.5, "last_epoch": 5, "step_size": 5}
    assert part.source is not None
    assert part.source.text == 'return [group["lr"] * self.gamma for group in self.optimizer.param_groups]'
    assert part.formula == "0.1 * 0.5"


def test_a_step_without_a_change_names_the_line_that_keeps_the_rate() -> None:
    explanation = why(Experiment(), 4)
    assert explanation.sentence() == "StepLR: lr stays 0.1 after epoch 4"
    assert explanation.parts[0].source is not None
    assert explanation.parts[0].source.text == 'return _param_groups_val_list(self.optimizer, "lr")'


def test_without_a_scheduler_there_are_no_parts() -> None:
    assert why(Experiment(scheduler=NoScheduler()), 3).parts == ()


def test_a_milestone_of_a_sequence_uses_the_closed_form_and_says_that_it_starts_again() -> None:
    experiment = Experiment(scheduler=SequentialLR(schedulers=WARM_UP, milestones=(3,)))
    outer, inner = why(experiment, 3).parts
    assert (outer.scheduler, outer.last_epoch) == ("SequentialLR", 3)
    assert outer.source is not None
    assert outer.source.text == "scheduler._update_lr(0)"
    assert (inner.method, inner.last_epoch) == ("CosineAnnealingLR._get_closed_form_lr", 0)
    assert "starts again from the initial rate, lr 0.07 → 0.1" in why(experiment, 3).sentence()


def test_a_child_without_a_closed_form_goes_on_from_the_present_rate() -> None:
    schedulers = (ExponentialLR(gamma=0.5), MultiplicativeLR(lr_lambda="0.9"))
    explanation = why(Experiment(scheduler=SequentialLR(schedulers=schedulers, milestones=(3,))), 3)
    assert "MultiplicativeLR goes on from this rate times 0.9, lr 0.025 → 0.0225" in explanation.sentence()


def test_a_chain_has_a_part_for_each_scheduler_that_changed_the_rate() -> None:
    scheduler = ChainedScheduler(schedulers=(StepLR(step_size=2), ExponentialLR(gamma=0.9)))
    names = [[part.scheduler for part in why(Experiment(scheduler=scheduler), epoch).parts] for epoch in (1, 2)]
    assert names == [["ChainedScheduler", "ExponentialLR"], ["ChainedScheduler", "StepLR", "ExponentialLR"]]


def test_a_switch_by_hand_is_told_with_the_rate_that_the_next_scheduler_finds() -> None:
    schedulers = (ExponentialLR(gamma=0.5), LinearLR(start_factor=0.1, total_iters=3))
    loop, old, new = why(Experiment(scheduler=HandSwitched(schedulers=schedulers, milestones=(2,))), 2).parts
    assert dict(loop.numbers) == {
        "acting": "ExponentialLR, 1 of 2",
        "milestone": "2",
        "built anew": "LinearLR at 0.025",
    }
    assert (old.method, old.lr_after) == ("ExponentialLR.get_lr", 0.025)
    assert (new.method, new.last_epoch, new.lr_after) == ("LinearLR.get_lr", 0, 0.025 * 0.1)


@pytest.mark.parametrize("assumed", [True, False])
def test_a_plateau_shows_the_figure_the_best_and_the_count(assumed: bool) -> None:
    losses = [1.0, 0.5, 0.6, 0.7, 0.8]
    experiment = Experiment(scheduler=ReduceLROnPlateau(patience=2), epochs=5)
    given_as = {"assumption": Assumption("drawn", losses)} if assumed else {"figures": {"val_loss": losses}}
    explanation = why(experiment, 5, **given_as)
    (part,) = explanation.parts
    assert part.method == "ReduceLROnPlateau._reduce_lr"
    shown = {"current": 0.8, "best": 0.5, "num_bad_epochs": 3, "patience": 2, "old_lr": 0.1, "factor": 0.1}
    assert shown.items() <= dict(part.numbers).items()
    assert explanation.lr_after == part.lr_after == 0.1 * 0.1


def test_a_scheduler_stepped_after_each_batch_is_told_for_the_first_and_the_last_batch() -> None:
    experiment = Experiment(scheduler=OneCycleLR(max_lr=0.1))
    explanation = why(experiment, 2, 800)
    assert [part.batch for part in explanation.parts] == [1, 100]
    assert [part.last_epoch for part in explanation.parts] == [101, 200]
    assert explanation.sentence().startswith("OneCycleLR: stepped after each batch, lr 0.0281457 → 0.0762906 over")
    assert explanation.sentence().endswith("over this epoch, used from epoch 3")


@given(batch=st.integers(1, 4), epoch=st.integers(1, 5))
def test_a_given_batch_is_told_alone(batch: int, epoch: int) -> None:
    experiment = Experiment(scheduler=OneCycleLR(max_lr=0.1), epochs=5, batch_size=40)
    schedule, explanation = preview(experiment, ROWS), why(experiment, epoch, ROWS, batch=batch)
    step = (epoch - 1) * ceil(ROWS / 40) + batch
    assert [part.last_epoch for part in explanation.parts] == [step]
    assert (explanation.lr, explanation.lr_after) == tuple(schedule.rates[0, step - 1 : step + 1])
    assert f"batch {batch} of epoch {epoch - 1} done" in explanation.sentence(first=0)


def test_where_only_the_head_s_rate_changes_the_parts_are_about_the_head() -> None:
    plateau = ReduceLROnPlateau(patience=0, min_lr=0.1)
    experiment = Experiment(scheduler=plateau, head_lr=0.5, epochs=3)
    explanation = why(experiment, 2, figures={"val_loss": [1.0, 1.0, 1.0]})
    assert explanation.group == 1
    assert [(part.lr, part.lr_after) for part in explanation.parts] == [explanation.head] == [(0.5, 0.1)]
    assert "lr stays 0.1, head lr 0.5 → 0.1 (×0.2)" in explanation.sentence()


def test_a_debugger_that_was_tracing_goes_on_tracing() -> None:
    former, seen = sys.gettrace(), []

    def debugger(frame: Any, event: str, arg: Any) -> None:
        seen.append(frame.f_code.co_name)

    sys.settrace(debugger)
    try:
        why(Experiment(scheduler=LambdaLR(lr_lambda="0.9 ** epoch")), 3)
        assert sys.gettrace() is debugger
    finally:
        sys.settrace(former)
    assert "why" in seen


@pytest.mark.parametrize("milestones", [(), (3, 5)])
def test_the_closed_form_of_listed_milestones_is_put_into_numbers(milestones: tuple[int, ...]) -> None:
    second = MultiStepLR(milestones=milestones, gamma=0.5)
    both = SequentialLR(schedulers=(ConstantLR(factor=0.5, total_iters=1), second), milestones=(1,))
    part = why(Experiment(scheduler=both), 1).parts[-1]
    assert part.method == "MultiStepLR._get_closed_form_lr"
    assert eval(part.formula) == part.lr_after

from __future__ import annotations

import sys
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import lr_scheduler, swa_utils

from tests.schedulers import SCHEDULERS
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import SGD, Adam
from training.experiment.problems import ExperimentError
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
from training.schedule.preview import Schedule, preview
from training.schedule.rehearsal import Rehearsal
from training.schedule.why import Explanation, Part, why

ROWS = 150
INSTALLED = Path(torch.__file__).parents[1]
TORCH: dict[str, Any] = {**vars(swa_utils), **vars(lr_scheduler)}
WARM_UP = (LinearLR(start_factor=0.1, total_iters=3), CosineAnnealingLR(T_max=7))


def preview_or_none(experiment: Experiment) -> Schedule | None:
    try:
        return preview(experiment, ROWS)
    except ExperimentError:
        return None


def computed(part: Part, experiment: Experiment) -> float:
    """The rate by torch's own expression with the shown numbers in it."""
    families = [member for phase in experiment.phases for _, member in phase.scheduler.family()]
    members = [member for member in families if isinstance(member, OneCycleLR)]
    curves = [getattr(TORCH["OneCycleLR"], f"_annealing_{member.anneal_strategy}") for member in members]
    results = [eval(part.formula, {**TORCH, "_anneal_func": curve}) for curve in curves or [None]]
    return next((result for result in results if result == part.lr_after), results[0])


def check_part(part: Part, experiment: Experiment) -> None:
    if part.source is None:
        assert part.scheduler == "HandSwitched"
        return
    owner, method = part.method.split(".")
    assert issubclass(TORCH[part.scheduler], TORCH[owner])
    assert hasattr(TORCH[owner], method)
    lines = (INSTALLED / part.source.file).read_text().splitlines()[part.source.line - 1 :]
    text = part.source.text.splitlines()
    assert [line.strip() for line in lines[: len(text)]] == [line.strip() for line in text]
    if part.formula:
        assert computed(part, experiment) == part.lr_after
    else:
        assert part.lr == part.lr_after or part.scheduler in ("SequentialLR", "ChainedScheduler")


def check_chain(explanation: Explanation) -> None:
    """What the innermost schedulers did leads from the rate before to the rate after, without a gap."""
    compositions = ("SequentialLR", "ChainedScheduler", "HandSwitched")
    acts = [part for part in explanation.parts if part.scheduler not in compositions]
    for batch in {part.batch for part in acts}:
        inner = [part for part in acts if part.batch == batch]
        outer = next(part for part in explanation.parts if part.batch == batch)
        assert (inner[0].lr, inner[-1].lr_after) == (outer.lr, outer.lr_after)
        assert all(before.lr_after == after.lr for before, after in pairwise(inner))


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
    assert "MultiplicativeLR goes on from this rate, lr 0.025 → 0.0225" in explanation.sentence()


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
    assert [part.batch for part in explanation.parts] == [1, 25]
    assert [part.last_epoch for part in explanation.parts] == [26, 50]
    assert explanation.sentence().startswith("OneCycleLR: stepped after each batch, lr 0.0285906 → 0.0771667 over")
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

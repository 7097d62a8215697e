from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rates import stepping
from tests.schedulers import SCHEDULERS
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import MultiStepLR, NoScheduler, OneCycleLR
from training.practice.asking.generate import KINDS, NothingToAskError, generate
from training.practice.checker import Checker
from training.practice.question import Option, Question

ROWS = 96
FIGURES = {"loss": 1.0, "val_loss": 1.0, "accuracy": 1.0, "val_accuracy": 1.0}


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    values = {"epochs": draw(st.integers(1, 40)), "batch_size": draw(st.sampled_from([16, 32]))}
    values["optimizer"] = {"kind": "SGD", "lr": draw(st.floats(1e-3, 1.0)), "momentum": 0.9}
    experiment = Experiment().changed(**values)
    try:
        return experiment.changed(scheduler=draw(SCHEDULERS))
    except ExperimentError:
        return experiment


def course(experiment: Experiment) -> tuple[list[float], list[float]]:
    """Return the rates used in each epoch and those after it, by a plain loop of torch."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], **experiment.optimizer.arguments())
    per_epoch = math.ceil(ROWS / experiment.batch_size) if experiment.steps_after_batch else 1
    optimizer._opt_called = True
    step = stepping(experiment.scheduler, optimizer, experiment.epochs * per_epoch, per_epoch)
    used, after = [], []
    for _ in range(experiment.epochs):
        used.append(optimizer.param_groups[0]["lr"])
        for _ in range(per_epoch):
            step(FIGURES)
        after.append(optimizer.param_groups[0]["lr"])
    return used, after


def near(left: float, right: float) -> bool:
    return math.isclose(left, right, rel_tol=1e-5, abs_tol=1e-15)


def reads_as_true(question: Question, option: Option, used: list[float], after: list[float]) -> bool:
    """Whether what stands in the option, as a reader sees it, is what the plain loop did."""
    if question.curve:
        rates, _ = course(Experiment.model_validate({**question.experiment, **option.experiment}))
        return all(near(a, b) for a, b in zip(rates, question.curve, strict=True))
    assert option.claim is not None
    if option.claim.changes is not None:
        listed = [] if option.text == "after none" else list(map(int, option.text.split(", ")))
        assert listed == list(option.claim.changes)
        return listed == [e for e, pair in enumerate(zip(used, after, strict=True), 1) if not near(*pair)]
    (epoch, _), rates = next(iter((option.claim.lr or option.claim.lr_after).items())), used
    assert f"epoch {epoch}" in question.text
    rates = used if option.claim.lr else after
    return near(float(option.text), rates[epoch - 1])


def check(question: Question, checker: Checker) -> None:
    used, after = course(Experiment.model_validate(question.experiment))
    true = [key for key, option in question.options.items() if reads_as_true(question, option, used, after)]
    assert true == list(question.expected)
    assert checker.check(question).keys == set(question.expected)
    assert len(set(question.labels)) == len(question.options) >= 3


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(experiments(), st.integers(0, 10**6))
def test_exactly_one_option_is_what_a_plain_loop_does(checker: Checker, experiment: Experiment, seed: int) -> None:
    check_any(checker, experiment, seed)


@pytest.mark.slow
@settings(max_examples=3000, suppress_health_check=[HealthCheck.too_slow])
@given(experiments(), st.integers(0, 10**6))
def test_exactly_one_option_of_thousands_of_questions_is_what_a_plain_loop_does(
    checker: Checker, experiment: Experiment, seed: int
) -> None:
    check_any(checker, experiment, seed)


def check_any(checker: Checker, experiment: Experiment, seed: int) -> None:
    try:
        question = generate(experiment, seed, ROWS)
    except (ExperimentError, NothingToAskError):
        return
    check(question, checker)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_question_can_be_asked_about_the_tutorial(kind: str, checker: Checker) -> None:
    experiment = Experiment().changed(scheduler=MultiStepLR(milestones=(3, 7)))
    check(generate(experiment, 1, kinds=[kind]), checker)


def test_a_seed_gives_the_same_question_and_other_seeds_others() -> None:
    asked = [generate(Experiment(), seed) for seed in range(20)]
    assert asked == [generate(Experiment(), seed) for seed in range(20)]
    assert len({question.text for question in asked}) >= 5


def test_wrong_options_are_what_the_scheduler_is_taken_for() -> None:
    experiment = Experiment().changed(epochs=12, scheduler=MultiStepLR(milestones=(3, 7), gamma=0.5))
    notes = {option.note for seed in range(30) for option in generate(experiment, seed).options.values() if option.note}
    assert "That takes the first milestone for an interval." in notes
    assert "That would apply gamma twice at each change." in notes
    assert any("first epochs at a new rate" in note for note in notes)


def test_a_run_of_one_epoch_at_a_rate_of_zero_gives_nothing_to_ask() -> None:
    values = {"epochs": 1, "optimizer": {"kind": "SGD", "lr": 0.0}, "scheduler": NoScheduler()}
    with pytest.raises(NothingToAskError):
        generate(Experiment().changed(**values), 0, kinds=["rate used", "code"])


def test_a_scheduler_that_torch_cannot_run_is_explained() -> None:
    experiment = Experiment().changed(scheduler=OneCycleLR(max_lr=0.1, total_steps=3), step_scheduler="epoch")
    with pytest.raises(ExperimentError, match="torch refuses"):
        generate(experiment, 0)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(experiments(), st.integers(0, 10**6))
def test_the_curves_of_all_options_can_be_told_apart(experiment: Experiment, seed: int) -> None:
    check_pictures(experiment, seed)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiments(), st.integers(0, 10**6))
def test_the_curves_of_the_options_of_thousands_of_questions_can_be_told_apart(
    experiment: Experiment, seed: int
) -> None:
    check_pictures(experiment, seed)


def check_pictures(experiment: Experiment, seed: int) -> None:
    """Each two options' curves are apart by more than 5 % of the range of all of them, and not for a moment only."""
    try:
        question = generate(experiment, seed, ROWS, kinds=["code"])
    except (ExperimentError, NothingToAskError):
        return
    curves = np.array([course(question.experiment_of(key))[0] for key in question.options])
    apart = 0.05 * (curves.max() - curves.min())
    for one, other in combinations(curves, 2):
        assert (np.abs(one - other) > apart).sum() >= max(1, len(one) // 60)


def test_edits_are_left_out() -> None:
    experiment = Experiment().with_edit(Edit(epoch=3, lr=1.0))
    question = generate(experiment, 0)
    assert question.own_experiment is not None
    assert question.own_experiment.edits == ()

"""Curves of every family, drawn by torch, with noise of 2 %: whether the fit finds where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    PolynomialLR,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.fit import fit
from training.schedule.fit.nearest import Rates
from training.schedule.preview import preview

NOISE = 0.02
Draw = Callable[[Generator, int, float], SchedulerSettings]


def step(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return StepLR(step_size=int(random.integers(4, n // 3 + 1)), gamma=random.uniform(0.1, 0.8))


def multi_step(random: Generator, n: int, lr: float) -> SchedulerSettings:
    """Stretches of at least 4 epochs that are not all about as long: a StepLR is no multi-step."""
    while True:
        milestones = sorted(random.choice(np.arange(5, n - 4), int(random.integers(2, 5)), replace=False).tolist())
        stretches = np.diff([0, *milestones])
        if stretches.min() >= 4 and np.ptp(stretches) >= 4:
            return MultiStepLR(milestones=tuple(milestones), gamma=random.uniform(0.1, 0.6))


def warm_up_and(then: SchedulerSettings, start: float, length: int) -> SchedulerSettings:
    ramp = LinearLR(start_factor=start, end_factor=1.0, total_iters=length)
    return SequentialLR(schedulers=(ramp, then), milestones=(length,))


def warm_up_and_cosine(random: Generator, n: int, lr: float) -> SchedulerSettings:
    length = int(random.integers(4, n // 4 + 1))
    cosine = CosineAnnealingLR(T_max=n - length, eta_min=lr * float(random.choice([0, 0.01, 0.1])))
    return warm_up_and(cosine, random.uniform(0.01, 0.4), length)


def warm_up_and_step(random: Generator, n: int, lr: float) -> SchedulerSettings:
    length = int(random.integers(4, n // 4 + 1))
    steps = StepLR(step_size=int(random.integers(6, n // 4 + 2)), gamma=random.uniform(0.1, 0.7))
    return warm_up_and(steps, random.uniform(0.01, 0.4), length)


def triangular(random: Generator, n: int, lr: float) -> SchedulerSettings:
    up, down = (int(length) for length in random.integers(5, n // 2, 2))
    even = bool(random.random() < 0.5)
    low = lr * random.uniform(0.01, 0.3)
    return CyclicLR(
        base_lr=low, max_lr=lr, step_size_up=up, step_size_down=None if even else down, cycle_momentum=False
    )


def polynomial(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return PolynomialLR(total_iters=n, power=float(random.choice([0.5, 0.9, 1.5, 2, 3])))


def exponential(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return ExponentialLR(gamma=float(np.exp(-random.uniform(1, 8) / n)))


def cosine(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return CosineAnnealingLR(T_max=n, eta_min=lr * float(random.choice([0, 0.1])))


def restarts(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return CosineAnnealingWarmRestarts(T_0=int(random.integers(8, n // 3 + 1)), T_mult=int(random.integers(1, 3)))


def linear(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return LinearLR(start_factor=random.uniform(0.05, 0.4), total_iters=int(random.integers(5, n)))


def one_cycle(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return OneCycleLR(max_lr=lr, pct_start=random.uniform(0.2, 0.5), cycle_momentum=False)


def constant(random: Generator, n: int, lr: float) -> SchedulerSettings:
    return NoScheduler()


USUAL: tuple[Draw, ...] = (step, multi_step, warm_up_and_cosine, triangular, polynomial)
FURTHER: tuple[Draw, ...] = (
    warm_up_and_step,
    exponential,
    cosine,
    restarts,
    linear,
    one_cycle,
    constant,
)


def drawn(family: Draw, curves: int) -> Iterator[tuple[SchedulerSettings, Rates, Rates]]:
    """Yield schedulers with random numbers, their rates, and these drawn with a hand that is off by 2 %."""
    for seed in range(curves):
        random = default_rng(seed)
        n, lr = int(random.integers(30, 121)), 10 ** random.uniform(-4, 0)
        scheduler = family(random, n, lr)
        experiment = Experiment(epochs=n, optimizer=SGD(lr=lr), scheduler=scheduler, step_scheduler="epoch")
        rates = preview(experiment).lr
        yield scheduler, rates, rates * (1 + random.normal(0, NOISE, n))


def kinds(scheduler: SchedulerSettings) -> list[str]:
    return [member.kind for _, member in scheduler.family()]


@pytest.mark.parametrize(
    ("family", "curves"),
    [*((family, 10) for family in USUAL), *((family, 5) for family in FURTHER)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_curve_drawn_with_noise_is_fitted_by_its_own_family(family: Draw, curves: int) -> None:
    found = 0
    for scheduler, rates, curve in drawn(family, curves):
        best = fit(curve)[0]
        found += kinds(best.scheduler) == kinds(scheduler)
        assert best.area_error <= 0.03
        assert abs(best.rates.sum() / rates.sum() - 1) <= 0.03
        assert best.rms_error <= 0.05
    assert found >= 0.9 * curves


def test_the_rates_of_a_fit_are_torch_s_own() -> None:
    curve = next(drawn(triangular, 1))[2]
    for candidate in fit(curve):
        experiment = Experiment(
            epochs=len(curve), optimizer=SGD(lr=candidate.lr), scheduler=candidate.scheduler, step_scheduler="epoch"
        )
        assert preview(experiment).lr.tolist() == candidate.rates.tolist()


@pytest.mark.parametrize(
    ("curve", "lr", "scheduler"),
    [
        ([0.1] * 10, 0.1, NoScheduler()),
        ([0.1] * 5 + [0.05] * 5 + [0.025] * 5, 0.1, StepLR(step_size=5, gamma=0.5)),
        ([0.1] * 3 + [0.01] * 4 + [0.001] * 3, 0.1, MultiStepLR(milestones=(3, 7), gamma=0.1)),
        ([0.0] * 6, 0.0, NoScheduler()),
        ([0.3], 0.3, NoScheduler()),
    ],
)
def test_typed_rates_are_fitted_exactly(curve: list[float], lr: float, scheduler: SchedulerSettings) -> None:
    best = fit(np.array(curve))[0]
    assert (best.lr, best.scheduler) == (lr, scheduler)
    assert best.rms_error < 1e-12


def test_a_step_of_one_drop_is_no_row_of_many() -> None:
    best = fit(np.array([0.1] * 40 + [0.01] * 10))[0]
    assert np.count_nonzero(np.diff(best.rates)) == 1


def test_every_kind_is_offered_once_the_best_first() -> None:
    curve = np.linspace(0.1, 0.001, 40)
    offered = fit(curve)
    names = [tuple(kinds(candidate.scheduler)) for candidate in offered]
    assert len(names) == len(set(names)) > 8
    assert offered[0].rms_error < 0.01


@pytest.mark.parametrize("curve", [[0.0, 0.0, 1.0, 0.0], [1e-30, 5e-31, 1e-30], [1.0, 1e-9] * 8, [1e6] * 4 + [1.0]])
def test_strange_curves_are_fitted_too(curve: list[float]) -> None:
    assert np.isfinite(fit(np.array(curve))[0].rates).all()


def test_a_thousand_epochs_are_fitted_at_sampled_points() -> None:
    curve = preview(Experiment(epochs=1000, scheduler=MultiStepLR(milestones=(300, 720), gamma=0.1))).lr
    best = fit(curve)[0]
    assert best.scheduler.kind == "MultiStepLR"
    assert best.area_error < 0.01


def test_a_hundred_epochs_take_less_than_a_second() -> None:
    curve = next(drawn(warm_up_and_cosine, 1))[2]
    fit(curve)
    begin = perf_counter()
    fit(np.resize(curve, 100))
    assert perf_counter() - begin < 1

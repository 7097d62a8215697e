"""The curves that torch's schedulers draw, as formulas: good for guessing, never for showing a rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

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
    StepLR,
)
from training.schedule.fit.search import Array, Family, Proposal

DECAYS = np.geomspace(0.05, 7, 16)  # natural logarithms of a factor
FACTORS = np.exp(np.concatenate((-DECAYS[::-1], DECAYS[:6])))
POWERS = np.geomspace(0.3, 6, 9)
MULTIPLIERS = (1, 2, 3)
LARGEST = 50.0  # natural logarithm of a factor that no wanted curve has
LEAST = 1e-9  # stands for a rate of 0 that torch wants above 0


def wholes(first: int, last: int, count: int) -> Array:
    """Return at most `count` whole numbers from first to last, dense where they are small."""
    return np.unique(np.geomspace(first, max(first, last), count).round().astype(np.int64))


def _power(gamma: Array, times: Array) -> Array:
    powers: Array = np.exp(np.minimum(np.log(gamma) * times, LARGEST))
    return powers


def constant() -> Family:
    """Return the rate that stays."""
    return Family((), lambda t: [np.ones_like(t)], lambda numbers, weights: (weights[0], NoScheduler()), 1)


def exponential(n: int) -> Family:
    """Return the rates that fall, or rise, by the same factor after every epoch."""
    speeds = np.geomspace(0.1, 3.0 * n, 40) / n

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        return weights[0], ExponentialLR(gamma=numbers[0])

    axis = np.exp(np.concatenate((-speeds[::-1], speeds[:28])))
    return Family((axis,), lambda t, gamma: [_power(gamma, t)], propose, 1)


def step(n: int) -> Family:
    """Return the even staircases."""

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        return weights[0], StepLR(step_size=numbers[0], gamma=numbers[1])

    return Family((wholes(2, n - 1, 80), FACTORS), lambda t, size, gamma: [_power(gamma, t // size)], propose, 1)


def multi_step(milestones: Sequence[int]) -> Family:
    """Return the staircases with these milestones."""

    def columns(t: Array, gamma: Array) -> list[Array]:
        return [_power(gamma, np.searchsorted(milestones, t, side="right"))]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        return weights[0], MultiStepLR(milestones=tuple(milestones), gamma=numbers[0])

    return Family((FACTORS,), columns, propose, 1, fixed=2 * len(milestones))


def linear(n: int) -> Family:
    """Return the straight ways from one rate to another."""

    def columns(t: Array, total: Array) -> list[Array]:
        part = np.minimum(t / total, 1)
        return [1 - part, part]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        start, end = weights
        top = max(start, end, LEAST)
        scheduler = LinearLR(start_factor=max(start / top, LEAST), end_factor=end / top, total_iters=numbers[0])
        return top, scheduler

    return Family((wholes(2, n, 80),), columns, propose, 2)


def polynomial(n: int) -> Family:
    """Return the falls to zero along a power curve."""

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        return weights[0], PolynomialLR(total_iters=numbers[0], power=numbers[1])

    def columns(t: Array, total: Array, power: Array) -> list[Array]:
        return [(1 - np.minimum(t / total, 1)) ** power]

    return Family((wholes(max(2, n // 4), 2 * n, 16), POWERS), columns, propose, 1)


def cosine(n: int) -> Family:
    """Return the cosine waves between two rates."""

    def columns(t: Array, length: Array) -> list[Array]:
        high = (1 + np.cos(np.pi * t / length)) / 2
        return [high, 1 - high]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        return weights[0], CosineAnnealingLR(T_max=numbers[0], eta_min=weights[1])

    return Family((wholes(2, 2 * n, 60),), columns, propose, 2)


def restarts(n: int, multiplier: int) -> Family:
    """Return the falling half waves that begin again, each so many times as long as the one before."""

    def columns(t: Array, first: Array) -> list[Array]:
        if multiplier == 1:
            high = (1 + np.cos(np.pi * (t % first) / first)) / 2
        else:
            wave = np.floor(np.log(t / first * (multiplier - 1) + 1) / np.log(multiplier) + 1e-9)
            length = first * multiplier**wave
            high = (1 + np.cos(np.pi * (t - (length - first) / (multiplier - 1)) / length)) / 2
        return [high, 1 - high]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        top, low = weights
        return top, CosineAnnealingWarmRestarts(T_0=numbers[0], T_mult=multiplier, eta_min=low)

    return Family((wholes(2, n - 1, 80),), columns, propose, 2, fixed=multiplier - 1)


def triangles(n: int, even: bool) -> Family:
    """Return the rates that go straight up and down between two rates; `even`: both ways are as long."""

    def columns(t: Array, up: Array, down: Array | None = None) -> list[Array]:
        down = up if down is None else down
        step = t % (up + down)
        high = np.where(step < up, step / up, (up + down - step) / down)
        return [1 - high, high]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        (low, high), (up, *down) = weights, numbers
        if low >= high:
            raise ValueError("CyclicLR begins at its lowest rate")
        scheduler = CyclicLR(
            base_lr=low, max_lr=high, step_size_up=up, step_size_down=down[0] if down else None, cycle_momentum=False
        )
        return low, scheduler

    axis = wholes(2, n - 1, 60) if even else wholes(2, n - 1, 24)
    return Family((axis,) if even else (axis, axis), columns, propose, 2, fixed=1)


def one_cycle(n: int) -> Family:
    """Return the cosine rises to a peak that is left along a longer cosine wave."""

    def columns(t: Array, share: Array) -> list[Array]:
        peak = share * n - 1
        rise = (1 - np.cos(np.pi * np.minimum(t / peak, 1))) / 2
        fall = (1 - np.cos(np.pi * np.maximum(t - peak, 0) / (n - 1 - peak))) / 2
        return [1 - rise, rise - fall, fall]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        start, top, end = (max(weight, LEAST) for weight in weights)
        scheduler = OneCycleLR(
            max_lr=top, pct_start=numbers[0], div_factor=top / start, final_div_factor=start / end, cycle_momentum=False
        )
        return top, scheduler

    return Family((np.linspace(3 / n, 0.9, 30),), columns, propose, 3, fixed=2)


def falling(n: int) -> tuple[Family, ...]:
    """Return the families that as a rule follow a warm-up."""
    return exponential(n), step(n), polynomial(n), cosine(n)


def moving(n: int) -> Iterator[Family]:
    """Yield the families of one scheduler whose rate moves over n epochs; a multi-step needs its milestones, too."""
    yield from (*falling(n), linear(n))
    yield from (restarts(n, multiplier) for multiplier in MULTIPLIERS)
    yield from (triangles(n, even=True), triangles(n, even=False), one_cycle(n))

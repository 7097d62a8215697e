from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from training.experiment.experiment import Experiment
from training.practice.drawing import compare
from training.practice.guesses import Kind, Rates
from training.schedule.preview import preview

DRAWINGS = 120  # of each kind
ENOUGH = 0.95
HAND = 0.02  # share of the axis by which the hand strays


def stairs(chance: np.random.Generator, gamma: float, epochs: int) -> tuple[Rates, list[int]]:
    """Return a MultiStepLR's rates, run by torch, with two or three milestones apart from each other and the ends."""
    count = int(chance.integers(2, 4))
    while True:
        at = sorted(chance.choice(np.arange(3, epochs - 3), count, replace=False).tolist())
        if min(np.diff(at)) >= 4:
            break
    scheduler = {"kind": "MultiStepLR", "milestones": at, "gamma": gamma}
    return preview(Experiment().changed(epochs=epochs, scheduler=scheduler)).lr, at


def shifted(true: Rates, by: int) -> Rates:
    return true[np.clip(np.arange(len(true)) - by, 0, len(true) - 1)]


def drops(at: list[int], epochs: int) -> Rates:
    """Return how many milestones each epoch has behind it."""
    return np.searchsorted(at, np.arange(epochs), "right").astype(float)


def by_hand(chance: np.random.Generator, rates: Rates, true: Rates, log: bool) -> Rates:
    """Return the rates as an unsteady hand draws them: it trembles, and it is slightly off all the way."""
    span = np.ptp(np.log10(true)) if log else np.ptp(true)
    stray = span * (HAND * chance.standard_normal(len(rates)) + HAND / 2 * chance.standard_normal())
    return 10 ** (np.log10(rates) + stray) if log else rates + stray


def drawn(kind: Kind, log: bool) -> Iterator[tuple[Rates, Rates, int]]:
    """Yield drawings of a kind with the true rates, and what there is to be named: epochs, or nothing."""
    chance = np.random.default_rng(0)
    for _ in range(DRAWINGS):
        gamma = float(chance.choice([0.1, 0.2, 0.5])) if log else float(chance.choice([0.4, 0.5, 0.6]))
        true, at = stairs(chance, gamma, int(chance.integers(20, 41)))
        by, meant = 0, true
        if kind is Kind.SHIFTED:
            by = int(chance.choice([1, -1]))
            meant = shifted(true, by)
        elif kind is Kind.FACTOR:
            meant = true * float(chance.choice([0.5, 1.4])) ** drops(at, len(true))
        elif kind is Kind.MILESTONE:
            which, by = int(chance.integers(len(at))), int(chance.choice([2, -2]))
            moved = [m + by if place == which else m for place, m in enumerate(at)]
            meant = true[0] * gamma ** drops(moved, len(true))
        elif kind is Kind.INVERTED:
            meant = true[0] * true[-1] / true if log else true[0] + true[-1] - true
        elif kind is Kind.CONSTANT:
            meant = np.full_like(true, true[0])
        elif kind is Kind.RATES:
            place = drops(at, len(true)).astype(int)
            meant = true * np.array([2, 0.3, 2.5, 0.3] if log else [0.75, 0.4, 2, 0.8])[place]
        yield by_hand(chance, meant, true, log), true, by


@pytest.mark.parametrize("log", [False, True], ids=["linear", "log"])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.OTHER], ids=lambda kind: kind.value)
def test_at_least_19_of_20_drawings_are_named_for_what_they_are(kind: Kind, log: bool) -> None:
    named = [
        (finding := compare(curve, true, log)).kind is kind and finding.guess.by == by
        for curve, true, by in drawn(kind, log)
    ]
    assert np.mean(named) >= ENOUGH


@pytest.mark.parametrize("by", [1, -1, 3])
@pytest.mark.parametrize(
    "scheduler",
    [
        {"kind": "CosineAnnealingLR", "T_max": 20},
        {"kind": "CosineAnnealingWarmRestarts", "T_0": 7},
        {"kind": "ExponentialLR", "gamma": 0.8},
        {"kind": "LinearLR", "start_factor": 0.1},
    ],
    ids=lambda scheduler: scheduler["kind"],
)
def test_a_smooth_curve_that_is_late_or_early_is_called_so(scheduler: dict[str, Any], by: int) -> None:
    chance = np.random.default_rng(0)
    true = preview(Experiment().changed(epochs=20, scheduler=scheduler)).lr
    findings = [compare(by_hand(chance, shifted(true, by), true, log=False), true) for _ in range(DRAWINGS)]
    assert np.mean([finding.guess.by == by for finding in findings]) >= ENOUGH


def sentence(drawing: list[float], scheduler: dict[str, Any]) -> str:
    true = preview(Experiment().changed(epochs=len(drawing), scheduler=scheduler)).lr
    return compare(np.array(drawing), true).sentence


STEP = {"kind": "StepLR", "step_size": 4, "gamma": 0.5}
MULTI = {"kind": "MultiStepLR", "milestones": [4, 8], "gamma": 0.5}


def test_the_sentence_says_how_late_and_when_the_change_comes() -> None:
    assert sentence([0.1] * 5 + [0.05] * 4 + [0.025] * 3, STEP) == (
        "Right shape, 1 epoch late. The first change comes after epoch 4 and is used from epoch 5 on."
    )


def test_the_sentence_names_the_milestone() -> None:
    assert sentence([0.1] * 4 + [0.05] * 6 + [0.025] * 2, MULTI) == (
        "One milestone is wrong: the rate changes after epoch 8, and you drew it after epoch 10, 2 epochs late. "
        "The others are right."
    )


def test_the_sentence_names_both_factors() -> None:
    assert sentence([0.1] * 4 + [0.02] * 4 + [0.004] * 4, STEP) == (
        "Right epochs, wrong factor: the rate is multiplied by 0.5 at each change, and you drew about 0.2."
    )


def test_a_curve_that_was_meant_otherwise_is_told_where_it_is_farthest_off() -> None:
    rising = np.linspace(0.02, 0.1, 12).tolist()
    assert sentence(rising, MULTI) == "Another shape: farthest off in epoch 1, about 0.02 instead of 0.1."


def test_a_rate_that_never_changes_is_right_when_it_is_drawn_flat() -> None:
    assert sentence([0.1] * 6, {"kind": "None"}).startswith("Right")

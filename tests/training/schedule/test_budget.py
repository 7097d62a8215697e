from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.experiment import Experiment, experiment_from
from training.schedule.budget import ALIKE, MOST_RATES, budget_of, equal_area, scaled, shares_of
from training.schedule.preview import preview

ROWS = 800
SCHEDULERS: list[dict[str, Any]] = [
    {"kind": "None"},
    {"kind": "StepLR", "step_size": 3},
    {"kind": "LinearLR"},
    {"kind": "LambdaLR", "lr_lambda": "0.9 ** epoch"},
    {"kind": "CosineAnnealingLR", "T_max": 7, "eta_min": 0.01},
    {"kind": "CosineAnnealingWarmRestarts", "T_0": 4, "eta_min": 0.01},
    {"kind": "CyclicLR", "base_lr": 0.01, "max_lr": 0.2, "step_size_up": 3, "cycle_momentum": False},
    {"kind": "OneCycleLR", "max_lr": 0.2, "cycle_momentum": False},
    {"kind": "SWALR", "swa_lr": 0.03, "anneal_epochs": 4},
    {"kind": "ReduceLROnPlateau", "patience": 1, "min_lr": 0.004, "eps": 0.0},
    {
        "kind": "SequentialLR",
        "schedulers": [{"kind": "LinearLR"}, {"kind": "CosineAnnealingLR", "T_max": 5, "eta_min": 0.02}],
        "milestones": [5],
    },
]


def experiment(scheduler: dict[str, Any], epochs: int = 12, **values: Any) -> Experiment:
    optimizer = {"kind": "SGD", "lr": 0.1}
    return experiment_from({"epochs": epochs, "scheduler": scheduler, "optimizer": optimizer, **values})


def test_the_area_is_the_sum_of_the_rates_used() -> None:
    budget = budget_of(preview(Experiment()))
    assert budget.area == pytest.approx(5 * 0.1 + 5 * 0.05)
    assert budget.mean == pytest.approx(0.075)
    assert budget.half_life == 4


def test_what_a_hand_changes_is_spent_and_scaled_too() -> None:
    edits = [
        {"epoch": 6, "lr": 0.2},
        {"epoch": 8, "scheduler": {"kind": "OneCycleLR", "max_lr": 0.2, "cycle_momentum": False}},
        {"epoch": 10, "optimizer": {"kind": "Adam", "lr": 0.01}, "scheduler": {"kind": "StepLR", "step_size": 1}},
    ]
    edited = experiment({"kind": "StepLR", "step_size": 5}, step_scheduler="epoch", edits=edits)
    schedule, doubled = preview(edited), preview(scaled(edited, 2.0))
    assert budget_of(schedule).area == pytest.approx(schedule.lr.sum())
    assert np.allclose(doubled.rates, 2 * schedule.rates, rtol=1e-12)


def test_few_rates_are_listed_with_their_shares_the_highest_first() -> None:
    schedule = preview(experiment({"kind": "MultiStepLR", "milestones": [3, 9]}))
    shares = budget_of(schedule).shares
    assert [(share.low, share.high) for share in shares] == [
        (rate, rate) for rate in (0.1, 0.010000000000000002, 0.0010000000000000002)
    ]
    assert [share.share for share in shares] == pytest.approx([0.25, 0.5, 0.25])


def test_rates_that_differ_by_rounding_alone_are_one() -> None:
    schedule = preview(experiment({"kind": "LinearLR", "total_iters": 4}, epochs=40))
    assert len(budget_of(schedule).shares) == 5


def test_many_rates_are_told_by_halvings_of_the_highest() -> None:
    shares = budget_of(preview(experiment({"kind": "ExponentialLR", "gamma": 0.5**0.25}, epochs=24))).shares
    assert [share.high for share in shares] == pytest.approx([0.1, 0.05, 0.025, 0.0125, 0.00625])
    assert [share.share for share in shares] == pytest.approx([4 / 24] * 4 + [8 / 24])


@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=lambda s: s["kind"])
def test_the_shares_add_up_to_all_steps(scheduler: dict[str, Any]) -> None:
    shares = budget_of(preview(experiment(scheduler, step_scheduler="epoch"))).shares
    assert sum(share.share for share in shares) == pytest.approx(1)
    assert all(0 < share.share <= 1 and share.low <= share.high for share in shares)


def test_of_an_epoch_with_many_steps_the_mean_counts() -> None:
    schedule = preview(experiment({"kind": "OneCycleLR", "max_lr": 0.2, "cycle_momentum": False}), ROWS)
    assert schedule.per_epoch == 100
    assert budget_of(schedule).area == pytest.approx(schedule.rates[0, :-1].mean() * 12)


def test_a_rate_of_zero_has_no_half_life() -> None:
    schedule = preview(experiment({"kind": "None"}, optimizer={"kind": "SGD", "lr": 0.0}))
    assert budget_of(schedule).half_life is None
    assert equal_area(schedule, preview(Experiment())) == float("inf")


@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=lambda s: s["kind"])
@given(factor=st.floats(0.01, 20))
def test_a_scaled_experiment_has_all_its_rates_times_the_factor(scheduler: dict[str, Any], factor: float) -> None:
    before = experiment(scheduler, head_lr=0.02)
    after = preview(scaled(before, factor), ROWS).rates
    assert np.allclose(after, preview(before, ROWS).rates * factor, rtol=1e-9, atol=1e-14 * factor)


@pytest.mark.parametrize("scheduler", SCHEDULERS, ids=lambda s: s["kind"])
def test_at_the_factor_for_equal_area_both_areas_are_equal(scheduler: dict[str, Any]) -> None:
    before, other = experiment(scheduler), preview(Experiment(epochs=30))
    factor = equal_area(preview(before, ROWS), other)
    after = preview(scaled(before, factor), ROWS)
    assert budget_of(after).area == pytest.approx(budget_of(other).area)


def near(rate: float, places: int) -> float:
    """Return a rate so many of torch's roundings away."""
    return rate * (1 + places * 2.3e-16)


RATE = st.one_of(
    st.sampled_from([0.0, 0.1, 0.2, 0.4, 0.05, 0.025, 0.0125, 1.0, -0.1]),
    st.builds(near, st.sampled_from([0.1, 0.05, 1.0]), st.integers(-3, 3)),
    st.floats(-10, 10),
    st.floats(1e-300, 1e-3),
)


@given(st.lists(RATE, min_size=1, max_size=60))
def test_whatever_the_rates_each_step_is_in_exactly_one_share(rates: list[float]) -> None:
    shares = shares_of(np.array(rates))
    assert sum(share.share for share in shares) == pytest.approx(1, abs=1e-12)
    assert len(shares) <= MOST_RATES
    for share in shares:
        most = max(share.high, share.low + ALIKE * abs(share.low))
        inside = [rate for rate in rates if share.low <= rate <= most]
        assert share.share == pytest.approx(len(inside) / len(rates))
        assert share.low <= share.high
    assert all(above.low > below.high for above, below in itertools.pairwise(shares))


def test_a_lowest_rate_that_is_half_of_the_highest_counts_once() -> None:
    formula = {"kind": "LambdaLR", "lr_lambda": "1 - epoch / 20 if epoch < 10 else 0.5"}
    shares = budget_of(preview(experiment(formula, epochs=17))).shares
    assert [(share.low, share.high) for share in shares] == [(pytest.approx(0.055), 0.1), (0.05, 0.05)]
    assert [share.share for share in shares] == pytest.approx([10 / 17, 7 / 17])

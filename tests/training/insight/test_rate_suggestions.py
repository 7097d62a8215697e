"""What is suggested is judged on the line that is drawn, and every sentence is true of the batches' own losses."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.engine.data import load
from training.experiment.data import Moons
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD
from training.insight.rate_finder import Point, try_rates
from training.insight.rate_span import WHOLE, Span
from training.insight.rate_suggestions import START, curve_of, suggest
from training.insight.smoothing import Smoother

FLOATS = st.floats(-100, 100) | st.just(math.nan) | st.just(math.inf)
FIGURE = re.compile(r"\d+(?:\.\d+)?(?:e[-+]\d+)?")


def tried(losses: Sequence[float], span: Span = WHOLE) -> list[Point]:
    """Return the points of a test with these losses."""
    smoother = Smoother(span.smoothing)
    return [Point(batch, span.rate(batch), loss, smoother.add(loss)) for batch, loss in enumerate(losses, 1)]


def range_test(batches: int, seed: int, fall: float, rise: float, noise: float) -> tuple[list[Point], Span]:
    """Return a loss that falls to a floor and explodes, with noise as of small batches, and spikes."""
    span, random = Span(1e-6, 10.0, batches), np.random.default_rng(seed)
    bottom, way = random.uniform(0.01, 0.6), np.arange(batches) / batches
    losses = 0.7 - (0.7 - bottom) / (1 + np.exp(-40 * (way - fall))) + random.normal(0, noise, batches)
    losses = np.abs(losses) + np.where(way > rise, np.exp(np.minimum(300 * (way - rise), 40)) - 1, 0)
    losses[random.random(batches) < random.choice([0.0, 0.02])] *= 50
    return tried(losses.tolist(), span), span


RANGE_TESTS = {
    "batches": st.integers(50, 700),
    "seed": st.integers(0, 2**32),
    "fall": st.floats(0.3, 0.7),
    "rise": st.floats(0.75, 1.1),
    "noise": st.floats(0.0, 0.12),
}


def figures(reason: str) -> list[float]:
    return [float(found) for found in FIGURE.findall(reason)]


def same(one: float, other: float) -> bool:
    return f"{one:.2g}" == f"{other:.2g}"


def lowest_of(points: Sequence[Point], span: Span) -> int:
    """Return the place of the lowest smoothed loss among those that look at as many batches as the others."""
    first = min(span.smoothing, len(points)) - 1
    return first + int(np.argmin([point.smoothed for point in points[first:]]))


def check_floor(points: list[Point], reason: str, span: Span) -> None:
    within, low, first, *last = figures(reason)
    smoothed, lowest = np.array([point.smoothed for point in points]), lowest_of(points, span)
    assert same(smoothed[lowest], low)
    near = smoothed <= smoothed[lowest] + within * 1.06  # of a figure with two digits
    assert any(near[place] for place in range(len(points)) if same(points[place].lr, first))
    end = max(p for p in range(len(points)) if same(points[p].lr, last[0])) if last else len(points) - 1
    same_rate = [p for p in range(lowest, end + 1) if last and same(points[p].lr, last[0])]
    assert near[lowest : min(same_rate, default=end) + 1].all()
    raw = [point.loss for point in points[lowest : min(same_rate, default=end) + 1]]
    assert np.median(raw) <= smoothed[lowest] + 2.2 * within + 1e-9 or len(raw) < 5


def check_divergence(points: list[Point], reason: str, span: Span) -> None:
    edge, start = figures(reason)[:2]
    early = max(1, int(START * span.batches))
    assert same(np.mean([point.smoothed for point in points[:early]]), start)
    back = [p for p in range(len(points)) if same(points[p].lr, edge)]
    raws = [[q.loss for q in points[max(0, p - span.smoothing + 1) : p + 1]] for p in back]
    assert any(np.mean(np.array(raw) > start * 0.94) >= 0.5 for raw in raws)


def check(points: list[Point], span: Span) -> None:
    points = [point for point in points if math.isfinite(point.loss) and math.isfinite(point.smoothed)]
    smoothed = [point.smoothed for point in points]
    for suggestion in suggest(points, span):
        if suggestion.name == "valley floor":
            check_floor(points, suggestion.reason, span)
        if suggestion.name == "divergence / 5":
            check_divergence(points, suggestion.reason, span)
        if suggestion.name == "minimum / 10":
            assert same(points[lowest_of(points, span)].lr, figures(suggestion.reason)[0])
        if suggestion.name == "steepest descent":
            low, high, fall, stride = figures(suggestion.reason)
            falls = [smoothed[p] - smoothed[p + int(stride)] for p in range(lowest_of(points, span) + 1 - int(stride))]
            best = int(np.argmax(falls))
            assert same(falls[best], fall)
            assert same(points[best].lr, low)
            assert same(points[best + int(stride)].lr, high)
        assert "smoothed" in suggestion.reason
        assert f"{suggestion.lr:.2g}" == f"{suggestion.lr:g}"


@given(st.lists(FLOATS, min_size=1, max_size=40), st.integers(1, 30))
def test_the_smoothed_loss_is_the_median_of_the_last_ones(values: list[float], width: int) -> None:
    smoother = Smoother(width)
    for place, value in enumerate(values):
        seen = np.nan_to_num(values[max(0, place + 1 - width) : place + 1], nan=math.inf, posinf=math.inf)
        ordered = sorted(seen.tolist())
        half = (len(ordered) - 1) // 2
        assert smoother.add(value) == (ordered[half] + ordered[len(ordered) // 2]) / 2


@given(st.floats(0, 1), st.floats(0, 1e9), st.fixed_dictionaries(RANGE_TESTS))
def test_what_comes_later_moves_no_smoothed_loss(part: float, loss: float, values: dict[str, Any]) -> None:
    points, span = range_test(**values)
    kept = int(part * len(points))
    other = tried([point.loss for point in points[:kept]] + [loss] * (len(points) - kept), span)
    assert other[:kept] == points[:kept]


@settings(max_examples=200)
@given(st.fixed_dictionaries(RANGE_TESTS))
def test_every_sentence_is_true_of_the_losses(values: dict[str, Any]) -> None:
    check(*range_test(**values))


@cache
def real(data: str, batch_size: int, batches: int) -> list[Point]:
    """Return a test of the default network on some data."""
    experiment = experiment_from({"data": {"kind": data}, "batch_size": batch_size})
    return list(try_rates(experiment, load(experiment.data), Span(batches=batches)))


@pytest.mark.parametrize(("data", "batch_size", "batches"), [("Tutorial", 8, 300), ("Iris", 32, 200), ("Wine", 4, 300)])
def test_every_sentence_is_true_of_what_was_tried(data: str, batch_size: int, batches: int) -> None:
    points, span = real(data, batch_size, batches), Span(batches=batches)
    assert suggest(points, span)
    check(points, span)


def test_the_line_that_is_drawn_is_the_one_that_is_judged() -> None:
    points = real("Iris", 32, 200)
    curve = curve_of(points, Span(batches=200))
    assert curve is not None
    assert curve.losses.tolist() == [point.smoothed for point in points]


def test_an_explosion_is_not_felt_before_it() -> None:
    losses = [0.7 if batch < 300 else 0.27 for batch in range(560)] + [10.0**batch for batch in range(40)]
    (edge,) = (s for s in suggest(tried(losses)) if s.name == "divergence / 5")
    assert figures(edge.reason)[0] >= float(f"{Span().rate(561):.2g}")


@given(st.integers(0, 2**32), st.floats(0.01, 0.3))
def test_noise_alone_suggests_nothing(seed: int, noise: float) -> None:
    losses = np.random.default_rng(seed).normal(0.7, noise, Span().batches)
    assert suggest(tried(losses.tolist())) == ()


def test_the_rates_are_suggested_with_names_and_reasons() -> None:
    found = suggest(real("Tutorial", 8, 300), Span(batches=300))
    names = ["valley floor", "steepest descent", "valley", "minimum / 10", "divergence / 5"]
    assert [s.name for s in found] in (names, names[:-1])  # where the loss does not come back to its start
    assert [s.recommended for s in found] == [s.name == "valley floor" for s in found]
    assert all(s.reason.endswith(".") and f"{s.lr:.2g}" == f"{s.lr:g}" for s in found)


@pytest.mark.parametrize("lowest", [1e-3, 1e-2, 0.1, 1.0])
def test_the_recommended_rate_is_the_middle_of_the_bottom(lowest: float) -> None:
    """A loss of which all is known: a fall, a flat bottom of a factor 4 either way, a steep rise."""
    span = Span()

    def loss(lr: float) -> float:
        way = abs(math.log(lr / lowest)) - math.log(4)
        return 1.0 if way > 2.0 and lr < lowest else 0.2 + max(0.0, way) * (0.4 if lr < lowest else 3.0)

    points = tried([loss(span.rate(batch)) for batch in range(1, span.batches + 1)])
    recommended = suggest(points, span)[0]
    assert lowest / 1.5 < recommended.lr < lowest * 1.5


def test_a_loss_that_never_falls_suggests_nothing() -> None:
    span = Span()
    flat = tried([0.7 + (batch % 3) * 0.001 for batch in range(span.batches)])
    assert suggest(flat, span) == ()
    assert suggest([Point(1, 1e-6, math.nan, math.inf)], span) == ()


def test_a_test_that_ends_before_the_loss_rises_says_so() -> None:
    experiment = Experiment(data=Moons(), network=MLP(hidden=(16,)), optimizer=SGD(lr=0.1))
    span = Span(highest=0.1, batches=200)
    recommended, *others = suggest(list(try_rates(experiment, load(experiment.data), span)), span)
    assert "a wider range would tell more" in recommended.reason
    assert "divergence / 5" not in [s.name for s in others]

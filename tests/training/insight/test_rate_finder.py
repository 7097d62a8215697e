from __future__ import annotations

import math
from itertools import islice, pairwise

import pytest
import torch

from training.engine.checkpoint import checkpoint_of
from training.engine.data import load
from training.engine.errors import TrainingError
from training.engine.train import start
from training.experiment.data import Iris
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import LBFGS, Adafactor, Adam, Rprop
from training.insight.rate_finder import end_note, try_rates
from training.insight.rate_span import Span

DATA = load(Iris())
SHORT = Span(1e-4, 10.0, 60)
NOISY = Experiment(data=Iris(), network=MLP(hidden=(8,), dropout=0.3, batch_norm=True), optimizer=Adam())


def test_the_caller_s_training_and_random_state_are_bit_equal_before_and_after() -> None:
    trainer = start(NOISY, DATA)
    trainer.run_epoch()
    before, random = checkpoint_of(trainer), torch.get_rng_state()
    gradients = [parameter.grad.clone() for parameter in trainer.network.parameters()]
    for _ in try_rates(NOISY, DATA, SHORT):
        assert torch.equal(torch.get_rng_state(), random)
    assert checkpoint_of(trainer) == before
    assert all(torch.equal(p.grad, g) for p, g in zip(trainer.network.parameters(), gradients, strict=True))
    assert trainer.network.training is False  # as the validation left it


def test_the_training_goes_on_as_if_nothing_had_been_tried() -> None:
    alone = start(NOISY, DATA)
    figures = [alone.run_epoch()[:7] for _ in range(3)]
    with_test = start(NOISY, DATA)
    tried = []
    for _ in range(3):
        tried.append(with_test.run_epoch()[:7])
        list(islice(try_rates(NOISY, DATA, SHORT), 20))
    assert tried == figures


def test_the_same_test_gives_the_same_points() -> None:
    first = list(try_rates(NOISY, DATA, SHORT))
    torch.rand(7)
    assert list(try_rates(NOISY, DATA, SHORT)) == first


def test_the_rate_rises_by_the_same_factor_over_the_whole_span() -> None:
    points = list(try_rates(Experiment(data=Iris()), DATA, Span(1e-5, 1e-2, 31)))
    assert points[0].lr == 1e-5
    assert math.isclose(points[-1].lr, 1e-2)
    assert all(math.isclose(b.lr / a.lr, 10**0.1) for a, b in pairwise(points))


def test_the_first_batch_s_loss_is_the_run_s_own() -> None:
    whole = Experiment(data=Iris(), batch_size=1000)
    (point,) = try_rates(whole, DATA, Span(batches=1))
    assert math.isclose(point.loss, start(whole, DATA).run_epoch().loss)


def test_it_stops_when_it_diverges() -> None:
    points = list(try_rates(Experiment(data=Iris()), DATA, Span(1e-3, 1e6, 200)))
    assert len(points) < 200
    assert all(point.smoothed <= 4 * points[0].smoothed for point in points[:-1])


@pytest.mark.parametrize("kind", STAGES["optimizer"], ids=lambda kind: kind.__name__)
def test_every_optimizer_can_be_tried_but_one_that_follows_no_rate(kind: type) -> None:
    settings = {name: value for name, value in kind.suggested().items() if name != "kind"}
    bias = kind.__name__ != "Muon"
    experiment = Experiment(data=Iris(), optimizer=kind(**settings), network=MLP(bias=bias), clip_grad_norm=None)
    if kind is Rprop:
        with pytest.raises(TrainingError, match="first step only"):
            next(try_rates(experiment, DATA, SHORT))
    else:
        losses = [point.loss for point in try_rates(experiment, DATA, SHORT)]
        assert len(set(losses)) > 5


def test_no_rate_is_tried_that_the_optimizer_would_not_take() -> None:
    capped = Experiment(data=Iris(), optimizer=Adafactor())
    points = list(try_rates(capped, DATA, SHORT))
    assert 0 < len(points) < SHORT.batches
    assert all(point.lr <= point.batch**-0.5 for point in points)
    highest = f"{points[-1].lr:.2g}"
    note = end_note(capped, len(points), SHORT)
    ended = f"after {len(points)} steps nothing above {highest} acts, so the test ends"
    assert note == f"Adafactor takes min(lr, 1/√step): {ended}."
    assert end_note(Experiment(), 20, SHORT) == ""


def test_the_head_s_own_rate_stays() -> None:
    frozen_head = Experiment(data=Iris(), head_lr=0.0, freeze_body=3)
    assert len({p.smoothed for p in try_rates(frozen_head, DATA, SHORT)}) > 10


def test_no_rate_is_tried_that_does_not_act() -> None:
    points = list(try_rates(Experiment(data=Iris(), optimizer=Adafactor()), DATA, SHORT))
    assert points
    assert all(point.lr <= point.batch**-0.5 for point in points)
    with pytest.raises(TrainingError, match="no rate above 1"):
        next(try_rates(Experiment(data=Iris(), optimizer=Adafactor()), DATA, Span(2.0, 3.0, 60)))
    with pytest.raises(TrainingError, match="first guess of its line search only, so no range"):
        next(try_rates(Experiment(data=Iris(), optimizer=LBFGS(line_search_fn="strong_wolfe")), DATA, SHORT))

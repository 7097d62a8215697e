from __future__ import annotations

from itertools import islice

import pytest
import torch

from training.engine.checkpoint import checkpoint_of
from training.engine.data import load
from training.engine.train import start, train_on
from training.experiment.data import Iris
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam
from training.insight.states import State, epochs_worth_keeping, state_of, weights_over

NOISY = Experiment(epochs=6, data=Iris(), network=MLP(hidden=(8,), dropout=0.3, batch_norm=True), optimizer=Adam())
FLAT = Experiment(epochs=6, data=Iris(), network=MLP(hidden=(64,)), optimizer=SGD(lr=0.1, momentum=0.9))


def really(experiment: Experiment) -> tuple[dict[int, State], dict[int, bytes]]:
    """Return the weights and the checkpoints after each epoch of a real run."""
    trainer = start(experiment, load(experiment.data))
    weights, checkpoints = {0: state_of(trainer.network)}, {}
    for record in train_on(trainer):
        weights[record.epoch] = state_of(trainer.network)
        checkpoints[record.epoch] = checkpoint_of(trainer)
    return weights, checkpoints


def same(one: State, other: State) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("experiment", [NOISY, FLAT], ids=["dropout", "flat"])
@pytest.mark.parametrize("kept", [(), (2, 4), (6,), (1, 2, 3, 4, 5, 6)], ids=str)
def test_the_weights_are_the_run_s_own(experiment: Experiment, kept: tuple[int, ...]) -> None:
    weights, checkpoints = really(experiment)
    asked = weights_over(experiment, load(experiment.data), [5, 0, 3, 6, 1], {e: checkpoints[e] for e in kept})
    found = dict(asked)
    assert list(found) == [0, 1, 3, 5, 6]
    assert all(same(state, weights[epoch]) for epoch, state in found.items())


def test_the_caller_s_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    for _ in weights_over(NOISY, load(NOISY.data), range(4)):
        assert torch.equal(torch.get_rng_state(), before)


def test_a_caller_that_draws_in_between_changes_nothing() -> None:
    data, weights = load(NOISY.data), really(NOISY)[0]
    for epoch, state in weights_over(NOISY, data, range(7)):
        torch.rand(3)
        assert same(state, weights[epoch])


def test_it_can_be_left_at_any_epoch() -> None:
    asked = weights_over(NOISY.changed(epochs=10**6), load(NOISY.data), range(10**6))
    assert [epoch for epoch, _ in islice(asked, 3)] == [0, 1, 2]
    asked.close()


def test_it_ends_where_the_run_diverged() -> None:
    wild = Experiment(epochs=9, data=Iris(), optimizer=SGD(lr=1e30))
    assert [epoch for epoch, _ in weights_over(wild, load(wild.data), range(10))] == [0, 1]


def test_it_ends_where_the_run_was_stopped_early() -> None:
    still = NOISY.changed(optimizer=Adam(lr=0.0), network=MLP(), early_stopping=2)
    assert [epoch for epoch, _ in weights_over(still, load(still.data), range(7))] == [0, 1, 2, 3]


def test_small_networks_are_kept_after_every_epoch_and_large_ones_spread_over_the_run() -> None:
    data = load(NOISY.data)
    assert epochs_worth_keeping(NOISY, data) == list(range(7))
    long = NOISY.changed(epochs=1000)
    spread = epochs_worth_keeping(long, data, room=5 * 4 * 83)
    assert (spread[0], spread[-1]) == (0, 1000)
    assert 4 <= len(spread) <= 5

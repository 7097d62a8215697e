from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tests.training.insight.networks import DATA, cases, disturbed
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.engine.train import start
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.insight.prediction import find_dead_units, trace_prediction
from training.insight.prediction_text import describe_prediction
from training.insight.states import state_of
from training.insight.view import logits_of


def in_eval_mode(network: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    network.eval()
    with torch.no_grad():
        logits = network(x)
    network.train()
    return logits


any_rows = given(cases(), st.integers(0, 40), st.integers(1, 4), st.sampled_from([1.0, 1e-3, 1e3]))


@settings(max_examples=200)
@any_rows
def test_the_logits_are_the_network_s_to_the_last_bit(
    case: tuple[nn.Sequential, Dataset], first: int, rows: int, scale: float
) -> None:
    check_logits(case, first, rows, scale)


@pytest.mark.slow
@settings(max_examples=3000)
@any_rows
def test_the_logits_of_thousands_of_rows_are_the_network_s_to_the_last_bit(
    case: tuple[nn.Sequential, Dataset], first: int, rows: int, scale: float
) -> None:
    check_logits(case, first, rows, scale)


def check_logits(case: tuple[nn.Sequential, Dataset], first: int, rows: int, scale: float) -> None:
    network, data = case
    x = (data.x * scale)[first : first + rows]
    trace = trace_prediction(network, data, x)
    assert torch.equal(torch.from_numpy(trace.logits), in_eval_mode(network, x.clone()))
    assert torch.equal(torch.from_numpy(trace.logits), logits_of(network, x))
    assert np.allclose(trace.probabilities.sum(1), 1, rtol=0, atol=1e-6)
    assert len(trace.layers) == len(network)


@settings(max_examples=50)
@given(case=cases())
def test_looking_changes_nothing(case: tuple[nn.Sequential, Dataset]) -> None:
    network, data = case
    network[0].train()
    nn.functional.cross_entropy(network(data.x[:9]), data.y[:9]).backward()
    weights, random = state_of(network), torch.get_rng_state()
    gradients = [parameter.grad.clone() for parameter in network.parameters()]
    trace_prediction(network, data, data.x[:3], data.y[:3], find_dead_units(network, data))
    assert all(torch.equal(value, weights[name]) for name, value in network.state_dict().items())
    assert all(torch.equal(p.grad, g) for p, g in zip(network.parameters(), gradients, strict=True))
    assert all(layer.training for layer in network)
    assert torch.equal(torch.get_rng_state(), random)


def test_a_network_in_training_is_traced_as_it_stands() -> None:
    experiment = Experiment(data=Moons(rows=60), network=MLP(hidden=(64,)))
    trainer = start(experiment, DATA["moons"])
    for _ in range(3):
        trainer.run_epoch()
        trace = trace_prediction(trainer.network, DATA["moons"], DATA["moons"].val_x)
        assert torch.equal(torch.from_numpy(trace.logits), in_eval_mode(trainer.network, DATA["moons"].val_x))


def test_a_unit_that_no_training_row_wakes_is_dead() -> None:
    data = DATA["moons"]
    network = disturbed(build_network(MLP(hidden=(4, 3)), data), 1)
    with torch.no_grad():
        network[0].bias[2] = -1000.0
    dead = find_dead_units(network, data)
    assert dead[0] is None
    assert dead[1].tolist() == [False, False, True, False]
    trace = trace_prediction(network, data, data.x[:2], data.y[:2], dead)
    assert trace.layers[1].dead.tolist() == dead[1].tolist()
    assert describe_prediction(trace)[2].endswith("and dead, 0 for every training row, are 1.")


def test_the_layers_are_named_as_a_reader_calls_them() -> None:
    network = build_network(MLP(hidden=(4, 3), batch_norm=True, dropout=0.1), DATA["moons"])
    trace = trace_prediction(network, DATA["moons"], DATA["moons"].x[:1])
    assert [layer.layer.name for layer in trace.layers] == [
        *("Hidden 1 sums", "Hidden 1 normalised", "Hidden 1 ReLU", "Hidden 1 dropout"),
        *("Hidden 2 sums", "Hidden 2 normalised", "Hidden 2 ReLU", "Hidden 2 dropout"),
        "Output logits",
    ]


def test_the_way_of_a_row_is_told_in_sentences() -> None:
    data = DATA["moons"]
    network = build_network(MLP(hidden=(2,)), data)
    with torch.no_grad():
        network[0].weight.copy_(torch.tensor([[1.0, 0.0], [-1.0, 0.0]]))
        network[0].bias.zero_()
        network[2].weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
        network[2].bias.zero_()
    trace = trace_prediction(network, data, torch.tensor([[2.0, 0.5]]), torch.tensor([1]))
    assert describe_prediction(trace) == [
        "Inputs: x1 2, x2 0.5.",
        "Hidden 1, Linear, weighted sums: 2, -2.",
        "Hidden 1, ReLU, activations: 2, 0. 1 of 2 units are 0 for this row.",
        "Output, Linear, logits: moon 1 2, moon 2 0.",
        "Softmax: moon 1 88.1%, moon 2 11.9%.",
        "Predicted: moon 1, which is wrong; it is moon 2.",
    ]


def test_a_diverged_network_predicts_nothing() -> None:
    data = DATA["moons"]
    network = build_network(MLP(), data)
    with torch.no_grad():
        network[2].bias.fill_(float("nan"))
    trace = trace_prediction(network, data, data.x[:1])
    assert describe_prediction(trace)[-1] == (
        "The logits are no finite numbers, so they mean no class: the training has diverged."
    )

from __future__ import annotations

import pytest
import torch

from training.engine.data import load
from training.engine.optimizer_state import OptimizerState
from training.engine.train import Trainer, start, train_on
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP

FLAT = MLP(hidden=(64,))
ELEMENTWISE = [kind for kind in STAGES["optimizer"] if kind.__name__ not in ("Adafactor", "Muon", "LBFGS")]


def trained(**settings: object) -> Trainer:
    experiment = Experiment(epochs=2, network=FLAT, **settings)
    trainer = start(experiment, load(experiment.data))
    list(train_on(trainer))
    return trainer


def state(trainer: Trainer) -> OptimizerState:
    return OptimizerState(trainer.optimizer, trainer.network)


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_one_long_parameter_and_many_have_the_same_state(kind: type) -> None:
    """A gradient that is clipped, never by so little, keeps the parameters apart."""
    flat, apart = trained(optimizer=kind()), trained(optimizer=kind(), clip_grad_norm=1e30)
    assert [len(trainer.optimizer.param_groups[0]["params"]) for trainer in (flat, apart)] == [1, 4]
    ours, torchs = state(flat).state_dict(), apart.optimizer.state_dict()
    assert ours["param_groups"] == torchs["param_groups"]
    assert ours["state"].keys() == torchs["state"].keys()
    for place, values in torchs["state"].items():
        for name, value in values.items():
            assert torch.equal(torch.as_tensor(ours["state"][place][name]), torch.as_tensor(value)), name
    state(flat).load_state_dict(torchs)
    assert str(state(flat).state_dict()) == str(ours)


def test_the_state_of_another_network_is_refused() -> None:
    other = start(Experiment(network=MLP(hidden=(128, 64))), load(Experiment().data))
    with pytest.raises(ValueError, match="another network"):
        state(other).load_state_dict(state(trained()).state_dict())

from __future__ import annotations

import pytest
import torch

from tests.training.engine.sweep.conftest import data_of, members
from training.engine.sweep.branch import Branch
from training.experiment.data import Moons
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import Adam

ELEMENTWISE = [kind for kind in STAGES["optimizer"] if kind.__name__ != "Muon"]


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_a_branch_that_returns_to_a_snapshot_repeats_itself_to_the_last_bit(kind: type) -> None:
    optimizer = kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})
    network = MLP(hidden=(6,), dropout=0.3, batch_norm=True)
    experiment = Experiment(data=Moons(rows=60), network=network, optimizer=optimizer)
    (member,) = members([experiment])
    branch = Branch(member, data_of(experiment.data))
    branch.train(member)
    snapshot = branch.snapshot()
    first = [branch.train(member)[:7] for _ in range(3)]
    weights = {name: value.clone() for name, value in branch.network.state_dict().items()}
    branch.take_over(snapshot)
    assert [branch.train(member)[:7] for _ in range(3)] == first
    assert all(torch.equal(weights[name], value) for name, value in branch.network.state_dict().items())


def test_the_rates_are_those_of_the_plan_batch_by_batch() -> None:
    experiment = Experiment(data=Moons(rows=60), optimizer=Adam(), batch_size=16, step_scheduler="batch")
    (member,) = members([experiment])
    lrs = (0.1, 0.2, 0.3)
    member.plan = tuple(((lr, *member.plan[0][0][1:]),) for lr in lrs)
    assert Branch(member, data_of(experiment.data)).train(member).batch_lrs == lrs

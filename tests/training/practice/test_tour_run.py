"""A tour's run is the engine's own, and its predictions are the network's."""

from __future__ import annotations

import pytest
import torch

from training.engine.train import start, train, train_on
from training.experiment.experiment import experiment_from
from training.practice.tour_run import TourRun, tour_run_of

EXPERIMENT = experiment_from({"epochs": 3, "scheduler": {"kind": "StepLR", "step_size": 2, "gamma": 0.5}})


@pytest.fixture(scope="module")
def tour_run() -> TourRun:
    return tour_run_of(EXPERIMENT)


def test_its_columns_are_the_trace(tour_run: TourRun) -> None:
    records = list(train(EXPERIMENT))
    assert list(tour_run.rate.values()) == [record.lr for record in records]
    assert list(tour_run.after.values()) == [record.lr_after for record in records]
    assert list(tour_run.loss.values()) == [record.loss for record in records]
    assert tour_run.schedule == "StepLR(step_size=2, gamma=0.5)"
    assert tour_run_of(EXPERIMENT) is tour_run  # trained once


def test_its_predictions_are_the_trained_networks_own(tour_run: TourRun) -> None:
    trainer = start(EXPERIMENT, tour_run.dataset)
    for _ in train_on(trainer):
        pass
    with torch.no_grad():
        logits = trainer.network.eval()(tour_run.dataset.x[:1])
    assert torch.equal(torch.from_numpy(tour_run.traces[3].logits), logits)
    own = torch.softmax(logits.double(), 1)[0, tour_run.dataset.y[0]].item()
    assert tour_run.share[3] == own
    assert list(tour_run.share) == [0, 1, 2, 3]


def test_its_counts_are_those_of_the_training(tour_run: TourRun) -> None:
    trainer = start(EXPERIMENT, tour_run.dataset)
    assert tour_run.parameters == sum(parameter.numel() for parameter in trainer.network.parameters())
    assert tour_run.steps == 3 * -(-tour_run.dataset.rows // EXPERIMENT.batch_size)

"""A tour's run is the engine's own, and its predictions are the network's."""

from __future__ import annotations

import pytest
import torch

from training.engine.train import start, train, train_on
from training.experiment.experiment import experiment_from
from training.practice.tour_course import Course, course_of

EXPERIMENT = experiment_from({"epochs": 3, "scheduler": {"kind": "StepLR", "step_size": 2, "gamma": 0.5}})


@pytest.fixture(scope="module")
def course() -> Course:
    return course_of(EXPERIMENT)


def test_its_columns_are_the_trace(course: Course) -> None:
    records = list(train(EXPERIMENT))
    assert list(course.rate.values()) == [record.lr for record in records]
    assert list(course.after.values()) == [record.lr_after for record in records]
    assert list(course.loss.values()) == [record.loss for record in records]
    assert course.schedule == "StepLR(step_size=2, gamma=0.5)"
    assert course_of(EXPERIMENT) is course  # trained once


def test_its_predictions_are_the_trained_networks_own(course: Course) -> None:
    trainer = start(EXPERIMENT, course.dataset)
    for _ in train_on(trainer):
        pass
    with torch.no_grad():
        logits = trainer.network.eval()(course.dataset.x[:1])
    assert torch.equal(torch.from_numpy(course.traces[3].logits), logits)
    own = torch.softmax(logits.double(), 1)[0, course.dataset.y[0]].item()
    assert course.share[3] == own
    assert list(course.share) == [0, 1, 2, 3]


def test_its_counts_are_those_of_the_training(course: Course) -> None:
    trainer = start(EXPERIMENT, course.dataset)
    assert course.parameters == sum(parameter.numel() for parameter in trainer.network.parameters())
    assert course.steps == 3 * -(-course.dataset.rows // EXPERIMENT.batch_size)

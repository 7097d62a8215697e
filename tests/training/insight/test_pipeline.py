from __future__ import annotations

import pytest

from training.engine.data import load
from training.engine.train import start
from training.experiment.data import Digits, Iris
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import SGD, Adam
from training.experiment.schedulers import MultiStepLR, OneCycleLR
from training.insight.optimizer_memory import memory_of, memory_to_come
from training.insight.pipeline import StageFlow, pipeline
from training.schedule.preview import preview


def flow_of(experiment: Experiment, epochs: int = 0) -> tuple[StageFlow, ...]:
    data = load(experiment.data)
    trainer = start(experiment, data) if epochs else None
    for _ in range(epochs):
        trainer.run_epoch()
    return pipeline(experiment, data, preview(experiment, data.rows), trainer)


def test_the_tutorial_flows_through_five_stages() -> None:
    flow = flow_of(Experiment())
    assert [(stage.stage, stage.enters, stage.leaves) for stage in flow] == [
        ("Data", "1,000 rows in 2 classes.", "800 × 10 numbers to train on and 200 × 10 to validate on."),
        ("Network", "A batch of 8 × 10 numbers.", "8 × 2 logits, one for each row and class."),
        ("Optimizer", "67 gradients, one for each parameter, and the rate 0.1.", "67 changed parameters."),
        ("Scheduler", "The rate 0.1 and each finished epoch.", "The rate for the next one."),
        (
            "Training loop",
            "100 batches of 8 rows in each epoch.",
            "For each epoch its rate, its mean loss and accuracy, then the loss and accuracy on the validation rows.",
        ),
    ]


def test_the_rows_are_real_and_the_classes_counted() -> None:
    experiment = Experiment(data=Iris())
    data, stage = load(experiment.data), flow_of(experiment)[0]
    _, seen, balance = stage.tables
    assert seen.rows[0][:-1] == tuple(f"{value:.6g}" for value in data.x[0].tolist())
    assert seen.rows[0][-1] == data.classes[data.y[0]]
    assert sum(int(row[1]) + int(row[3]) for row in balance.rows) == 150


def test_the_layers_are_listed_with_their_parameters() -> None:
    (table,) = flow_of(Experiment(data=Digits(), network=ConvNet()))[1].tables
    assert table.rows[1] == ("Conv2d", "8 × 8 × 8", "80")


def test_the_next_changes_are_those_after_the_finished_epochs() -> None:
    experiment = Experiment(scheduler=MultiStepLR(milestones=(3, 7)))
    before, after = flow_of(experiment)[3], flow_of(experiment, epochs=4)[3]
    assert [row[0] for row in before.tables[0].rows] == ["3", "7"]
    assert after.tables[0].rows == (("7", "0.01", "0.001"),)
    assert after.enters == "The rate 0.01 and each finished epoch."
    assert after.facts == ("1 change is still to come.",)


def test_a_scheduler_that_steps_after_each_batch_is_told_as_such() -> None:
    flow = flow_of(Experiment(scheduler=OneCycleLR(max_lr=0.1)))
    assert flow[3].enters.endswith("each finished batch.")
    assert flow[4].tables[0].rows[-1] == ("scheduler.step()", "the next batch's rate")


def test_the_optimizer_tells_what_it_keeps_and_after_how_many_steps() -> None:
    stage = flow_of(Experiment(optimizer=Adam()), epochs=2)[2]
    (table,) = stage.tables
    assert table.title == "Between two steps it keeps, after 200 steps"
    assert table.rows[0] == (
        "Hidden 1 weight",
        "5 × 10",
        "step: 200; exp_avg: one number for each weight; exp_avg_sq: one number for each weight",
    )
    assert stage.facts == ("200 of 1,000 steps are done.",)
    assert flow_of(Experiment())[2].tables[0].rows[0] == ("Hidden 1 weight", "5 × 10", "nothing")


@pytest.mark.parametrize("kind", STAGES["optimizer"], ids=lambda kind: kind.__name__)
def test_what_an_optimizer_will_keep_is_what_it_then_keeps(kind: type) -> None:
    settings = {name: value for name, value in kind.suggested().items() if name != "kind"}
    bias = kind.__name__ != "Muon"
    network = MLP(hidden=(64,), bias=bias)
    experiment = Experiment(data=Iris(), network=network, optimizer=kind(**settings))
    trainer = start(experiment, load(experiment.data))
    trainer.run_epoch()
    come, there = memory_to_come(experiment, trainer.dataset), memory_of(trainer)
    assert [kept[:2] for kept in come] == [kept[:2] for kept in there]
    if kind.__name__ != "LBFGS":  # keeps nothing yet where the gradient is 0
        assert [[name for name, _ in kept.values] for kept in come] == [
            [name for name, _ in kept.values] for kept in there
        ]


def test_a_flattened_network_s_memory_is_told_by_parameter() -> None:
    experiment = Experiment(data=Iris(), network=MLP(hidden=(64,)), optimizer=SGD(lr=0.1, momentum=0.9))
    trainer = start(experiment, load(experiment.data))
    trainer.run_epoch()
    assert {kept.values for kept in memory_of(trainer)} == {(("momentum_buffer", "one number for each weight"),)}

from __future__ import annotations

import math
from functools import cache
from itertools import cycle, pairwise, takewhile

import pytest
import torch

from tests.textbook import row_of, textbook
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import DivergedError, TrainingError
from training.engine.train import start, train, train_on
from training.experiment.data import BreastCancer, Circles, DataSettings, Digits, Iris, Moons, Table, Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP, ConvNet, Linear
from training.experiment.optimizers import LBFGS, SGD, Adam, AdamW, Muon, RMSprop
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    NoScheduler,
    ReduceLROnPlateau,
    StepLR,
)

EXPERIMENTS: dict[str, Experiment] = {}


def case(name: str, **settings: object) -> None:
    EXPERIMENTS[name] = Experiment(**{"epochs": 3, "batch_size": 32, "seed": len(EXPERIMENTS), **settings})


def suggested(kind: type) -> object:
    return kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})


def schedulers() -> list[object]:
    return [suggested(kind) for kind in STAGES["scheduler"]]


for kind, scheduler in zip(STAGES["optimizer"], cycle(schedulers()[:11]), strict=False):
    bias = kind.__name__ != "Muon"
    small, large = (200, 480) if kind is LBFGS else (32, 97)  # rows of a batch, over which LBFGS goes twenty times
    case(
        f"{kind.__name__} small", optimizer=suggested(kind), network=MLP(bias=bias), scheduler=scheduler,
        batch_size=small,
    )  # fmt: skip
    # at its own rate LBFGS explodes on these digits: its last digits are then the machine's mood
    optimizer = LBFGS(lr=0.1) if kind is LBFGS else suggested(kind)
    case(
        f"{kind.__name__} digits", optimizer=optimizer, data=Digits(), batch_size=large, epochs=2,
        network=MLP(hidden=(32, 16), bias=bias, activation="Tanh"), scheduler=scheduler,
    )  # fmt: skip
    if kind.__name__ not in ("Muon", "LBFGS"):
        case(
            f"{kind.__name__} normalised", optimizer=suggested(kind), data=Moons(), scheduler=scheduler,
            network=MLP(hidden=(64, 16), batch_norm=True, dropout=0.1, activation="SiLU"),
        )  # fmt: skip
        case(
            f"{kind.__name__} convolutions", optimizer=suggested(kind), data=Digits(), batch_size=97, epochs=2,
            network=ConvNet(channels=(5, 9), batch_norm=True, dropout=0.1, activation="ELU"), scheduler=scheduler,
        )  # fmt: skip
for scheduler in schedulers():
    case(
        f"scheduler {scheduler.kind}",
        scheduler=scheduler,
        epochs=9,
        data=Iris(),
        optimizer=SGD(lr=0.05, momentum=0.9),
    )
for activation in MLP.model_fields["activation"].annotation.__args__:
    case(
        f"activation {activation}",
        network=MLP(hidden=(7, 6), activation=activation),
        optimizer=AdamW(lr=0.01),
    )
for kind in STAGES["data"]:
    if kind is not Table:
        case(
            f"data {kind.__name__}",
            data=kind(),
            optimizer=Adam(lr=0.01),
            batch_size=50,
            network=MLP(hidden=(16,)),
        )
case("no hidden layer", network=MLP(hidden=()))
case("linear", network=Linear())
case("linear without bias", network=Linear(bias=False), data=BreastCancer())
case("dropout", network=MLP(hidden=(20, 20), dropout=0.4), data=Moons())
case("batch norm", network=MLP(hidden=(8,), batch_norm=True), data=Circles())
case("dropout and batch norm", network=MLP(hidden=(8,), batch_norm=True, dropout=0.2), optimizer=RMSprop())
case("convolutions", network=ConvNet(), data=Digits(), epochs=1)
case(
    "convolutions, all of it",
    network=ConvNet(channels=(4, 4, 4), batch_norm=True, dropout=0.3),
    data=Digits(),
    epochs=2,
)
case("flattened for Adam", network=MLP(hidden=(128, 64)), data=Digits(), optimizer=Adam(), batch_size=64)
case(
    "flattened for SGD",
    network=MLP(hidden=(64,)),
    data=Digits(),
    optimizer=SGD(lr=0.1, momentum=0.9, weight_decay=1e-3),
)
case("clipped", clip_grad_norm=0.1)
case("clipped, Adam on digits", clip_grad_norm=0.5, optimizer=Adam(), data=Digits(), network=MLP(hidden=(64,)))
case("clipped with dropout", clip_grad_norm=0.1, network=MLP(dropout=0.1))
case("balanced classes", class_weights="balanced", data=BreastCancer())
case("balanced classes and batch norm", class_weights="balanced", network=MLP(hidden=(9,), batch_norm=True))
case("no validation", data=Tutorial(validation=0.0))
case("one batch", batch_size=5000)
case("batches of one", batch_size=1, data=Iris(), epochs=2)
case("no scheduler", scheduler=NoScheduler())
case("repeated milestones", scheduler=MultiStepLR(milestones=(4, 2, 2)), epochs=5)
case("a rate for the head", head_lr=0.01, network=MLP(hidden=(64,)), data=Digits(), optimizer=Adam(), epochs=2)
case("frozen body", freeze_body=2, network=MLP(hidden=(9, 7)), scheduler=StepLR(step_size=2), epochs=4)
case("frozen head", freeze_head=1, head_lr=0.5, network=MLP(dropout=0.2), optimizer=SGD(lr=0.1, momentum=0.9))
case("convolutions with a head", head_lr=0.02, freeze_body=1, network=ConvNet(batch_norm=True), data=Digits(), epochs=2)
for scheduler in schedulers():
    if scheduler.kind != "ReduceLROnPlateau":
        case(f"{scheduler.kind} after each batch", scheduler=scheduler, step_scheduler="batch", optimizer=Adam(lr=0.01))
case(
    "a plateau by hand after a warm-up",
    scheduler=HandSwitched(
        schedulers=(LinearLR(total_iters=2), ReduceLROnPlateau(patience=0, threshold=0.5)), milestones=(2,)
    ),
    epochs=9,
)
for scheduler in schedulers():
    tick = "epoch" if scheduler.kind == "ReduceLROnPlateau" else "batch"
    for unit in sorted({"epoch", tick}):
        case(
            f"{scheduler.kind}, then a rate by hand, after each {unit}", scheduler=scheduler, epochs=8, data=Iris(),
            step_scheduler=unit, optimizer=SGD(lr=0.05, momentum=0.9), edits=({"epoch": 4, "lr": 0.02},),
        )  # fmt: skip
        case(
            f"a {scheduler.kind} from epoch 3 on, after each {unit}", scheduler=StepLR(step_size=2, gamma=0.5),
            step_scheduler=unit, epochs=9, data=Iris(), optimizer=Adam(lr=0.01),
            edits=({"epoch": 3, "scheduler": scheduler}, {"epoch": 7, "lr": 0.03, "scheduler": scheduler}),
        )  # fmt: skip
for kind in STAGES["optimizer"]:
    edits = ({"epoch": 2, "optimizer": suggested(kind)}, {"epoch": 4, "optimizer": Adam(lr=0.02)})
    case(
        f"Adam, then {kind.__name__}",
        optimizer=Adam(),
        edits=edits,
        network=MLP(hidden=(64,), bias=False),
        epochs=5,
        batch_size=200 if kind is LBFGS else 32,
    )
case(
    "body and head by hand",
    head_lr=0.02,
    freeze_body=2,
    network=MLP(hidden=(9, 7), dropout=0.2, batch_norm=True),
    epochs=7,
    edits=({"epoch": 3, "lr": 0.2}, {"epoch": 5, "optimizer": Adam(lr=0.01)}, {"epoch": 6, "scheduler": NoScheduler()}),
)
case("line search", optimizer=LBFGS(line_search_fn="strong_wolfe"), network=MLP(dropout=0.2), epochs=2, batch_size=200)


@cache
def data_of(settings: DataSettings) -> Dataset:
    return load(settings)


def test_there_are_enough_experiments_and_they_cover_every_choice() -> None:
    assert len(EXPERIMENTS) >= 60
    for stage, kinds in STAGES.items():
        used = {getattr(experiment, stage).kind for experiment in EXPERIMENTS.values()}
        assert used >= {kind.__name__ for kind in kinds} - {"NoScheduler", "Table"}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_run_equals_the_textbook_loop_to_the_last_bit(name: str) -> None:
    experiment = EXPERIMENTS[name]
    data = data_of(experiment.data)
    expected_rows, expected_weights = textbook(experiment, data)
    trainer = start(experiment, data)
    assert [row_of(record) for record in train_on(trainer)] == expected_rows
    weights = trainer.network.state_dict()
    assert weights.keys() == expected_weights.keys()
    assert all(torch.equal(weights[key], expected_weights[key]) for key in weights)


@pytest.mark.parametrize("name", ["flattened for Adam", "convolutions", "one batch"])
def test_a_run_equals_the_textbook_loop_on_two_threads_too(name: str) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        test_a_run_equals_the_textbook_loop_to_the_last_bit(name)
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("scheduler", [StepLR(step_size=5, gamma=0.5), MultiStepLR(milestones=(3, 7), gamma=0.1)])
def test_the_tutorial_learns_in_every_epoch(scheduler: StepLR | MultiStepLR) -> None:
    records = list(train(Experiment(scheduler=scheduler)))
    losses = [record.loss for record in records]
    assert all(after < before for before, after in pairwise(losses))
    assert records[-1].accuracy >= 0.85
    if scheduler.kind == "StepLR":
        assert records[-1].loss <= 0.36


def test_the_seed_of_the_data_does_not_depend_on_the_seed_of_the_training() -> None:
    first, second = (start(Experiment(seed=seed), data_of(Tutorial())) for seed in (0, 1))
    assert first.dataset is second.dataset
    assert not torch.equal(first.network[0].weight, second.network[0].weight)


def test_early_stopping_ends_the_run_when_the_loss_no_longer_falls() -> None:
    experiment = Experiment(epochs=50, early_stopping=3, optimizer=SGD(lr=0.0))
    assert len(list(train(experiment))) == 4


def test_divergence_keeps_the_epoch_and_names_it() -> None:
    run = train(Experiment(epochs=60, optimizer=SGD(lr=1e30), data=Moons()))
    records = list(takewhile(lambda record: math.isfinite(record.loss), run))
    with pytest.raises(DivergedError, match=rf"in epoch {len(records) + 1}, at lr 1e\+30"):
        next(run)


def test_batch_norm_on_a_last_batch_of_one_row_is_explained() -> None:
    experiment = Experiment(network=MLP(batch_norm=True), batch_size=799)
    with pytest.raises(TrainingError, match="batch of one row"):
        list(train(experiment))


def test_a_device_that_is_not_there_is_explained() -> None:
    with pytest.raises(TrainingError, match="cuda:99 cannot be used"):
        list(train(Experiment(device="cuda:99")))


def test_a_network_larger_than_the_memory_is_refused_before_it_is_made() -> None:
    experiment = Experiment(network=MLP(hidden=(65_536,) * 40))
    with pytest.raises(TrainingError, match=r"GB of memory.*Choose fewer or smaller layers"):
        list(train(experiment))


@pytest.mark.slow
def test_training_leaves_the_compiler_alone() -> None:
    """Importing torch._dynamo would double the time to the first epoch."""
    import subprocess
    import sys

    code = (
        "import sys; from training.engine.train import train; from training.experiment.experiment import Experiment;"
        "list(train(Experiment(epochs=1))); sys.exit('torch._dynamo' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("name", ["dropout and batch norm", "convolutions", "Adam digits"])
def test_on_cuda_the_rates_are_the_same_and_the_losses_near(name: str) -> None:
    experiment = EXPERIMENTS[name]
    on_cpu = list(train(experiment.model_copy(update={"device": "cpu"})))
    on_cuda = list(train(experiment.model_copy(update={"device": "cuda"})))
    assert [r[:3] for r in on_cpu] == [r[:3] for r in on_cuda]
    assert [r.loss for r in on_cuda] == pytest.approx([r.loss for r in on_cpu], rel=0.2)


@pytest.mark.parametrize("name", [name for name, experiment in EXPERIMENTS.items() if experiment.edits])
def test_what_is_changed_while_it_trains_equals_what_was_planned_so(name: str) -> None:
    planned = EXPERIMENTS[name]
    data = data_of(planned.data)
    expected = start(planned, data)
    records = [record._replace(seconds=0.0) for record in train_on(expected)]
    trainer = start(planned.changed(edits=()), data)
    live = train_on(trainer)
    for record in records:
        if edit := planned.edit(record.epoch):
            trainer.edit(edit)
        assert next(live)._replace(seconds=0.0) == record
    assert trainer.experiment == planned
    weights = trainer.network.state_dict()
    assert all(torch.equal(weights[key], value) for key, value in expected.network.state_dict().items())


def test_only_the_next_epoch_can_be_changed_while_it_trains() -> None:
    trainer = start(Experiment(epochs=4), data_of(Tutorial()))
    next(train_on(trainer))
    for edit, reason in ((Edit(epoch=3, lr=0.1), "next epoch is 2"), (Edit(epoch=2, optimizer=Muon()), "matrices")):
        with pytest.raises(ExperimentError, match=reason):
            trainer.edit(edit)
    assert trainer.experiment == Experiment(epochs=4)


def test_a_formula_that_fails_on_the_way_ends_the_run_with_its_sentence() -> None:
    records = train(Experiment(scheduler=LambdaLR(lr_lambda="1 / (3 - epoch)")))
    with pytest.raises(TrainingError, match=r"Epoch 3 failed: .* cannot be computed at epoch 3: division by zero"):
        list(records)

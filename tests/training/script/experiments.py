"""Small experiments that use every choice and every option once."""

from __future__ import annotations

from typing import Any

from training.experiment.data import Blobs, BreastCancer, Circles, Digits, Iris, Moons, Table, Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP, ConvNet, Linear
from training.experiment.optimizers import LBFGS, SGD, Adam, Muon
from training.experiment.schedulers import (
    SWALR,
    ChainedScheduler,
    ConstantLR,
    CyclicLR,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    NoScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

SMALL = Moons(rows=60)
LONG = "1 if epoch < 3 else 0.5 * (1 + cos(pi * (epoch - 3) / 20)) * interp(epoch, (0, 5, 9), (1, 0.3, 0.01))"
EXPERIMENTS: dict[str, Experiment] = {}


def case(name: str, **settings: Any) -> None:
    EXPERIMENTS[name] = Experiment(
        **{"epochs": 4, "seed": len(EXPERIMENTS), "batch_size": 16, "data": SMALL, **settings}
    )


def suggested(kind: Any) -> Any:
    return kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})


for kind in STAGES["optimizer"]:
    case(kind.__name__, optimizer=suggested(kind), network=MLP(bias=kind is not Muon), device="cpu")
for kind in STAGES["scheduler"]:
    case(kind.__name__, scheduler=suggested(kind), epochs=9)
    if kind is not ReduceLROnPlateau:
        case(f"{kind.__name__} after each batch", scheduler=suggested(kind), epochs=3, step_scheduler="batch")
for kind in STAGES["data"]:
    if kind is not Table:
        case(f"data {kind.__name__}", data=kind(seed=3), batch_size=50, optimizer=Adam(lr=0.01), epochs=2)
for activation in MLP.model_fields["activation"].annotation.__args__:
    case(activation, network=MLP(hidden=(7, 6), activation=activation), epochs=2)
case("no hidden layer", network=MLP(hidden=()))
case("linear without bias", network=Linear(bias=False), data=BreastCancer(), epochs=1)
case("dropout and batch norm", network=MLP(hidden=(8,), batch_norm=True, dropout=0.2))
case("many layers", network=MLP(hidden=(3,) * 30))
case(
    "convolutions",
    network=ConvNet(channels=(4, 4), batch_norm=True, dropout=0.3),
    data=Digits(),
    epochs=1,
    batch_size=200,
)
case("clipped", clip_grad_norm=0.1)
case("balanced classes", class_weights="balanced", data=Circles(rows=50))
case("a class that is never trained", class_weights="balanced", data=Blobs(rows=10, classes=8, validation=0.5))
case("no validation", data=Moons(rows=60, validation=0.0))
case("no validation of a bundled set", data=Iris(validation=0.0))
case("validation in blocks", data=Moons(rows=10_000, validation=0.5), batch_size=1000, epochs=1)
case("worth threads", network=MLP(hidden=(2000, 2000)), batch_size=60, epochs=1)
case("early stopping", optimizer=SGD(lr=3.0), early_stopping=2, epochs=40)
case(
    "early stopping without validation",
    optimizer=SGD(lr=3.0),
    early_stopping=2,
    epochs=40,
    data=Moons(rows=60, validation=0),
)
case("diverges", optimizer=SGD(lr=1e30))
case("line search", optimizer=LBFGS(line_search_fn="strong_wolfe"), network=MLP(dropout=0.2), epochs=2)
case("LBFGS after each batch", optimizer=LBFGS(), step_scheduler="batch")
case("head of its own", head_lr=0.02, clip_grad_norm=1.0)
for name, listed in {
    "OneCycleLR": OneCycleLR(max_lr=(0.02, 0.2)),
    "CyclicLR": CyclicLR(base_lr=(0.01, 0.05), max_lr=(0.1, 0.4), step_size_up=2),
    "SWALR": SWALR(swa_lr=(0.05, 0.01), anneal_epochs=3),
    "ReduceLROnPlateau": ReduceLROnPlateau(min_lr=(0.05, 0.01), factor=0.1, patience=0, threshold=0.9),
}.items():
    case(f"{name} with a rate for each group", scheduler=listed, head_lr=0.3, network=MLP(hidden=(8,)))
case("frozen body", freeze_body=2, head_lr=0.5, network=MLP(hidden=(8, 8), batch_norm=True))
case("frozen head", freeze_head=2, optimizer=SGD(lr=0.1, momentum=0.9))
case("a long formula", scheduler=LambdaLR(lr_lambda=LONG), epochs=12)
case("formulas", scheduler=ChainedScheduler(schedulers=(LambdaLR(lr_lambda=LONG), LambdaLR(lr_lambda="0.9 ** epoch"))))
case("a OneCycleLR of some epochs", scheduler=OneCycleLR(max_lr=0.3, epochs=4), epochs=3)
case(
    "a sequence in a sequence",
    scheduler=SequentialLR(
        schedulers=(
            SequentialLR(schedulers=(LinearLR(total_iters=3), ExponentialLR(gamma=0.9)), milestones=(3,)),
            ConstantLR(),
        ),
        milestones=(8,),
    ),
    epochs=12,
)
case(
    "plateaus switched by hand",
    scheduler=HandSwitched(
        schedulers=(
            LinearLR(total_iters=2),
            ReduceLROnPlateau(patience=0, threshold=0.5),
            ReduceLROnPlateau(patience=0, threshold=0.5, monitor="accuracy", mode="max"),
            ExponentialLR(gamma=0.9),
            StepLR(step_size=1),
        ),
        milestones=(2, 5, 8, 11),
    ),
    epochs=12,
)
case(
    "switched within a switch",
    scheduler=HandSwitched(
        schedulers=(
            HandSwitched(schedulers=(LinearLR(), OneCycleLR(max_lr=0.2), StepLR(step_size=2)), milestones=(2, 6)),
            HandSwitched(schedulers=(ExponentialLR(gamma=0.9), LinearLR()), milestones=(4,)),
            ConstantLR(),
        ),
        milestones=(6, 10),
    ),
    epochs=12,
)
BY_HAND = HandSwitched(schedulers=(LinearLR(), OneCycleLR(max_lr=0.3)), milestones=(4,))
case("a rate by hand", edits=(Edit(epoch=3, lr=0.01),))
case("a rate by hand without a scheduler", scheduler=NoScheduler(), edits=(Edit(epoch=3, lr=0.01),))
case(
    "nothing but the rate's constancy by hand", scheduler=NoScheduler(), edits=(Edit(epoch=3, scheduler=NoScheduler()),)
)
case("a rate by hand after each batch", head_lr=0.5, step_scheduler="batch", edits=(Edit(epoch=3, lr=0.01),))
case(
    "schedulers by hand",
    edits=(
        Edit(epoch=3, scheduler=OneCycleLR(max_lr=0.3), lr=0.02),
        Edit(epoch=5, scheduler=NoScheduler()),
        Edit(epoch=6, scheduler=ReduceLROnPlateau(patience=0, threshold=0.5)),
        Edit(epoch=9, scheduler=LambdaLR(lr_lambda=LONG)),
    ),
    step_scheduler="epoch",
    epochs=12,
)
case("a scheduler by hand where there was none", scheduler=NoScheduler(), edits=(Edit(epoch=2, scheduler=LinearLR()),))
case(
    "optimizers by hand",
    optimizer=SGD(lr=0.1, momentum=0.9),
    edits=(
        Edit(epoch=2, optimizer=LBFGS(lr=0.5)),
        Edit(epoch=4, optimizer=Adam()),
        Edit(epoch=5, optimizer=SGD(lr=0.2), scheduler=ExponentialLR(gamma=0.9)),
    ),
    epochs=7,
)
case(
    "an edit where schedulers are switched by hand",
    scheduler=BY_HAND,
    edits=(Edit(epoch=5, scheduler=BY_HAND), Edit(epoch=7, scheduler=BY_HAND)),
    step_scheduler="epoch",
    freeze_body=5,
    epochs=12,
)
case(
    "an edit where schedulers are switched after a batch",
    scheduler=BY_HAND,
    edits=(Edit(epoch=2, scheduler=BY_HAND), Edit(epoch=4, optimizer=Adam())),
    step_scheduler="batch",
)
case("the tutorial", data=Tutorial(), batch_size=32, epochs=10)

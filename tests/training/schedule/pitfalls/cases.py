"""Experiments to look for pitfalls in, and plain torch to compare with."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from hypothesis import reject
from hypothesis import strategies as st

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.optimizers import SGD, Adam
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    SWALR,
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.pitfalls import Caution, warnings_of
from training.schedule.preview import Schedule, preview

ROWS = 100  # four batches of 32

COUNT, FROM_ZERO = st.integers(1, 15), st.integers(0, 15)
GAMMA = st.sampled_from((0.0, 0.1, 0.5, 1.0, 1.5))
RATE = st.sampled_from((0.0, 0.001, 0.1, 0.2, 1.0))
SHARE = st.sampled_from((0.0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 1.0))
LENGTH = st.none() | st.integers(1, 60)
FORMULA = st.sampled_from(("0.9 ** epoch", "1 - epoch / 5", "0", "(epoch + 1) / 4", "1", "2 - epoch"))
SIMPLE = st.one_of(
    st.builds(StepLR, step_size=COUNT, gamma=GAMMA),
    st.builds(MultiStepLR, milestones=st.lists(FROM_ZERO, max_size=4).map(tuple), gamma=GAMMA),
    st.builds(ExponentialLR, gamma=GAMMA),
    st.builds(ConstantLR, factor=st.sampled_from((0.1, 1.0)), total_iters=FROM_ZERO),
    st.builds(
        LinearLR,
        start_factor=st.sampled_from((0.1, 1.0)),
        end_factor=st.sampled_from((0.0, 0.5, 1.0)),
        total_iters=FROM_ZERO,
    ),
    st.builds(PolynomialLR, total_iters=FROM_ZERO, power=st.sampled_from((0.5, 1.0, 2.0))),
    st.builds(CosineAnnealingLR, T_max=COUNT, eta_min=RATE),
    st.builds(CosineAnnealingWarmRestarts, T_0=COUNT, T_mult=st.integers(1, 3), eta_min=RATE),
    st.builds(LambdaLR, lr_lambda=FORMULA),
    st.builds(MultiplicativeLR, lr_lambda=FORMULA),
    st.builds(SWALR, swa_lr=RATE, anneal_epochs=FROM_ZERO),
)
ONE_CYCLE = st.builds(
    OneCycleLR,
    max_lr=st.sampled_from((0.01, 0.1)),
    total_steps=LENGTH,
    epochs=LENGTH,
    pct_start=SHARE,
    three_phase=st.booleans(),
    anneal_strategy=st.sampled_from(("cos", "linear")),
    cycle_momentum=st.booleans(),
)
CYCLIC = st.builds(
    CyclicLR,
    base_lr=RATE,
    max_lr=RATE,
    step_size_up=st.integers(1, 100),
    step_size_down=LENGTH,
    scale_fn=st.sampled_from((None, "1 - x", "0.5 ** x", "2")),
    scale_mode=st.sampled_from(("cycle", "iterations")),
)
PLATEAU = st.builds(
    ReduceLROnPlateau,
    mode=st.sampled_from(("min", "max")),
    monitor=st.sampled_from(("loss", "val_accuracy")),
    factor=st.sampled_from((0.0, 0.5)),
    patience=FROM_ZERO,
    threshold=st.sampled_from((1e-4, 1.0)),
    threshold_mode=st.sampled_from(("rel", "abs")),
    min_lr=RATE,
    eps=st.sampled_from((1e-8, 0.5)),
)


def relays(kind: Any, children: st.SearchStrategy[SchedulerSettings]) -> st.SearchStrategy[SchedulerSettings]:
    """Schedulers one after another, as many as rising milestones want."""
    milestones = st.lists(COUNT, max_size=3, unique=True).map(sorted).map(tuple)
    return milestones.flatmap(
        lambda chosen: st.builds(
            kind,
            schedulers=st.tuples(*[children] * (len(chosen) + 1)),
            milestones=st.just(chosen),
        )
    )


SEQUENCES = relays(SequentialLR, SIMPLE | relays(SequentialLR, SIMPLE))
CHAINS = st.lists(SIMPLE | relays(SequentialLR, SIMPLE), min_size=1, max_size=3).map(
    lambda children: ChainedScheduler(schedulers=tuple(children))
)
BY_HAND = relays(HandSwitched, st.one_of(SIMPLE, ONE_CYCLE, CYCLIC, SEQUENCES))
SCHEDULERS = st.one_of(st.builds(NoScheduler), SIMPLE, ONE_CYCLE, CYCLIC, PLATEAU, SEQUENCES, CHAINS, BY_HAND)


OPTIMIZERS = st.builds(SGD, lr=RATE, momentum=st.just(0.9)) | st.builds(Adam, lr=RATE)
EDITS = (
    st.lists(
        st.one_of(
            st.builds(Edit, epoch=COUNT.map(lambda epoch: epoch + 1), lr=RATE, scheduler=st.none() | SCHEDULERS),
            st.builds(Edit, epoch=COUNT.map(lambda epoch: epoch + 1), scheduler=SCHEDULERS),
            st.builds(Edit, epoch=COUNT.map(lambda epoch: epoch + 1), optimizer=OPTIMIZERS),
        ),
        max_size=3,
        unique_by=lambda edit: edit.epoch,
    )
    .map(lambda edits: sorted(edits, key=lambda edit: edit.epoch))
    .map(tuple)
)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Experiments of all sorts, sound or not, that Stepwell does not refuse."""
    scheduler = draw(SCHEDULERS)
    edits = draw(st.just(()) | EDITS)
    schedulers = [scheduler, *(edit.scheduler for edit in edits)]
    steps = ["epoch"] if edits else ["auto", "epoch"]
    if not any(isinstance(choice, ReduceLROnPlateau) for choice in schedulers):
        steps.append("batch")
    values = {
        "edits": [edit.model_dump() for edit in edits],
        "epochs": draw(st.integers(max((1, *(edit.epoch for edit in edits))), 20)),
        "scheduler": scheduler.model_dump(),
        "optimizer": {"kind": draw(st.sampled_from(("SGD", "Adam", "RMSprop"))), "lr": draw(RATE)},
        "step_scheduler": draw(st.sampled_from(steps)),
        "head_lr": draw(st.sampled_from((None, None, 0.0, 0.05))),
        "freeze_body": draw(st.sampled_from((0, 0, 5))),
        "early_stopping": draw(st.sampled_from((None, 3))),
    }
    try:
        return experiment_from(values)
    except ExperimentError:  # a momentum that RMSprop cannot take up
        reject()


def previewed(experiment: Experiment) -> Schedule | None:
    """The preview; None where torch cannot run the experiment."""
    try:
        return preview(experiment, ROWS)
    except ExperimentError:
        return None


def cautions(scheduler: SchedulerSettings, **settings: Any) -> list[Caution]:
    """What is warned of in an experiment with this scheduler."""
    experiment = Experiment(scheduler=scheduler, **{"batch_size": 32, **settings})
    return warnings_of(experiment, previewed(experiment), ROWS)


def caution(scheduler: SchedulerSettings, path: str, **settings: Any) -> Caution:
    """The first warning about the setting at this path."""
    found = cautions(scheduler, **settings)
    return next(caution for caution in found if caution.path == path)


def sgd(lr: float = 0.1, **settings: Any) -> torch.optim.SGD:
    """Plain SGD on one weight that has a gradient."""
    weight = torch.nn.Parameter(torch.ones(1))
    weight.grad = torch.zeros(1)
    return torch.optim.SGD([weight], lr, **settings)


def used(optimizer: torch.optim.Optimizer, scheduler: Any, steps: int, *figures: float) -> list[float]:
    """The rates that so many steps are trained at, to ten digits, and the one after them."""
    rates = [optimizer.param_groups[0]["lr"]]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The epoch parameter", UserWarning)
        for step in range(steps):
            optimizer.step()
            scheduler.step(*figures[step : step + 1])
            rates.append(optimizer.param_groups[0]["lr"])
    return [float(f"{rate:.10g}") for rate in rates]

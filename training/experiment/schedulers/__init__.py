"""The learning-rate schedulers: torch's classes, fields and defaults, one class each.

Left out of every class: `last_epoch`, which only belongs to a run that is taken up again.
"""

from __future__ import annotations

from typing import Annotated, Union

from pydantic import Field

from training.experiment.schedulers.base import Link, Move, SchedulerSettings, counted
from training.experiment.schedulers.compositions import (
    ChainedScheduler,
    Composition,
    HandSwitched,
    Relay,
    SequentialLR,
)
from training.experiment.schedulers.decays import (
    ExponentialLR,
    LambdaLR,
    MultiplicativeLR,
    MultiStepLR,
    NoScheduler,
    ReduceLROnPlateau,
    StepLR,
)
from training.experiment.schedulers.ramps import SWALR, ConstantLR, LinearLR, PolynomialLR
from training.experiment.schedulers.waves import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    OneCycleLR,
)
from training.experiment.settings import of_kind

COMPOSITIONS: tuple[type[Composition], ...] = (SequentialLR, ChainedScheduler, HandSwitched)
SCHEDULERS: tuple[type[SchedulerSettings], ...] = (
    NoScheduler,
    StepLR,
    MultiStepLR,
    ExponentialLR,
    MultiplicativeLR,
    LambdaLR,
    ConstantLR,
    LinearLR,
    PolynomialLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SWALR,
    *COMPOSITIONS,
)
CHILDREN = SCHEDULERS[1:]
USUAL = StepLR(step_size=5, gamma=0.5)  # where no kind is given

AnyChild = Annotated[Union[CHILDREN], Field(discriminator="kind"), of_kind(USUAL)]  # type: ignore[valid-type]  # noqa: UP007
for composition in COMPOSITIONS:
    composition.model_rebuild(force=True, _types_namespace={"Child": AnyChild})

__all__ = [
    "CHILDREN",
    "COMPOSITIONS",
    "SCHEDULERS",
    "SWALR",
    "USUAL",
    "ChainedScheduler",
    "Composition",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "HandSwitched",
    "LambdaLR",
    "LinearLR",
    "Link",
    "Move",
    "MultiStepLR",
    "MultiplicativeLR",
    "NoScheduler",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "Relay",
    "SchedulerSettings",
    "SequentialLR",
    "StepLR",
    "counted",
]

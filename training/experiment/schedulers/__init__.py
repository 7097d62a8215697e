"""The learning-rate schedulers: torch's classes, fields and defaults, one class each, found by this folder's files.

Left out of every class: `last_epoch`, which only belongs to a run that is taken up again.
"""

from __future__ import annotations

import sys
from typing import Annotated, Union

from pydantic import Field

from training.experiment.kinds import kinds_in
from training.experiment.schedulers.averaging import SWALR
from training.experiment.schedulers.base import Failure, Link, Move, SchedulerSettings, Share, counted
from training.experiment.schedulers.chain import ChainedScheduler
from training.experiment.schedulers.compositions import Composition, Relay
from training.experiment.schedulers.decays import (
    ExponentialLR,
    LambdaLR,
    MultiplicativeLR,
    MultiStepLR,
    NoScheduler,
    StepLR,
)
from training.experiment.schedulers.hand_switched import HandSwitched
from training.experiment.schedulers.plateau import ReduceLROnPlateau
from training.experiment.schedulers.ramps import ConstantLR, LinearLR, PolynomialLR
from training.experiment.schedulers.sequence import SequentialLR
from training.experiment.schedulers.waves import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    OneCycleLR,
)
from training.experiment.settings import of_kind

# by the files of this folder, in a form's order
SCHEDULERS = kinds_in(
    sys.modules[__name__],
    SchedulerSettings,
    first=("decays", "ramps", "waves", "plateau", "averaging"),
    last=("sequence", "chain", "hand_switched"),
)
COMPOSITIONS = tuple(kind for kind in SCHEDULERS if issubclass(kind, Composition))
CHILDREN = tuple(scheduler for scheduler in SCHEDULERS if not scheduler.constant)
USUAL = StepLR(step_size=5, gamma=0.5)  # where no kind is given

AnyChild = Annotated[Union[CHILDREN], Field(discriminator="kind"), of_kind(USUAL)]  # type: ignore[valid-type]  # noqa: UP007
for composition in COMPOSITIONS:
    composition.model_rebuild(force=True, _types_namespace={"Child": AnyChild})

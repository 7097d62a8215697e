"""The optimizers: torch's classes, fields and defaults, one class each, found by the files of this folder.

Left out of every class: `foreach`, `fused`, `capturable` and `differentiable`, which choose an implementation,
and `maximize`, which would climb the loss. `unusable.py` says why a class of torch is not here.
"""

from __future__ import annotations

import sys

from training.experiment.kinds import kinds_in
from training.experiment.optimizers.adam import Adam, Adamax, AdamW, NAdam, RAdam
from training.experiment.optimizers.adaptive import Adadelta, Adafactor, Adagrad, RMSprop
from training.experiment.optimizers.apart import ASGD, LBFGS, Muon, Rprop
from training.experiment.optimizers.base import OptimizerSettings
from training.experiment.optimizers.descent import SGD

OPTIMIZERS = kinds_in(sys.modules[__name__], OptimizerSettings, ("descent", "adam", "adaptive", "apart"))
USUAL = SGD(lr=0.1)  # where no kind is given

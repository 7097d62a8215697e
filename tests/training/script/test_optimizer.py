from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler, swa_utils

from training.experiment.experiment import STAGES
from training.experiment.schedulers import COMPOSITIONS, NoScheduler
from training.script.optimizer import chosen

KINDS = [*STAGES["optimizer"], *(kind for kind in STAGES["scheduler"] if kind not in (NoScheduler, *COMPOSITIONS))]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_script_leaves_out_is_torch_s_own_default(kind: Any) -> None:
    settings = kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})
    owners = (torch.optim, lr_scheduler, swa_utils)
    parameters = inspect.signature(
        next(getattr(o, kind.__name__) for o in owners if hasattr(o, kind.__name__))
    ).parameters
    for name, value in settings.arguments().items():
        if name not in chosen(settings) and name != "lr":
            assert parameters[name].default == value, name

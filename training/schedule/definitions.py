"""Classes that torch lacks, made of their own source, which a script has, too."""

from __future__ import annotations

import linecache
import math
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler, swa_utils

from training.experiment.settings import Stage

DEFINED = "training.defined"  # the module that such classes believe to be in
# torch's own by the names that a script has for them
NAMES: dict[str, Any] = {
    "math": math,
    "torch": torch,
    "nn": nn,
    "lr_scheduler": lr_scheduler,
    "swa_utils": swa_utils,
    "torch.optim": torch.optim,
}


def class_of(settings: Stage) -> Any:
    """Return the class that the settings' kind names: torch's, or the one that they define."""
    if settings.definition:
        return _defined(settings.kind, settings.definition.strip("\n"))
    return getattr(NAMES[settings.module], settings.kind)


@cache
def _defined(kind: str, source: str) -> Any:
    path = f"script: {kind}"
    # where a traceback, and the explanation of a rate, look for the source
    linecache.cache[path] = len(source), None, source.splitlines(keepends=True), path
    names = {**NAMES, "__name__": DEFINED}
    exec(compile(source, path, "exec"), names)
    return names[kind]

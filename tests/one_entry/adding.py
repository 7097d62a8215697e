"""A pytest plugin: the files beside it as if they lay in the program's own folders, in this process alone."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from pathlib import Path

HERE = Path(__file__).parent
STAGES = ("schedulers", "optimizers", "networks", "data")


def add(stage: str) -> None:
    """Load a stage's package, which looks into its folder, with one more folder to look into."""
    name = f"training.experiment.{stage}"
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    assert spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(str(HERE / stage))
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(import_module("training.experiment"), stage, module)


for stage in STAGES:
    add(stage)

"""What holds of every explanation."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch.optim import lr_scheduler, swa_utils

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import OneCycleLR
from training.schedule.preview import Schedule, preview
from training.schedule.why import Explanation, Part

ROWS = 150
INSTALLED = Path(torch.__file__).parents[1]
TORCH: dict[str, Any] = {**vars(swa_utils), **vars(lr_scheduler)}


def preview_or_none(experiment: Experiment) -> Schedule | None:
    try:
        return preview(experiment, ROWS)
    except ExperimentError:
        return None


def computed(part: Part, experiment: Experiment) -> float:
    """The rate by torch's own expression with the shown numbers in it."""
    families = [member for phase in experiment.phases for _, member in phase.scheduler.family()]
    members = [member for member in families if isinstance(member, OneCycleLR)]
    curves = [getattr(TORCH["OneCycleLR"], f"_annealing_{member.anneal_strategy}") for member in members]
    results = [eval(part.formula, {**TORCH, "_anneal_func": curve}) for curve in curves or [None]]
    return next((result for result in results if result == part.lr_after), results[0])


def check_part(part: Part, experiment: Experiment) -> None:
    if part.source is None:
        assert part.scheduler == "HandSwitched"
        return
    owner, method = part.method.split(".")
    assert issubclass(TORCH[part.scheduler], TORCH[owner])
    assert hasattr(TORCH[owner], method)
    lines = (INSTALLED / part.source.file).read_text().splitlines()[part.source.line - 1 :]
    text = part.source.text.splitlines()
    assert [line.strip() for line in lines[: len(text)]] == [line.strip() for line in text]
    if part.formula:
        assert computed(part, experiment) == part.lr_after
    else:
        assert part.lr == part.lr_after or part.scheduler in ("SequentialLR", "ChainedScheduler")


def check_chain(explanation: Explanation) -> None:
    """What the innermost schedulers did leads from the rate before to the rate after, without a gap."""
    compositions = ("SequentialLR", "ChainedScheduler", "HandSwitched")
    acts = [part for part in explanation.parts if part.scheduler not in compositions]
    for batch in {part.batch for part in acts}:
        inner = [part for part in acts if part.batch == batch]
        outer = next(part for part in explanation.parts if part.batch == batch)
        assert (inner[0].lr, inner[-1].lr_after) == (outer.lr, outer.lr_after)
        assert all(before.lr_after == after.lr for before, after in pairwise(inner))

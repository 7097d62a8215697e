"""A sweep as a file: an experiment with a `[sweep]` table, as the command line trains it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit

from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import TABLE, read_sweep, varied_in


class SweepFile(NamedTuple):
    """What a file holds: the experiment of its first run, its `[sweep]` table, and the values of each path in that."""

    experiment: Experiment
    table: Mapping[str, Any]
    varied: Mapping[str, list[Any]]


def read_sweep_file(path: Path) -> SweepFile:
    """Read a sweep that can be trained; raises ExperimentError."""
    sweep = read_sweep(path)
    return SweepFile(sweep.variants[0].experiment, sweep.table, dict(varied_in(sweep.table)))


def sweep_file(experiment: Experiment, table: Mapping[str, Any]) -> bytes:
    """Return what the file holds."""
    return tomlkit.dumps(plain(experiment) | {TABLE: table}).encode()

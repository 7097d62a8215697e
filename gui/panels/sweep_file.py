"""A sweep as a file: an experiment with a `[sweep]` table, as the command line trains it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit

from training.experiment.experiment import Experiment
from training.experiment.file import plain, read_values
from training.experiment.sweep import TABLE, SweepSettings, read_sweep
from training.files import write_whole


class SweepFile(NamedTuple):
    """What a file holds: the experiment of its first run, its `[sweep]` table, and the values of each path in that."""

    experiment: Experiment
    table: Mapping[str, Any]
    varied: Mapping[str, list[Any]]


def read_sweep_file(path: Path) -> SweepFile:
    """Read a sweep that can be trained; raises ExperimentError."""
    first = read_sweep(path).variants[0]
    table = read_values(path)[TABLE]
    return SweepFile(first.experiment, table, dict(_varied(table)))


def write_sweep_file(path: Path, experiment: Experiment, table: Mapping[str, Any]) -> None:
    """Write the file in one piece; raises FileError."""
    write_whole(path, tomlkit.dumps(plain(experiment) | {TABLE: table}).encode())


def _varied(table: Mapping[str, Any], stage: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield each path and its values; `scheduler.gamma` may stand as a key of a table, too."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _varied(value, f"{stage}{name}.")
        elif stage or name not in SweepSettings.model_fields:
            yield f"{stage}{name}", value

"""What runs have in common and what not: their figures, and the settings in which they differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from training.engine.figures import BY_NAME, OUTCOMES
from training.experiment.experiment import Experiment
from training.experiment.paths import Key, path_of
from training.experiment.schedulers import MultiStepLR
from training.runs.run import Run
from training.runs.trace import Trace


class Absent(Enum):
    """Stands for a setting that an experiment does not have, as its choice of a stage is another."""

    ABSENT = ""


ABSENT = Absent.ABSENT


class Difference(NamedTuple):
    """A setting, by its TOML path, and its value in each experiment."""

    path: str
    values: tuple[Any, ...]


class Figures(NamedTuple):
    """What a run came to. The losses and accuracies are the last epoch's; NaN where there are none.

    `lowest` is the lowest of the losses that decide what is best, `judged`, in epoch `lowest_epoch` (0: none);
    `seconds` is the time of all epochs; `area` is the sum of the rates used, of an epoch with many steps their mean;
    `further` are the last epoch's figures that are computed beside the others, by name.
    """

    epochs: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    lowest: float
    lowest_epoch: int
    seconds: float
    area: float
    judged: str = "loss"
    further: Mapping[str, float] = MappingProxyType({})

    def last(self, name: str) -> float:
        """Return a figure of the last epoch; NaN where there is none."""
        return float(getattr(self, name)) if BY_NAME[name].measured else self.further.get(name, math.nan)


def differing(experiments: Sequence[Experiment]) -> list[Difference]:
    """Return the settings that are not the same in all experiments, in the order of the form."""
    tables = [_table(experiment) for experiment in experiments]
    paths = list(dict.fromkeys(path for table in tables for path in table))
    found = [Difference(path, tuple(table.get(path, ABSENT) for table in tables)) for path in paths]
    listed = {path.partition("[")[0] for path in paths if "[" in path}  # an empty list beside one with tables
    return [each for each in found if each.path not in listed and any(v != each.values[0] for v in each.values)]


@lru_cache(maxsize=512)
def _table(experiment: Experiment) -> dict[str, Any]:
    """Return every setting by its path."""
    return dict(_settings(experiment.model_dump()))


def _settings(value: Any, keys: tuple[Key, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield every setting below the keys with its path; a list of plain values is one setting."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _settings(inner, (*keys, key))
    elif isinstance(value, tuple | list) and value and isinstance(value[0], Mapping):
        for index, inner in enumerate(value):
            yield from _settings(inner, (*keys, index))
    else:
        yield path_of(keys), value


def figures(trace: Trace) -> Figures:
    """Return what a run has come to so far."""
    values = ((figure, trace.value(figure.name, len(trace) - 1) if len(trace) else None) for figure in OUTCOMES)
    last = {figure: math.nan if value is None else value for figure, value in values}
    measured = {figure.name: value for figure, value in last.items() if figure.measured}
    further = {figure.name: value for figure, value in last.items() if not figure.measured}
    judged = trace.column(trace.judged)
    best = 0 if np.isnan(judged).all() else int(np.nanargmin(judged)) + 1
    rates = trace.batch_lrs if trace.batches > 1 else trace.column("lr")
    return Figures(
        epochs=len(trace),
        **measured,
        lowest=float(judged[best - 1]) if best else math.nan,
        lowest_epoch=best,
        seconds=float(trace.column("seconds").sum()),
        area=float(rates.sum()) / trace.batches,
        judged=trace.judged,
        further=further,
    )


def by_all_but_seed(runs: Iterable[Run]) -> list[list[Run]]:
    """Return the runs in groups whose experiments differ in nothing but the seed, in the order of their first runs."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.trace.experiment.model_dump_json(exclude={"seed"}), []).append(run)
    return list(groups.values())


def tutorial_pair() -> tuple[Experiment, Experiment]:
    """Return the tutorial's two experiments, StepLR and MultiStepLR on the same data with the same seed."""
    first = Experiment()
    return first, first.model_copy(update={"scheduler": MultiStepLR(milestones=(3, 7))})

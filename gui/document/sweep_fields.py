"""The settings that a sweep may vary, and those to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from gui.document.fields import PARTS, FormField, fields_of, kinds_of
from training.experiment.experiment import STAGES, Experiment
from training.experiment.paths import keys_of, value_at
from training.experiment.settings import setting

ORDER = ("scheduler", "optimizer", "", "network", "data")
NUMBERS = (int, float)
TYPES = (*NUMBERS, bool, Literal, tuple[int], tuple[float], dict)
FIXED = frozenset({"device"})  # settings that make no other run
SEEDS = "0..3"
SETTINGS = 2  # of the scheduler that are suggested beside the seed
GAMMAS, RATES = "0.1, 0.3, 0.5, 0.9", "0.01, 0.03, 0.1, 0.3"


def sweepable(experiment: Experiment) -> dict[str, FormField]:
    """Return the fields of the experiment that a sweep may vary, and its stages as a whole, by their TOML paths."""
    values = experiment.model_dump()
    fields = [field for stage in ORDER for field in _fields(stage, values)] + [_whole(stage) for stage in STAGES]
    return {field.path: field for field in fields if field.type in TYPES and field.path not in FIXED}


def suggested(experiment: Experiment) -> list[tuple[str, str]]:
    """Return paths and texts to begin with: what shapes the schedule, else the rate, and four seeds."""
    values, fields = experiment.model_dump(), sweepable(experiment)
    numbers = (field for path, field in fields.items() if path.startswith("scheduler.") and _varies(field))
    present = ((field, value_at(values, keys_of(field.path))) for field in numbers)
    rows = [(field.path, _around(field, value)) for field, value in present if value][:SETTINGS]
    return [*(rows or [("optimizer.lr", RATES)]), ("seed", SEEDS)]


def _varies(field: FormField) -> bool:
    return field.type in NUMBERS and not field.optional and not field.rare and field.name != "last_epoch"


def _around(field: FormField, value: Any) -> str:
    """Return values about the present one."""
    if field.name == "gamma":
        return GAMMAS
    if field.type is int:
        values = sorted({max(1, round(value * share)) for share in (0.5, 0.75, 1, 1.5)})
    else:
        values = [field.clamped(float(f"{value * share:.3g}")) for share in (0.1, 0.3, 1.0, 3.0)]
    return ", ".join(f"{value:g}" for value in dict.fromkeys(values) if value is not None)


def _fields(stage: str, values: dict[str, Any]) -> Iterator[FormField]:
    """Yield a stage's fields; its kind comes first, and the schedulers inside follow."""
    if not stage:
        yield from fields_of("", "")
        return
    table = value_at(values, keys_of(stage))
    yield _kind_of(stage, table["kind"])
    yield from fields_of(stage, table["kind"])
    for index in range(len(table.get(PARTS, ()))):
        yield from _fields(f"{stage}.{PARTS}[{index}]", values)


def _kind_of(stage: str, kind: str) -> FormField:
    """Return the choice of a stage as a field of its own."""
    info = setting(kind, "Which one is taken.")
    info.annotation = Literal[tuple(kinds_of(stage))]
    return FormField(f"{stage}.kind", info, kind)


def _whole(stage: str) -> FormField:
    """Return a stage as a field of its own, whose values are tables."""
    info = setting(help="All of the stage.")
    info.annotation = dict
    return FormField(stage, info, None)

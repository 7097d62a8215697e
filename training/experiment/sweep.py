"""A sweep: one experiment in many variants, each with other values of a few settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

import tomlkit
from pydantic import ValidationError

from training.experiment.data_file import is_data_file
from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import plain, read_values, with_absolute_path
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError, Problem, problems_of
from training.experiment.settings import Settings, setting

MOST_RUNS = 10_000
TABLE = "sweep"
EXAMPLE = '[sweep] with, for instance, "scheduler.gamma" = [0.1, 0.5]'


class SweepSettings(Settings):
    """How the variants are chosen from all combinations of the values."""

    kind: Literal["grid", "random"] = setting("grid", "grid: every combination; random: some of them.")
    runs: int | None = setting(None, "Combinations that a random sweep draws.", ge=1, le=MOST_RUNS)
    draw: int = setting(0, "Seed of the random choice.", ge=0, le=2**63 - 1)


class Variant(NamedTuple):
    """One run of a sweep: the value of each varied setting, in the sweep's order, and what they make."""

    values: tuple[Any, ...]
    experiment: Experiment


@dataclass(frozen=True)
class Sweep:
    """The varied settings, as TOML paths, and the runs to do.

    `values` and `table` are what it was made of: an experiment's values and those of a [sweep] table.
    """

    paths: tuple[str, ...]
    variants: tuple[Variant, ...]
    values: Mapping[str, Any] = field(compare=False, repr=False)
    table: Mapping[str, Any] = field(compare=False, repr=False)


def read_sweep(path: Path, settings: Sequence[str] = ()) -> Sweep:
    """Read an experiment file with a [sweep] table and apply every KEY=VALUE to all runs; raises ExperimentError."""
    if is_data_file(path):
        raise _problem(f"{path} holds data; name it as data.path in an experiment (TOML), and there write {EXAMPLE}")
    values = read_values(path)
    table = values.pop(TABLE, None)
    if not isinstance(table, dict):
        raise _problem(f"{path} has no table of values to try; write {EXAMPLE}")
    varied = {text.partition("=")[0].strip() for text in settings} & dict(varied_in(table)).keys()
    if varied:
        raise _problem(f"--set {min(varied)}: the sweep varies this setting; change its list in {path}")
    defaults = plain(Experiment())
    values = {stage: defaults[stage] for stage in STAGES} | values  # so that a sweep may vary what the file leaves out
    return sweep_of(with_absolute_path(with_overrides(values, settings), path.parent), table)


def sweep_of(values: Mapping[str, Any], table: Mapping[str, Any]) -> Sweep:
    """Return the variants of an experiment's values that a [sweep] table asks for; raises ExperimentError."""
    own = {name: value for name, value in table.items() if name in SweepSettings.model_fields}
    try:
        settings = SweepSettings.model_validate(own)
    except ValidationError as error:
        found = problems_of(error, SweepSettings)
        raise ExperimentError(Problem(f"{TABLE}.{path}", message) for path, message in found) from None
    varied = dict(varied_in(table))
    if not varied:
        raise _problem(f"there are no values to try; write {EXAMPLE}")
    chosen = _chosen(settings, [len(choices) for choices in varied.values()])
    combinations = (_combination(list(varied.values()), number) for number in chosen)
    variants = tuple(Variant(combination, _experiment(values, varied, combination)) for combination in combinations)
    return Sweep(tuple(varied), variants, values, table)


def short_names(paths: Sequence[str]) -> list[str]:
    """Return the settings' own names, whole paths where two have the same."""
    names = [path.rpartition(".")[2] for path in paths]
    times = Counter(names)
    return [name if times[name] == 1 else path for name, path in zip(names, paths, strict=True)]


def literal(value: Any) -> str:
    """Return the value as TOML writes it, on one line."""
    if isinstance(value, Mapping):
        items = (f"{tomlkit.key(name).as_string()} = {literal(item)}" for name, item in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return str(tomlkit.item(value).as_string())


def described(paths: Iterable[str], values: Iterable[Any]) -> str:
    """Return the values of a variant in words: `scheduler.gamma = 0.5, seed = 1`."""
    return ", ".join(f"{path} = {literal(value)}" for path, value in zip(paths, values, strict=True))


def varied_in(table: Mapping[str, Any], stage: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield each varied path and its values; `scheduler.gamma` may stand as a key of a table, too."""
    for name, value in table.items():
        path = f"{stage}{name}"
        if isinstance(value, dict):
            yield from varied_in(value, f"{path}.")
        elif not stage and name in SweepSettings.model_fields:
            continue
        elif isinstance(value, list) and value:
            yield path, value
        else:
            raise ExperimentError([Problem(f"{TABLE}.{path}", "is not a list of values to try; write [first, second]")])


def _chosen(settings: SweepSettings, sizes: Sequence[int]) -> Sequence[int]:
    """Return the numbers of the combinations to run, in order."""
    total = prod(sizes)
    if settings.kind == "grid":
        if settings.runs is not None:
            raise _problem('runs is for a random sweep; write kind = "random", or leave runs out')
        if total > MOST_RUNS:
            raise _problem(
                f"{total:,} combinations are more than {MOST_RUNS:,}; "
                'give fewer values, or write kind = "random" and runs'
            )
        return range(total)
    if settings.runs is None:
        raise _problem("a random sweep needs runs, the number of combinations to draw")
    if settings.runs > total:
        raise _problem(f"there are {total:,} combinations, not {settings.runs:,}; lower runs, or give more values")
    drawn, source = set[int](), Random(settings.draw)
    while len(drawn) < settings.runs:
        drawn.add(source.randrange(total))
    return sorted(drawn)


def _combination(choices: Sequence[Sequence[Any]], number: int) -> tuple[Any, ...]:
    """Return the combination of that number; the last setting varies fastest."""
    picked = []
    for values in reversed(choices):
        number, index = divmod(number, len(values))
        picked.append(values[index])
    return tuple(reversed(picked))


def _experiment(values: Mapping[str, Any], paths: Iterable[str], combination: tuple[Any, ...]) -> Experiment:
    settings = [f"{path}={literal(value)}" for path, value in zip(paths, combination, strict=True)]
    try:
        return experiment_from(with_overrides(values, settings))
    except ExperimentError as error:
        where = f"(in the sweep's combination {described(paths, combination)})"
        raise ExperimentError(Problem(path, f"{message} {where}") for path, message in error.problems) from None


def _problem(message: str) -> ExperimentError:
    return ExperimentError([Problem(TABLE, message)])

"""`--set KEY=VALUE`: changes to an experiment's values, KEY a TOML path, VALUE a TOML value or a bare word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from training.experiment.experiment import STAGES, Experiment
from training.experiment.problems import ExperimentError, Problem, did_you_mean
from training.experiment.settings import Settings

MODELS: list[type[Settings]] = [Experiment, *(kind for kinds in STAGES.values() for kind in kinds)]
# settings that may be off; `none` switches them off
OPTIONAL = {name for model in MODELS for name, field in model.model_fields.items() if field.default is None}


def with_overrides(values: Mapping[str, Any], settings: Iterable[str]) -> dict[str, Any]:
    """Return the values with each `KEY=VALUE` applied; raises ExperimentError.

    A new kind starts from its own defaults, so kinds are set first, wherever they stand in the list.
    """
    changed = {key: dict(value) if isinstance(value, Mapping) else value for key, value in values.items()}
    pairs = [_parsed(text) for text in settings]
    for path, value in sorted(pairs, key=lambda pair: pair[0][-1:] != ["kind"]):
        _apply(changed, path, value)
    return changed


def _parsed(text: str) -> tuple[list[str], Any]:
    key, equals, value = text.partition("=")
    path = key.strip().split(".")
    if not equals or not all(path) or len(path) > 2:
        raise ExperimentError([Problem("", f"--set {text}: write KEY=VALUE, for instance scheduler.step_size=5")])
    return path, _toml_value(value.strip())


def _toml_value(text: str) -> Any:
    if "\n" in text:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _apply(values: dict[str, Any], path: list[str], value: Any) -> None:
    if len(path) == 1:
        _put(values, path[0], value)
        return
    stage, name = path
    if stage not in STAGES:
        raise ExperimentError([Problem(".".join(path), f"there is no table '{stage}'{did_you_mean(stage, STAGES)}")])
    table = values.setdefault(stage, {})
    if not isinstance(table, dict):
        table = values[stage] = {}
    if name == "kind" and table.get("kind") != value:
        values[stage] = {key: table[key] for key in shared_fields(stage) if key in table} | {"kind": value}
    else:
        _put(table, name, value)


def _put(table: dict[str, Any], name: str, value: Any) -> None:
    if value == "none" and name in OPTIONAL:
        table.pop(name, None)
    else:
        table[name] = value


def shared_fields(stage: str) -> set[str]:
    """Return the fields that every kind of the stage has alike, and that so survive a change of kind."""
    first, *others = STAGES[stage]
    return {
        name
        for name, field in first.model_fields.items()
        if name != "kind"
        and all(name in other.model_fields and other.model_fields[name].default == field.default for other in others)
    }

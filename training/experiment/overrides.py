"""`--set KEY=VALUE`: changes to an experiment's values, KEY a TOML path, VALUE a TOML value or a bare word."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from training.experiment.experiment import STAGES, Experiment
from training.experiment.paths import Key, keys_of, path_of, value_at
from training.experiment.problems import ExperimentError, Problem, did_you_mean
from training.experiment.settings import Settings
from training.experiment.synonyms import usual

MODELS: list[type[Settings]] = [Experiment, *(kind for kinds in STAGES.values() for kind in kinds)]
EDITS = "edits"  # a list of tables
# settings that may be off; `none` switches them off
OPTIONAL = {name for model in MODELS for name, field in model.model_fields.items() if field.default is None}


def with_overrides(values: Mapping[str, Any], settings: Iterable[str]) -> dict[str, Any]:
    """Return the values with each `KEY=VALUE` applied; raises ExperimentError.

    A new kind starts from its own defaults, so kinds are set first, wherever they stand in the list.
    """
    pairs = [_parsed(text) for text in settings]
    return _changed(values, sorted(pairs, key=lambda pair: (pair[0][-1] != "kind", len(pair[0]))))


def with_changes(values: Mapping[str, Any], changes: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values with each setting changed, by its TOML path, in this order."""
    return _changed(values, ((keys_of(path), value) for path, value in changes))


def _changed(values: Mapping[str, Any], changes: Iterable[tuple[list[Key], Any]]) -> dict[str, Any]:
    changed = deepcopy(dict(values))
    for keys, value in changes:
        _apply(changed, keys, value)
    return changed


def _parsed(text: str) -> tuple[list[Key], Any]:
    path, equals, value = text.partition("=")
    try:
        keys = keys_of(path.strip())
    except ValueError:
        keys = []
    if not equals or not keys or isinstance(keys[-1], int):
        raise ExperimentError(
            [Problem("", f"--set {shlex.quote(text)}: write KEY=VALUE, for instance scheduler.step_size=5")]
        )
    return keys, _toml_value(value.strip())


def _toml_value(text: str) -> Any:
    if "\n" in text:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _apply(values: dict[str, Any], keys: list[Key], value: Any) -> None:
    owner, name = _owner(values, keys), str(keys[-1])
    if name == "kind" and owner is not values and owner.get("kind", _usual(keys)) != value:
        kept = shared_fields(str(keys[0])) if len(keys) == 2 else set()
        for gone in owner.keys() - kept:
            del owner[gone]
        owner["kind"] = value
    elif value == "none" and name in OPTIONAL:
        owner.pop(name, None)
    else:
        owner[name] = value


def _usual(keys: list[Key]) -> str:
    """Return the kind of a table that names none."""
    stage = next(key for key in reversed(["scheduler", *keys]) if key in STAGES)
    return Experiment.model_fields[str(stage)].default.kind  # type: ignore[no-any-return]


def _owner(values: dict[str, Any], keys: list[Key]) -> dict[str, Any]:
    """Return the table that holds the last key; the table of a stage is made where there is none."""
    if len(keys) == 1:
        return values
    stage = str(keys[0])
    if stage not in STAGES and stage != EDITS:
        raise ExperimentError(
            [Problem(path_of(keys), f"there is no table '{stage}'{did_you_mean(usual(stage), STAGES)}")]
        )
    if stage in STAGES and not isinstance(values.setdefault(stage, {}), dict):
        values[stage] = {}
    try:
        owner = value_at(values, keys[:-1])
    except (KeyError, IndexError, TypeError):
        owner = None
    if not isinstance(owner, dict):
        raise ExperimentError(
            [Problem(path_of(keys[:-1]), "there is no such table; write it whole, as a list of tables")]
        )
    return owner


def shared_fields(stage: str) -> set[str]:
    """Return the fields that every kind of the stage has alike, and that so survive a change of kind."""
    first, *others = STAGES[stage]
    return {
        name
        for name, field in first.model_fields.items()
        if name != "kind"
        and all(name in other.model_fields and other.model_fields[name].default == field.default for other in others)
    }

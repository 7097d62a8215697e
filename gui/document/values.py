"""The values of a document: the experiment's own fields, and one table for each stage, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from gui.document.fields import KINDS, PARTS, kinds_of, same
from training.experiment.experiment import STAGES, Experiment
from training.experiment.paths import Key
from training.experiment.settings import Settings, suggestion

Values = dict[str, Any]  # never changed in place


def changed_fields(before: Values, after: Values, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the fields that differ, within tables of the same kinds."""
    for name, value in after.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            if shape(value) == shape(before[name]):
                yield from changed_fields(before[name], value, f"{path}.")
        elif name == PARTS:
            for index, (old, new) in enumerate(zip(before[name], value, strict=True)):
                yield from changed_fields(old, new, f"{path}[{index}].")
        elif not same(value, before[name]):
            yield path


def shape(table: Values) -> tuple[Any, ...]:
    """Return the kind and those of the schedulers inside: what a form is made for."""
    return table["kind"], *(shape(part) for part in table.get(PARTS, ()))


def kinds_in(table: Values) -> Iterator[str]:
    """Yield the scheduler's kind, and those of the schedulers inside."""
    yield table["kind"]
    for part in table.get(PARTS, ()):
        yield from kinds_in(part)


def replaced(values: Any, keys: Sequence[Key], value: Any) -> Any:
    """Return the values with one of them replaced; what lies on the way there is copied."""
    if not keys:
        return value
    key, *rest = keys
    inner = replaced(values[key], rest, value)
    if isinstance(key, int):
        return (*values[:key], inner, *values[key + 1 :])
    return {**values, key: inner}


def plain(value: Any) -> Any:
    """Return the value as a document keeps it: lists as tuples, however deep."""
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return value


def drafted(values: Values) -> Values:
    """Return the draft's values, what is missing filled in; raises where they are no experiment's."""
    tables = {stage: _filled(KINDS[stage][values[stage]["kind"]], values[stage]) for stage in STAGES}
    return _filled(Experiment, values | dict.fromkeys(STAGES)) | tables


def _filled(model: type[Settings], values: Values) -> Values:
    if not values.keys() <= model.model_fields.keys():
        raise ValueError("unknown field")
    checks: dict[str, Callable[[Any], Any]] = {PARTS: _parts}
    return {name: checks.get(name, _checked)(values.get(name, suggestion(model, name))) for name in model.model_fields}


def _parts(parts: Any) -> tuple[Values, ...]:
    kinds = kinds_of(f"scheduler.{PARTS}")
    return tuple(_filled(kinds[part["kind"]], part) for part in parts)


def _checked(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_checked, value))
    if not isinstance(value, str | int | float | None):
        raise TypeError("not a plain value")
    return value

"""The experiment as a TOML file: read strictly, written without touching the user's comments."""

from __future__ import annotations

import os
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import Table as TomlTable

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.problems import ExperimentError, Problem
from training.files import FileError, open_text, write_whole
from training.layout import COMMAND

LARGEST_FILE = 1_000_000  # bytes; an experiment is a page of text
BOM = "\ufeff"  # which some editors put before a text
SWEEP = "sweep"  # the table that no single experiment has
DEEPEST_KEY = 100  # dots; tomllib's memory grows with their square


def read_values(path: Path) -> dict[str, Any]:
    """Read the file's nested values, unchecked; raises ExperimentError when it is not TOML."""
    try:
        text = open_text(path, LARGEST_FILE)
        _check_depth(text)
        return tomllib.loads(text)
    except FileError as error:
        raise ExperimentError([Problem("", str(error))]) from None
    except (ValueError, RecursionError) as error:
        raise ExperimentError([Problem("", f"{path} is not valid TOML: {_reason(error)}")]) from None


def read_experiment_values(path: Path) -> dict[str, Any]:
    """Read the values of a single experiment, unchecked; raises ExperimentError, also for a sweep."""
    values = read_values(path)
    if isinstance(values.get(SWEEP), dict):
        remedy = f"train all of its runs with: {COMMAND} sweep {shlex.quote(str(path))}; or take [{SWEEP}] out"
        raise ExperimentError([Problem(SWEEP, f"the file describes a sweep, not one experiment; {remedy}")])
    return values


def _check_depth(text: str) -> None:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if any(part.count(".") > DEEPEST_KEY for line in lines for part in line.split("=")):
        raise RecursionError


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error) if isinstance(error, tomllib.TOMLDecodeError) else "a number has too many digits"


def read_experiment(path: Path) -> Experiment:
    """Read and check an experiment file; raises ExperimentError."""
    return experiment_from(with_absolute_path(read_experiment_values(path), path.parent))


def with_absolute_path(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the values with `data.path` made absolute: beside the file if it is there, else the working folder's."""
    data = values.get("data")
    name = data.get("path") if isinstance(data, dict) else None
    if not isinstance(name, str) or not name:
        return values
    beside = folder.absolute() / name
    found = beside if os.path.lexists(beside) else Path.cwd() / name
    return {**values, "data": {**data, "path": str(found)}}  # type: ignore[dict-item]


def write_experiment(path: Path, experiment: Experiment) -> None:
    """Write the file in one piece; in a file that exists, comments, order and line ends survive. Raises FileError."""
    text = _existing(path)
    document = _parsed(text)
    values = plain(experiment)
    if values["data"].get("path"):
        values["data"]["path"] = _portable(values["data"]["path"], path.absolute().parent)
    _update(document, values)
    mark = BOM if text.startswith(BOM) else ""
    lines = tomlkit.dumps(document)
    written = lines.replace("\n", "\r\n") if "\r\n" in text else lines
    write_whole(path, f"{mark}{written}".encode())


def plain(experiment: Experiment) -> dict[str, Any]:
    """Return the experiment as nested TOML values; what is off is left out, and so are edits where there are none."""
    values = _toml(experiment.model_dump())
    return values if experiment.edits else {key: value for key, value in values.items() if key != "edits"}


def _toml(values: Mapping[str, Any]) -> dict[str, Any]:
    present = {key: _toml_value(value) for key, value in values.items() if value is not None}
    kind = {"kind": present.pop("kind")} if "kind" in present else {}
    tables = {key: present.pop(key) for key in [key for key, value in present.items() if _is_table(value)]}
    return kind | present | tables


def _toml_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _toml(value)
    return [_toml_value(item) for item in value] if isinstance(value, tuple | list) else value


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _existing(path: Path) -> str:
    """Return the text that stands in the file, with its byte order mark and line ends; empty where there is none."""
    try:
        return path.read_bytes().decode()
    except (OSError, ValueError):
        return ""


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text.removeprefix(BOM).replace("\r\n", "\n"))
    except ValueError:
        return tomlkit.document()


def _update(table: Container | TomlTable | tomlkit.TOMLDocument, values: Mapping[str, Any]) -> None:
    for gone in [key for key in table if key not in values]:
        del table[gone]
    for key, value in values.items():
        if isinstance(value, dict):
            if not isinstance(table.get(key), Mapping):
                table[key] = tomlkit.table()
            _update(table[key], value)
        elif _is_table(value) and _is_table(_unwrapped(table.get(key))):
            _update_list(table[key], value)
        elif key not in table or not _same(table[key], value):
            table[key] = value


def _update_list(items: Any, values: Sequence[Mapping[str, Any]]) -> None:
    while len(items) > len(values):
        del items[-1]
    for item, inner in zip(items, values, strict=False):
        _update(item, inner)
    for inner in values[len(items) :]:
        items.append(inner)


def _same(item: Any, value: Any) -> bool:
    """Whether an item of the document stands for the value, of the same type too: 1 is neither 1.0 nor true."""
    plain_item = _unwrapped(item)
    return type(plain_item) is type(value) and plain_item == value


def _unwrapped(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _portable(name: str, folder: Path) -> str:
    data = Path(name)
    return data.relative_to(folder).as_posix() if data.is_relative_to(folder) else name

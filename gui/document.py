"""The experiment being edited: plain values as in its file, right or wrong, with undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.forms.fields import KINDS, PARTS, SHARED, kinds_of, model_of, root, same
from gui.numbers import Unreadable
from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import read_experiment, write_experiment
from training.experiment.paths import Key, keys_of, value_at
from training.experiment.problems import ExperimentError, Problem
from training.experiment.settings import Settings, suggestion

EDIT = 1  # marks the commands that may become one
DAMAGED = "The draft of the last session is damaged and was left out."

# the experiment's own fields, and one table for each stage; never changed in place
Values = dict[str, Any]


class ExperimentDocument(QObject):
    """The experiment being edited.

    Attributes:
        experiment: the checked experiment; None while something is wrong.
        problems: what is wrong, by TOML path; `""` is the experiment as a whole.
        undo_stack: every edit, edits of the same field in a row as one.
        file: where the experiment was read from or written to.
    """

    value_changed = Signal(str)  # TOML path
    kind_changed = Signal(str)  # stage, whose fields are now others
    experiment_changed = Signal()  # after each edit, undo or file, once it can be undone
    file_changed = Signal()  # the file, or whether it is modified

    def __init__(self, experiment: Experiment | None = None, parent: QObject | None = None) -> None:
        """Start with the given experiment, else the default one."""
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.file_changed)
        self.undo_stack.indexChanged.connect(self.experiment_changed)
        self.file: Path | None = None
        self.experiment: Experiment | None = None
        self.problems: dict[str, str] = {}
        self._typed: dict[tuple[str, str], Values] = {}
        self._values: Values = (experiment or Experiment()).model_dump()
        self._check()

    def value(self, path: str) -> Any:
        """Return the field's value, or the text that was typed where it is none; a stage gives its table."""
        return value_at(self._values, keys_of(path))

    def set_value(self, path: str, value: Any) -> None:
        """Set one field as one step of undo; a new `kind` brings its own fields, as they were last typed."""
        self.apply([(path, value)])

    def apply(self, changes: Iterable[tuple[str, Any]]) -> None:
        """Set several fields, in this order, as one step of undo."""
        values, paths = self._values, []
        for path, value in changes:
            value = _plain(value)
            keys = keys_of(path)
            if same(value, value_at(values, keys)):
                continue
            paths.append(path)
            if keys[-1] == "kind":
                keys, value = keys[:-1], self._table(path.rpartition(".")[0], value_at(values, keys[:-1]), value)
            values = _replaced(values, keys, value)
        if paths:
            self.undo_stack.push(_Edit(" ".join(paths), self._values, values, self._show))

    def default(self, path: str) -> Any:
        """Return torch's default, or what a form suggests where torch has none."""
        stage, _, name = path.rpartition(".")
        if name == "kind":
            return Experiment.model_fields[root(stage)].default.kind
        return suggestion(model_of(stage, self.value(stage)["kind"] if stage else ""), name)

    def is_default(self, path: str) -> bool:
        """Tell whether the field has its default."""
        return same(self.value(path), self.default(path))

    def reset(self, path: str) -> None:
        """Give the field its default again."""
        self.set_value(path, self.default(path))

    @property
    def modified(self) -> bool:
        """Whether there is something to save."""
        return not self.undo_stack.isClean()

    def replace(self, experiment: Experiment, file: Path | None = None) -> None:
        """Begin anew with this experiment; nothing is left to undo."""
        self._restart(experiment.model_dump(), file)

    def open(self, path: Path) -> None:
        """Read an experiment file; raises ExperimentError and changes nothing when it is not sound."""
        self.replace(read_experiment(path), path)

    def save(self, path: Path) -> None:
        """Write the experiment; raises ExperimentError while something is wrong, else FileError."""
        if self.experiment is None:
            raise ExperimentError(Problem(*problem) for problem in self.problems.items())
        write_experiment(path, self.experiment)
        self.file = path
        self.undo_stack.setClean()
        self.file_changed.emit()

    def draft(self) -> dict[str, Any]:
        """Return everything that was typed, for JSON, also what is wrong."""
        return {"file": str(self.file or ""), "modified": self.modified, "values": deepcopy(self._values)}

    def restore_draft(self, draft: Any) -> str:
        """Take up a draft; one that is damaged is left alone, and the sentence that says so is returned."""
        try:
            values, file, modified = _drafted(draft["values"]), str(draft["file"]), bool(draft["modified"])
        except (TypeError, KeyError, ValueError, AttributeError):
            return DAMAGED
        self._restart(values, Path(file) if file else None, modified)
        return ""

    def _restart(self, values: Values, file: Path | None, modified: bool = False) -> None:
        self.file = file
        self._show(values)
        self._typed.clear()
        self.undo_stack.clear()
        if modified:
            self.undo_stack.resetClean()
        self.experiment_changed.emit()
        self.file_changed.emit()

    def _show(self, values: Values) -> None:
        """Take over the values and tell what changed, once all of it is checked."""
        before, self._values = self._values, values
        self._check()
        for stage in STAGES:
            if _shape(before[stage]) != _shape(values[stage]):
                self._typed[stage, before[stage]["kind"]] = before[stage]
                self.kind_changed.emit(stage)
        for path in _changed_fields(before, values):
            self.value_changed.emit(path)

    def _check(self) -> None:
        self.experiment, self.problems = None, {}
        try:
            self.experiment = experiment_from(self._values)
        except ExperimentError as error:
            for problem in error.problems:
                path = self._field_path(problem.path)
                self.problems.setdefault(path, self._reason(path) or problem.message)

    def _reason(self, path: str) -> str:
        value = self.value(path) if path else ""
        return value.reason if isinstance(value, Unreadable) else ""

    def _field_path(self, path: str) -> str:
        """Return the form field that shows a problem at this TOML path."""
        try:
            value = self.value(path) if path else ""
        except (KeyError, IndexError, TypeError, ValueError):
            return path
        if isinstance(value, dict):
            return f"{path}.kind"
        return path.rpartition("[")[0] if path.endswith("]") else path

    def _table(self, stage: str, before: Values, kind: str) -> Values:
        """Return the table of a new kind; what both kinds hold, such as the parts of a composition, is kept."""
        kinds = kinds_of(stage)
        kept = {name: before[name] for name in SHARED.get(stage, ())}
        if PARTS in before and PARTS in kinds[kind].model_fields:
            kept = {name: before[name] for name in kinds[kind].model_fields if name in before and name != "kind"}
        return kinds[kind].suggested() | self._typed.get((stage, kind), {}) | kept


class _Edit(QUndoCommand):
    """One step of undo: all values before and after it."""

    def __init__(self, path: str, before: Values, after: Values, show: Callable[[Values], None]) -> None:
        super().__init__(path)
        self.path, self.before, self.after, self.show = path, before, after, show

    def redo(self) -> None:
        self.show(self.after)

    def undo(self) -> None:
        self.show(self.before)

    def id(self) -> int:
        return EDIT

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.path != self.path:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True


def _changed_fields(before: Values, after: Values, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the fields that differ, within tables of the same kinds."""
    for name, value in after.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            if _shape(value) == _shape(before[name]):
                yield from _changed_fields(before[name], value, f"{path}.")
        elif name == PARTS:
            for index, (old, new) in enumerate(zip(before[name], value, strict=True)):
                yield from _changed_fields(old, new, f"{path}[{index}].")
        elif not same(value, before[name]):
            yield path


def _shape(table: Values) -> tuple[Any, ...]:
    """Return the kind and those of the schedulers inside: what a form is made for."""
    return table["kind"], *(_shape(part) for part in table.get(PARTS, ()))


def _replaced(values: Any, keys: Sequence[Key], value: Any) -> Any:
    """Return the values with one of them replaced; what lies on the way there is copied."""
    if not keys:
        return value
    key, *rest = keys
    inner = _replaced(values[key], rest, value)
    if isinstance(key, int):
        return (*values[:key], inner, *values[key + 1 :])
    return {**values, key: inner}


def _drafted(values: Values) -> Values:
    """Return the draft's values, what is missing filled in; raises where they are no experiment's."""
    tables = {stage: _filled(KINDS[stage][values[stage]["kind"]], values[stage]) for stage in STAGES}
    return _filled(Experiment, values | dict.fromkeys(STAGES)) | tables


def _filled(model: type[Settings], values: Values) -> Values:
    if not values.keys() <= model.model_fields.keys():
        raise ValueError("unknown field")
    return {name: _checked(values.get(name, suggestion(model, name))) for name in model.model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value


def _checked(value: Any) -> Any:
    """Return a value of a draft as plain data; a table in it is a scheduler's, and gets what is missing."""
    if isinstance(value, list | tuple):
        return tuple(map(_checked, value))
    if isinstance(value, dict):
        return _filled(KINDS["scheduler"][value["kind"]], value)
    if not isinstance(value, str | int | float | None):
        raise TypeError("not a plain value")
    return value

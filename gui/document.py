"""The experiment being edited: plain values as in its file, right or wrong, with undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.forms.fields import KINDS, SHARED, model_of, same
from gui.numbers import Unreadable
from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import read_experiment, write_experiment
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
        stage, _, name = path.rpartition(".")
        return (self._values[stage] if stage else self._values)[name]

    def set_value(self, path: str, value: Any) -> None:
        """Set one field as one step of undo; a new `kind` brings its own fields, as they were last typed."""
        value = tuple(value) if isinstance(value, list) else value
        if same(value, self.value(path)):
            return
        stage, _, name = path.rpartition(".")
        if name == "kind":
            changed = {stage: self._table(stage, value)}
        elif stage:
            changed = {stage: {**self._values[stage], name: value}}
        else:
            changed = {name: value}
        self.undo_stack.push(_Edit(path, self._values, {**self._values, **changed}, self._show))

    def default(self, path: str) -> Any:
        """Return torch's default, or what a form suggests where torch has none."""
        stage, _, name = path.rpartition(".")
        if name == "kind":
            return Experiment.model_fields[stage].default.kind
        return suggestion(model_of(stage, self._values[stage]["kind"] if stage else ""), name)

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
            if before[stage]["kind"] != values[stage]["kind"]:
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
                path = _field_path(problem.path)
                self.problems.setdefault(path, self._reason(path) or problem.message)

    def _reason(self, path: str) -> str:
        value = self.value(path) if path else ""
        return value.reason if isinstance(value, Unreadable) else ""

    def _table(self, stage: str, kind: str) -> Values:
        kept = {name: self._values[stage][name] for name in SHARED.get(stage, ())}
        return KINDS[stage][kind].suggested() | self._typed.get((stage, kind), {}) | kept


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


def _changed_fields(before: Values, after: Values) -> Iterator[str]:
    for name, value in after.items():
        if name not in STAGES:
            if not same(value, before[name]):
                yield name
        elif value["kind"] == before[name]["kind"]:
            yield from (f"{name}.{field}" for field in value if not same(value[field], before[name][field]))


def _field_path(path: str) -> str:
    """Return the form field that shows a problem at this TOML path."""
    field = re.sub(r"\[\d+\]", "", path)
    return f"{field}.kind" if field in STAGES else field


def _drafted(values: Values) -> Values:
    """Return the draft's values, what is missing filled in; raises where they are no experiment's."""
    tables = {stage: _filled(KINDS[stage][values[stage]["kind"]], values[stage]) for stage in STAGES}
    return _filled(Experiment, values | dict.fromkeys(STAGES)) | tables


def _filled(model: type[Settings], values: Values) -> Values:
    if not values.keys() <= model.model_fields.keys():
        raise ValueError("unknown field")
    return {name: _plain(values.get(name, suggestion(model, name))) for name in model.model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    if not isinstance(value, str | int | float | None):
        raise TypeError("not a plain value")
    return value

"""The experiment being edited: plain values as in its file, right or wrong, with undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.document.fields import BATCHWISE, PARTS, SHARED, kinds_of, model_of, root, same
from gui.document.numbers import Unreadable
from gui.document.parts import recast
from gui.document.values import Values, changed_fields, drafted, kinds_in, plain, replaced, shape
from gui.jobs.disk import AtOnce, Failed, Then, Writer, forget, surface
from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import read_experiment, write_experiment
from training.experiment.paths import keys_of, value_at
from training.experiment.problems import ExperimentError, Problem
from training.experiment.settings import suggestion
from training.files import fingerprint

EDIT = 1  # marks the commands that may become one
DAMAGED = "The draft of the last session is damaged and was left out."


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
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.file_changed)
        self.undo_stack.indexChanged.connect(self.experiment_changed)
        self.file: Path | None = None
        self._seen: str | None = None  # what stood in the file when it was read or written
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
            value = plain(value)
            keys = keys_of(path)
            if same(value, value_at(values, keys)):
                continue
            paths.append(path)
            if keys[-1] == "kind":
                keys, value = keys[:-1], self._table(path.rpartition(".")[0], value_at(values, keys[:-1]), value)
            values = replaced(values, keys, value)
        if paths:
            self.undo_stack.push(_Edit(paths, self._values, values, self._show))

    def take(self, experiment: Experiment) -> None:
        """Take over an experiment as one step of undo."""
        values = experiment.model_dump()
        if values != self._values:
            self.undo_stack.push(_Edit(["experiment"], self._values, values, self._show))

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
    def steps_after_batch(self) -> bool:
        """Whether the scheduler steps after each batch, as far as it can be told while something is wrong."""
        when = self.value("step_scheduler")
        return when == "batch" or (when == "auto" and not BATCHWISE.isdisjoint(kinds_in(self.value("scheduler"))))

    def steps(self, batches: int = 0) -> int:
        """Return how often the scheduler steps in a run, with so many batches in an epoch; 0 where that is unknown."""
        epochs = self.value("epochs")
        known = epochs if type(epochs) is int and epochs > 0 else 0
        return known * batches if self.steps_after_batch else known

    @property
    def modified(self) -> bool:
        """Whether there is something to save."""
        return not self.undo_stack.isClean()

    def replace(self, experiment: Experiment, file: Path | None = None) -> None:
        """Begin anew with this experiment; nothing is left to undo."""
        self._restart(experiment.model_dump(), file, fingerprint(file) if file is not None else None)

    def open(self, path: Path) -> None:
        """Read an experiment file; raises ExperimentError and changes nothing when it is not sound."""
        self.replace(read_experiment(path), path)

    @property
    def changed_on_disk(self) -> bool:
        """Whether somebody else has changed the file since it was read or written here."""
        now = fingerprint(self.file) if self.file is not None else None
        return None not in (now, self._seen) and now != self._seen

    def save(self, path: Path, disk: Writer | None = None, then: Then = forget, failed: Failed = surface) -> None:
        """Have the experiment written; raises ExperimentError while something is wrong."""
        if self.experiment is None:
            raise ExperimentError(Problem(*problem) for problem in self.problems.items())
        experiment, values = self.experiment, self._values

        def write() -> str | None:
            write_experiment(path, experiment)
            return fingerprint(path)

        def written(seen: str | None) -> None:
            self._on_saved(path, seen, values)
            then(None)

        (disk or AtOnce()).do(write, written, failed)

    def _on_saved(self, path: Path, seen: str | None, values: Values) -> None:
        """Note what stands in the file now; what was edited since is still to be saved."""
        self.file, self._seen = path, seen
        (self.undo_stack.setClean if self._values == values else self.undo_stack.resetClean)()
        self.file_changed.emit()

    def draft(self) -> dict[str, Any]:
        """Return everything that was typed, for JSON, also what is wrong."""
        values = deepcopy(self._values)
        return {"file": str(self.file or ""), "seen": self._seen, "modified": self.modified, "values": values}

    def restore_draft(self, draft: Any) -> str:
        """Take up a draft; one that is damaged is left alone, and the sentence that says so is returned."""
        try:
            values, file, modified = drafted(draft["values"]), str(draft["file"]), bool(draft["modified"])
            seen = draft.get("seen")
        except (TypeError, KeyError, ValueError, AttributeError):
            return DAMAGED
        self._restart(values, Path(file) if file else None, seen, modified)
        return ""

    def _restart(self, values: Values, file: Path | None, seen: str | None, modified: bool = False) -> None:
        self.file, self._seen = file, seen
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
            if shape(before[stage]) != shape(values[stage]):
                self._remember(stage, before[stage], values[stage])
                self.kind_changed.emit(stage)
        for path in changed_fields(before, values):
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
        value = self._found(path)
        return value.reason if isinstance(value, Unreadable) else ""

    def _field_path(self, path: str) -> str:
        """Return the form field that shows a problem at this TOML path."""
        if isinstance(self._found(path), dict):
            return f"{path}.kind"
        if path.endswith(f".{PARTS}"):
            return f"{path.removesuffix(PARTS)}kind"
        return path.rpartition("[")[0] if path.endswith("]") else path

    def _found(self, path: str) -> Any:
        """Return the value at this path; None where there is nothing, as for an item that is missing in a list."""
        try:
            return self.value(path)
        except (LookupError, TypeError, ValueError):
            return None

    def _table(self, stage: str, before: Values, kind: str) -> Values:
        """Return the table of a new kind, as it was last typed; what both kinds hold is kept."""
        kinds, typed = kinds_of(stage), self._typed.get((stage, kind))
        if root(stage) == "scheduler":
            return recast(before, kinds[kind], typed, self.steps())
        kept = {name: before[name] for name in SHARED.get(stage, ())}
        return kinds[kind].suggested() | (typed or {}) | kept

    def _remember(self, stage: str, before: Values, after: Values) -> None:
        """Keep the values of each kind that is left, inside a composition, too."""
        if before["kind"] != after["kind"]:
            self._typed[stage, before["kind"]] = before
        for index, (old, new) in enumerate(zip(before.get(PARTS, ()), after.get(PARTS, ()), strict=False)):
            self._remember(f"{stage}.{PARTS}[{index}]", old, new)


class _Edit(QUndoCommand):
    """One step of undo: all values before and after it."""

    def __init__(self, paths: list[str], before: Values, after: Values, show: Callable[[Values], None]) -> None:
        super().__init__(" ".join(paths))
        self.paths, self.before, self.after, self.show = paths, before, after, show

    def redo(self) -> None:
        self.show(self.after)

    def undo(self) -> None:
        self.show(self.before)

    def id(self) -> int:
        typed = len(self.paths) == 1 and not self.paths[0].endswith(PARTS)
        return EDIT if typed else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.paths != self.paths:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

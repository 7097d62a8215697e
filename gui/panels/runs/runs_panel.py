"""The history: every run that is kept, to be found, looked at, compared, named and gone on with."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSettings, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.document.library import RunLibrary
from gui.panels.runs.interrupted_bar import FILTER, InterruptedBar
from gui.panels.runs.notice_bar import NoticeBar
from gui.panels.runs.run_actions import RunActions
from gui.panels.runs.run_details import RunDetails
from gui.panels.runs.runs_list import RunsList
from gui.tables.run_rows import Key, Row, SweepRow
from gui.tables.runs_model import RunsModel
from gui.widgets.appearance import Appearance
from gui.widgets.undo_bar import UndoBar
from training.runs.run import Run
from training.runs.store import RunSummary, StoreError

SIZES, BARE = (340, 200), (460, 80)  # pixels of list and details, with a run and without one
SPACING = 8


class RunsPanel(QWidget):
    """Lists all runs, and says how the chosen one went.

    Attributes:
        words: a label for what whoever knows the run's trace says of it.

    Signals:
        run_selected: a Run is chosen.
        visibility_changed: a run's number, and whether its curves are shown.
        checked_changed: the numbers of all runs whose curves are shown.
        open_wanted, go_on_wanted, fork_wanted, export_wanted: the Run to do it with.
        name_given, tags_given, note_given: a run's number, and what the user says of it.
        delete_wanted: the numbers of runs.
        refused: why a run cannot be shown, as a sentence.
    """

    run_selected = Signal(object)
    visibility_changed = Signal(int, bool)
    checked_changed = Signal(list)
    open_wanted = Signal(object)
    go_on_wanted = Signal(object)
    fork_wanted = Signal(object)
    export_wanted = Signal(object)
    name_given = Signal(int, str)
    tags_given = Signal(int, list)
    note_given = Signal(int, str)
    delete_wanted = Signal(list)
    refused = Signal(str)

    def __init__(
        self,
        library: RunLibrary,
        appearance: Appearance,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """List the library's runs; the columns are remembered in the settings."""
        super().__init__(parent)
        self.library = library
        self._number: int | None = None  # of the run that is chosen, listed or not
        self._is_bare = True  # whether the details show nothing
        self._model = RunsModel(appearance, library.writable)
        self.interrupted, self.notice = InterruptedBar(self), NoticeBar(library, self)
        self.list, self.undo_bar = RunsList(library, self._model, settings, self), UndoBar(self)
        self.search, self.table = self.list.search, self.list.table
        self.actions_by_name = RunActions(self.table, library.writable, self)
        self.details = RunDetails(self)
        self._splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.words = self.details.words
        self._arrange()
        self._connect()
        self._connect_actions()
        self.list.reload()

    def current(self) -> Run | None:
        """Return the chosen run; None while there is none or it cannot be read."""
        return None if self._number is None else self._loaded(self._number)

    @property
    def chosen(self) -> int | None:
        """Return the number of the chosen run; None while there is none."""
        return self._number

    def select(self, run: Run) -> None:
        """Choose a run and show its curves."""
        self._check(run.number, True)
        self.choose(run.number)

    def choose(self, number: int) -> None:
        """Choose a run, also one that is not listed."""
        summary = self._summary(number)
        self.list.go_to(number, summary and summary.sweep)
        if self._number != number:
            self._take(number, summary)

    def step_aside(self, key: Key | None) -> None:
        """Choose this row if the one that was chosen has gone."""
        self.list.settle()
        if self.table.current is None and (key is None or not self.table.go_to(key)):
            self._number = None
            self._show(None)

    def refresh(self, run: Run) -> None:
        """Show a run's new figures."""
        summary = self._summary(run.number)
        if summary is not None:
            self.show_line(summary)

    def show_line(self, summary: RunSummary) -> None:
        """Show a run's line as it is now."""
        self._model.refresh(summary)
        if summary.id == self._number:
            self._show(summary)

    def checked(self) -> list[int]:
        """Return the numbers of the runs whose curves are shown."""
        return sorted(self._model.checked)

    def set_checked(self, numbers: Iterable[int]) -> None:
        """Show the curves of these runs only."""
        wanted = set(numbers)
        for number in sorted(self._model.checked ^ wanted):
            self._check(number, number in wanted)

    def set_live(self, run: Run | None) -> None:
        """Let nothing go on while a run trains."""
        self.interrupted.go_on.setEnabled(run is None)
        self.actions_by_name.set_busy(run is not None)

    def finish(self) -> None:
        """Give out what was typed and not told yet, and ask the library for nothing any more."""
        self.details.note.finish()
        self.list.finish()

    def event(self, event: QEvent) -> bool:
        """Take the key for undo from the window while there is something to undo here."""
        if event.type() == QEvent.Type.ShortcutOverride and self._undoes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo."""
        if self._undoes(event):
            self.undo_bar.undo()
        else:
            super().keyPressEvent(event)

    def _undoes(self, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        return is_key and not self.undo_bar.isHidden()

    def _arrange(self) -> None:
        above = QWidget(self)
        inner = QVBoxLayout(above)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACING)
        inner.addWidget(self.list, 1)
        inner.addWidget(self.undo_bar)
        inner.addWidget(self.actions_by_name)
        self._splitter.addWidget(above)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes(BARE)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        for part in (self.interrupted, self.notice):
            layout.addWidget(part)
        layout.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self.list.listed.connect(self._on_listed)
        self.list.line_listed.connect(self._on_line_listed)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.opened.connect(lambda run: self._hand_on(self.open_wanted, run.id))
        self._model.check_wanted.connect(self._check)
        self._model.name_given.connect(self.name_given)
        self.details.tags_given.connect(self.tags_given)
        self.details.note_given.connect(self.note_given)
        self.details.parent_wanted.connect(self._go_to_parent)
        self.interrupted.show_wanted.connect(lambda: self.search.set_filter(FILTER))
        self.interrupted.go_on_wanted.connect(lambda number: self._hand_on(self.go_on_wanted, number))

    def _connect_actions(self) -> None:
        for name, wanted in {
            "go_on": self.go_on_wanted,
            "fork_run": self.fork_wanted,
            "export_run": self.export_wanted,
        }.items():
            self.actions_by_name[name].triggered.connect(lambda _, wanted=wanted: self._hand_on(wanted, self._number))
        for name, slot in {
            "open_run": self._open,
            "rename_run": self.table.rename,
            "show_curves": self._toggle,
            "delete_run": lambda: self.delete_wanted.emit([run.id for run in self.table.selected]),
        }.items():
            self.actions_by_name[name].triggered.connect(slot)

    def _on_listed(self, runs: list[RunSummary]) -> None:
        self.notice.follow()
        if not self.search.filter:
            self.details.know_tags(tag for run in runs for tag in run.tags)
        if self._number is not None and not isinstance(self.table.current, SweepRow):
            self._show(self._summary(self._number))

    def _on_line_listed(self, line: RunSummary) -> None:
        self.notice.follow()
        if line.id == self._number and not isinstance(self.table.current, SweepRow):
            self._show(line)

    def _on_current_changed(self, row: Row) -> None:
        if isinstance(row, SweepRow):
            self._show(row)
        else:
            self._take(row.id, row)

    def _take(self, number: int, line: RunSummary | None) -> None:
        """Look at this run from now on."""
        self._number = number
        self._show(line)
        self._hand_on(self.run_selected, number)

    def _show(self, row: Row | None) -> None:
        editable = self.library.writable and isinstance(row, RunSummary) and row.id > 0
        self.details.show_row(row, editable)
        if self._is_bare != (row is None):
            self._is_bare = row is None
            self._splitter.setSizes(BARE if self._is_bare else SIZES)

    def _go_to_parent(self, number: int) -> None:
        self.search.set_filter("")
        if not self.list.go_to(number, None):
            self.refused.emit(f"Run {number} is not in the list any more.")

    def _open(self) -> None:
        row = self.table.current
        if isinstance(row, SweepRow):
            self.list.fold(row.sweep, not row.folded)
        else:
            self._hand_on(self.open_wanted, self._number)

    def _toggle(self) -> None:
        """Show the curves of all selected runs, or hide them when all are shown."""
        numbers = [run.id for run in self.table.selected]
        shown = self._model.checked.issuperset(numbers)
        for number in numbers:
            self._check(number, not shown)

    def _check(self, number: int, shown: bool) -> None:
        if shown == (number in self._model.checked) or (shown and self._loaded(number) is None):
            return
        self._model.check(number, shown)
        self.visibility_changed.emit(number, shown)
        self.checked_changed.emit(self.checked())

    def _hand_on(self, wanted: SignalInstance, number: int | None) -> None:
        """Emit the signal with the run, if it can be read."""
        run = None if number is None else self._loaded(number)
        if run is not None:
            wanted.emit(run)

    def _loaded(self, number: int) -> Run | None:
        try:
            return self.library.run(number)
        except StoreError as error:
            self.refused.emit(str(error))
            return None

    def _summary(self, number: int) -> RunSummary | None:
        try:
            return self.library.summary(number)
        except StoreError:
            return None

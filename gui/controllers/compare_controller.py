"""Compares the runs that are checked: in the Compare tab, and in the plots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from gui.controllers.context import Context
from gui.controllers.exports import Exports
from gui.panels.compare.compare_panel import ComparePanel
from gui.tables.compare_model import Compared
from gui.widgets.theme import slot_of
from gui.widgets.timers import single_shot
from gui.widgets.while_seen import WhileSeen
from training.exporting import Exporter
from training.runs.comparison import by_all_but_seed, figures, tutorial_pair
from training.runs.run import Run
from training.runs.store import StoreError
from training.runs.trace import Trace

READING_MS = 400  # between two looks at runs that grow: figures that change faster cannot be read


class CompareController(QObject):
    """Follows the checked runs, as `show` tells it.

    Attributes:
        baseline: the number of the run that the others are compared with; None while there are fewer than two.
    """

    run_picked = Signal(int)  # the number of a run to look at
    tutorial_wanted = Signal(object)  # the two Experiments of the tutorial, to be trained beside each other

    def __init__(self, context: Context, exports: Exports) -> None:
        super().__init__(context)
        self._context, self._exports = context, exports
        panel = self.panel = ComparePanel(context.appearance)
        context.tabs.addTab(panel, "Co&mpare")
        self._runs: list[Run] = []
        self._names: dict[int, str] = {}
        self._averages = False
        self.baseline: int | None = None
        self._seen = WhileSeen(panel, self._read)
        self._reading = single_shot(self, READING_MS)
        self._reading.timeout.connect(self._seen.change)
        panel.baseline_chosen.connect(self.choose_baseline)
        panel.run_picked.connect(self.run_picked)
        panel.mean_toggled.connect(self._average)
        panel.export_wanted.connect(self._export)
        panel.tutorial_wanted.connect(lambda: self.tutorial_wanted.emit(tutorial_pair()))
        context.plots.run_clicked.connect(lambda number: self.run_picked.emit(number))
        context.library.changed.connect(self._on_library_changed)

    def show(self, numbers: Sequence[int]) -> None:
        """Compare the runs with these numbers."""
        try:
            self._runs = [self._context.library.run(number) for number in numbers]
        except StoreError as error:
            self._context.dialogs.show_message(str(error))
            return
        if self.baseline not in numbers or len(numbers) < 2:
            self._set_baseline(numbers[0] if len(numbers) > 1 else None)
        self._average(self._averages)
        self._seen.change()

    def grow(self, run: Run) -> None:
        """Read a run's figures again soon, for it has new epochs."""
        if not self._reading.isActive() and any(known is run for known in self._runs):
            self._reading.start()

    def choose_baseline(self, number: int | None) -> None:
        """Compare the others with this run; None: with none."""
        self._set_baseline(number)
        self._seen.change()

    def _set_baseline(self, number: int | None) -> None:
        self.baseline = number
        self._context.plots.set_baseline(number)

    @property
    def compared(self) -> Sequence[tuple[int, str, Trace]]:
        """Return the number, the name and the trace of each run."""
        self._read_names()
        return [(run.number, self._name(run), run.trace) for run in self._runs]

    def _export(self, exporter: Exporter[Sequence[tuple[int, str, Trace]]]) -> None:
        self._exports.ask([exporter], self.compared)

    def _average(self, on: bool) -> None:
        self._averages = on
        groups = by_all_but_seed(self._runs) if on else []
        self._context.plots.set_groups([[run.number for run in group] for group in groups if len(group) > 1])

    def _on_library_changed(self) -> None:
        self._names.clear()
        self._seen.change()

    def _read_names(self) -> None:
        """Learn what the runs are called, for the user can change it."""
        new = [run.number for run in self._runs if run.number not in self._names]
        try:
            self._names |= {number: self._context.library.summary(number).name for number in new}
        except StoreError as error:
            self._context.dialogs.show_message(str(error))

    def _read(self) -> None:
        """Bring the panel up to date."""
        self._read_names()
        first = [run for run in self._runs if run.number == self.baseline]
        others = [run for run in self._runs if run.number != self.baseline]
        self.panel.show_runs([self._compared(run) for run in (*first, *others)])

    def _name(self, run: Run) -> str:
        return self._names.get(run.number, run.called)

    def _compared(self, run: Run) -> Compared:
        return Compared(run.number, self._name(run), slot_of(run.number), run.trace.experiment, figures(run.trace))

"""Builds a sweep from the form, trains it, and shows what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from gui.controllers.context import Context
from gui.controllers.exports import Exports
from gui.controllers.many_runs_controller import MEND, ManyRunsController
from gui.exporters import VIEW
from gui.jobs.adaptive_timer import AdaptiveTimer
from gui.panels.sweep.sweep_file import read_sweep_file, sweep_file
from gui.panels.sweep.sweep_panel import BUILD, RESULTS, SweepPanel
from gui.widgets.timers import single_shot
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import counted
from training.experiment.sweep import Sweep, sweep_of
from training.exporting import Exporter
from training.importers.experiment import EXPERIMENT

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.engine.data.dataset import Dataset

SHOW_MS = 200  # between two looks at the results
PAUSE_MS = 120  # without another change before a sweep is checked
TOGETHER = "{} train together as one network."
ALONE = "{} train one after the other, or in processes of their own."


class SweepController(ManyRunsController):
    """Brings panel, document, library and training together."""

    run_picked = Signal(int)  # the number of a run that the user wants to look at; the library knows it

    def __init__(self, context: Context, exports: Exports) -> None:
        super().__init__(context)
        panel = self.panel = SweepPanel(context.appearance)
        context.tabs.addTab(panel, "Sweep")
        self._exports = exports
        self._sweep: Sweep | None = None
        self._question = context.jobs.question("side", "sweep", self)
        self._pause = single_shot(self, PAUSE_MS)
        self._seen = WhileSeen(panel.builder, self._follow)
        self._showing = AdaptiveTimer(SHOW_MS, self)
        self._connect()
        self._seen.change()

    def start(self) -> None:
        """Train the sweep that was built."""
        from training.engine.sweep.sweep import Way

        if self._sweep is not None and not self._blocked:
            self.session.start(self._sweep, Way.FAST, self._datasets())

    def go_on(self) -> None:
        """Take up the sweep that was stopped."""
        if not self._blocked:
            self.session.go_on(self._datasets())

    def save_to(self, path: Path) -> None:
        """Write the sweep as a file."""
        experiment, table = self._context.document.experiment, self.panel.builder.table
        if experiment is None or table is None:
            self._context.dialogs.show_message("First complete the sweep." if experiment else MEND)
            return
        self._context.dialogs.write(path, sweep_file(experiment, table), "The sweep was not saved.", f"Wrote {path}")

    def open_path(self, path: Path) -> None:
        """Read a sweep; the form takes its experiment."""
        try:
            found = read_sweep_file(path)
        except ExperimentError as error:
            self._context.dialogs.refuse("The sweep was not opened.", str(error))
            return
        self._context.document.take(found.experiment)
        self._seen.settle()
        self.panel.builder.show_table(found.table, found.varied)
        self.panel.show_page(BUILD)
        self._context.dialogs.show_message(f"Opened {path.name}; undo brings the former experiment back")

    def _connect(self) -> None:
        panel, session = self.panel, self.session
        self._context.document.experiment_changed.connect(self._seen.change)
        self._context.preparation.dataset_changed.connect(self._seen.change)
        panel.builder.changed.connect(self._on_table_changed)
        self._pause.timeout.connect(self._ask)
        self._question.answered.connect(self._on_answered)
        self._question.failed.connect(self._on_failed)
        panel.bar.start_wanted.connect(self.start)
        panel.bar.stop_wanted.connect(session.stop)
        panel.bar.go_on_wanted.connect(self.go_on)
        panel.open_wanted.connect(lambda: self._context.dialogs.ask("Open a sweep", EXPERIMENT.filter, self.open_path))
        panel.save_wanted.connect(
            lambda: self._context.dialogs.ask("Save the sweep", EXPERIMENT.filter, self.save_to, "sweep.toml"),
        )
        panel.views.run_picked.connect(lambda place: self.run_picked.emit(session.run(place).number))
        panel.views.export_wanted.connect(self._export)
        session.began.connect(self._on_began)
        session.ended.connect(self._on_ended)
        session.running_changed.connect(self._on_running_changed)
        self._showing.timeout.connect(self._show)

    def _export(self, exporter: Exporter[Any]) -> None:
        self._exports.ask([exporter], self.panel.views.picture if exporter.subject is VIEW else self.session.results)

    def _follow(self) -> None:
        """Vary the form's experiment, on the data that are loaded."""
        if self._context.document.experiment is not None:
            self.panel.builder.show_experiment(self._context.document.experiment)
        self._on_table_changed()

    def _on_table_changed(self) -> None:
        self._sweep = None
        self._offer()
        self._question.withdraw()
        self._pause.start()

    def _ask(self) -> None:
        """Have all runs checked beside the window."""
        experiment, table = self._context.document.experiment, self.panel.builder.table
        if experiment is None or table is None:
            return
        dataset = self._context.preparation.dataset
        self._question.ask(lambda: _checked(experiment, table, dataset))

    def _on_answered(self, answer: tuple[Sweep, str]) -> None:
        sweep, words = answer
        self._sweep = sweep
        self.panel.builder.show_count(_count(sweep), words)
        self._offer()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ExperimentError):
            self.panel.builder.show_problems(error.problems[:1])

    def _on_began(self) -> None:
        results = self.session.results
        if results is not None:
            self.panel.views.show_results(results)
            self.panel.bar.begin(results)
            self.panel.show_page(RESULTS)
            self._showing.start()
            self.state_changed.emit()

    def _show(self) -> None:
        results = self.session.results
        if results is not None:
            self.panel.views.refresh()
            self.panel.bar.show_progress(results, running=self.running)

    def _on_ended(self, message: str) -> None:
        self._showing.stop()
        self._show()
        if message:
            self.panel.bar.say(message, "error")
        self.state_changed.emit()

    def _on_running_changed(self, running: bool) -> None:
        self._offer()
        self.running_changed.emit(running)

    def _offer(self) -> None:
        free = not self._blocked
        self.panel.bar.set_state(
            running=self.running,
            can_start=free and self._sweep is not None,
            can_go_on=free and self.session.can_go_on,
        )
        self.panel.save_button.setEnabled(self.panel.builder.table is not None)


def _checked(experiment: Experiment, table: Mapping[str, Any], dataset: Dataset | None) -> Iterator[object]:
    """Yield the sweep and how it will train, as far as that is known; raises ExperimentError."""
    sweep = sweep_of(plain(experiment), table)
    yield sweep, ""
    if dataset is not None and all(variant.experiment.data == experiment.data for variant in sweep.variants):
        yield sweep, _ways(sweep, dataset)


def _ways(sweep: Sweep, dataset: Dataset) -> str:
    """Return in words which runs train together."""
    from training.engine.sweep.member import CAUSES, Member
    from training.engine.sweep.ways import divide

    try:
        members = [Member(place, variant.experiment, dataset.rows) for place, variant in enumerate(sweep.variants)]
    except CAUSES:
        return ""  # which the run itself will say
    together = sum(map(len, divide(members, dataset, exact=False).batches))
    alone = len(members) - together
    words = [TOGETHER.format(counted(together, "run"))] if together else []
    return " ".join([*words, *([ALONE.format(counted(alone, "run"))] if alone else [])])


def _count(sweep: Sweep) -> str:
    """Return `64 runs × 10 epochs`, or the sum where runs differ in length."""
    epochs = [variant.experiment.epochs for variant in sweep.variants]
    runs = counted(len(epochs), "run")
    if len(set(epochs)) == 1:
        return f"{runs} × {counted(epochs[0], 'epoch')}"
    return f"{runs}, {counted(sum(epochs), 'epoch')} in all"

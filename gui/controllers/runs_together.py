"""All that is about more than the run that trains: history, comparison, sweeps, races."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from gui.controllers.axis_controller import AxisController
from gui.controllers.close_guard import Work
from gui.controllers.compare_controller import CompareController
from gui.controllers.exports import Exports
from gui.controllers.few_shown import FewShown
from gui.controllers.file_actions import FileActions
from gui.controllers.future_controller import FutureController
from gui.controllers.history_controller import HistoryController
from gui.controllers.race_controller import RaceController
from gui.controllers.runs_controller import RunsController
from gui.controllers.sweep_controller import SweepController
from gui.document.document import ExperimentDocument
from gui.document.preparation import Preparation
from gui.document.session import TrainingSession
from gui.document.watch import Watch
from gui.exporters import VIEW
from gui.panels.compare.compare_panel import ComparePanel
from gui.panels.sweep.race_panel import RacePanel
from gui.panels.sweep.sweep_panel import SweepPanel
from gui.widgets.theme import Colors
from gui.window.main_window import MainWindow
from training.experiment.experiment import Experiment
from training.exporting import Exporter


class RunsTogether(QObject):
    """Adds the tabs and lets their controllers know of one another.

    Attributes:
        works: what closing the window has to end.

    Signals:
        told: a sentence for the status bar.
        busy_changed: a sweep or a race has begun or ended.
    """

    told = Signal(str)
    busy_changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        colors: Colors,
        document: ExperimentDocument,
        preparation: Preparation,
        session: TrainingSession,
        files: FileActions,
        exports: Exports,
        runs: RunsController,
        future: FutureController,
    ) -> None:
        """Fill the window."""
        super().__init__(window)
        self._window, self._document, self._session, self._runs = window, document, session, runs
        self._exports = exports
        library, plots = session.library, window.plots
        self.compare_panel, self.race_panel, self.sweep_panel = (
            ComparePanel(colors),
            RacePanel(colors),
            SweepPanel(colors),
        )
        self.sweep_panel.add_page(self.race_panel, "Race")
        window.tabs.addTab(self.compare_panel, "Co&mpare")
        window.tabs.addTab(self.sweep_panel, "Sweep")
        self.axis = AxisController(window.plot_bar, plots, library, document, preparation)
        self.history = HistoryController(runs.panel, library, session)
        self.compare = CompareController(self.compare_panel, library, plots, exports)
        self.sweep = SweepController(self.sweep_panel, document, preparation, library, files)
        self.race = RaceController(self.race_panel, document, preparation, library)
        self.few = FewShown(runs.panel, self.compare)
        self.watch = Watch(library, self)
        self.works: list[Work] = [self.sweep, self.race]
        self.history.refused.connect(files.refuse)
        runs.panel.go_on_wanted.connect(future.go_on)
        runs.panel.fork_wanted.connect(future.fork)
        runs.panel.export_wanted.connect(exports.run)
        self.sweep_panel.views.export_wanted.connect(self._export_sweep)
        runs.panel.open_wanted.connect(lambda run: document.take(run.trace.experiment))
        runs.panel.checked_changed.connect(self.compare.show)
        self._connect_runs()

    def _connect_runs(self) -> None:
        """Show what trains, whoever trains it."""
        for source in (self._session, self.race, self.sweep):
            source.run_grew.connect(self.compare.grow)
            source.run_ended.connect(self.compare.grow)
        self.race.run_begun.connect(self._runs.begin)
        for begun in (self._session.run_added, self.race.run_begun):
            begun.connect(self.few.note)
        self.few.told.connect(self.told)
        for controller in (self.race, self.sweep):
            controller.run_grew.connect(self._runs.grow)
            controller.run_ended.connect(self._runs.end)
            controller.told.connect(self.told)
            controller.running_changed.connect(self._on_busy_changed)
        self.watch.line_changed.connect(self._runs.panel.show_line)
        self.watch.run_grew.connect(self._runs.follow)
        self.watch.run_grew.connect(self.compare.grow)
        self.watch.run_edited.connect(self._runs.redraw)
        self.compare.told.connect(self.told)
        self.compare.run_picked.connect(self._runs.panel.choose)
        self.sweep.run_picked.connect(self._runs.panel.choose)
        self.compare.tutorial_wanted.connect(self._race_the_tutorial)
        self.race.parted.connect(lambda epoch, text: self._window.plots.set_parting(epoch or None, text))
        self._session.state_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Whether a sweep or a race is at work."""
        return any(work.running for work in self.works)

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        for panel in (self.compare_panel, self.race_panel, self.sweep_panel):
            panel.set_colors(colors)

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        self.compare_panel.set_first_epoch(first)
        self.race.set_first_epoch(first)

    def finish(self) -> None:
        """Keep what was typed; the window closes."""
        self.watch.finish()
        self.history.finish()

    def _on_busy_changed(self, _: object = None) -> None:
        live = self._session.live is not None
        self.sweep.set_blocked(live or self.race.running)
        self.race.set_blocked(live or self.sweep.running)
        self.busy_changed.emit()

    def _export_sweep(self, exporter: Exporter[Any]) -> None:
        what = self.sweep_panel.views.picture if exporter.subject is VIEW else self.sweep.session.results
        self._exports.ask([exporter], what)

    def _race_the_tutorial(self, pair: tuple[Experiment, Experiment]) -> None:
        """Put the tutorial into the form and race its two schedulers."""
        self._document.take(pair[0])
        self._window.tabs.setCurrentWidget(self.sweep_panel)
        self.race.take_pair()
        self.race.start()

"""What the window does: form, preparation, training, plots and tables, wired together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from gui.controllers.close_guard import CloseGuard
from gui.controllers.controllers import Controllers
from gui.controllers.exports import Exports
from gui.controllers.file_actions import FileActions
from gui.controllers.runs_controller import RunsController
from gui.document.autosave import Autosave
from gui.document.document import ExperimentDocument
from gui.document.library import Opened, RunLibrary
from gui.document.preparation import DATA, LAYERS, SCHEDULE, Preparation
from gui.document.session import TrainingSession
from gui.exporters import PLOTS
from gui.forms.experiment_form import ExperimentForm
from gui.jobs.disk import Writer
from gui.panels.data.data_panel import DataPanel
from gui.panels.runs.runs_panel import RunsPanel
from gui.panels.training.progress_panel import ProgressPanel
from gui.tables.trace_model import TraceModel
from gui.tables.trace_table import TraceTable
from gui.window.main_window import MainWindow
from gui.window.words import data_words, network_words, optimizer_words, scheduler_words
from training.exporting import RUN, SCRIPT
from training.machine.folders import data_folder
from training.runs.run import STARTING, Run, Status, spoken

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.data.table.inspection import TableFacts
    from training.engine.networks import Layer
    from training.schedule.preview import Schedule

PROBLEM_STAGES = {DATA: "data", LAYERS: "network", SCHEDULE: "scheduler"}
PLOT_MENU = ("view_all", "log_lr", "log_loss", "log_epoch", "copy_image")


class Workbench(QObject):
    """Everything behind the window, built once the window is on the screen."""

    def __init__(self, window: MainWindow, settings: QSettings, disk: Writer, opened: Opened) -> None:
        """Fill the window and begin to follow the form."""
        super().__init__(window)
        self.window, self.appearance, self._settings = window, window.appearance, settings
        self.actions = window.actions_by_name
        self.document = ExperimentDocument(parent=self)
        self.preparation = Preparation(self)
        self.library = RunLibrary(opened, self, disk)
        self.session = TrainingSession(self.library, self)
        self._problems: dict[str, str] = {}  # that no run can begin with
        self._build_panels()
        self.files = FileActions(window, self.document, settings, disk)
        self.exports = Exports(self.files, window)
        self.controllers = Controllers(
            window,
            self.appearance.colors,
            self.document,
            self.preparation,
            self.session,
            self.files,
            self.form,
            self.exports,
            self.runs,
        )
        self.autosave = Autosave(self.document, data_folder(), disk)
        self.close_guard = CloseGuard(window, self.session, self.controllers.works, data_folder())
        window.may_close = self.close_guard.may_close
        window.closed.connect(self._finish)
        self.appearance.changed.connect(self._on_appearance_changed)
        self._connect_actions()
        self._connect_form()
        self._connect_session()

    def begin(self, file: Path | None) -> None:
        """Show the last draft, or open the file that the window was started with."""
        tell = self.window.statusBar().showMessage
        for sentence in (self.library.notice, self.autosave.restore()):
            if sentence:
                tell(sentence)
        self.actions["count_from_zero"].setChecked(self._settings.value("first_epoch", 1, type=int) == 0)
        self._on_file_changed()
        if file is not None:
            self.files.open_path(file)
        self._on_experiment_changed()

    def _on_appearance_changed(self) -> None:
        for styled in (self.actions, self.window.plots, self.runs_panel, self.controllers):
            styled.set_colors(self.appearance.colors)
        for numbered in (self.window.plots, self.runs, self.controllers):
            numbered.set_first_epoch(self.appearance.first_epoch)

    def _build_panels(self) -> None:
        self.form = ExperimentForm(self.document, taken_keys="FETVHRDCWO")
        self.trace_model = TraceModel()
        self.table = TraceTable(self.trace_model)
        self.runs_panel = RunsPanel(self.library, self.appearance.colors, self._settings)
        self.data_panel = DataPanel()
        self.progress = ProgressPanel()
        self.window.set_form(self.form)
        self.window.set_table(self.table)
        self.window.tabs.addTab(self.runs_panel, "&Runs")
        self.window.tabs.addTab(self.data_panel, "&Data")
        self.window.statusBar().addPermanentWidget(self.progress)
        plots, side = self.window.plots, self.preparation.side
        self.runs = RunsController(
            self.runs_panel,
            plots,
            self.table,
            self.trace_model,
            self.progress,
            self.session,
            side,
            self.appearance.colors,
        )

    def _connect_actions(self) -> None:
        files, exports, plots, code = self.files, self.exports, self.window.plots, self.controllers.code
        for name, slot in {
            "train": self._train,
            "pause": self._pause_or_go_on,
            "step_epoch": self._step_epoch,
            "stop": self.session.stop,
            "change": self.controllers.future.change,
            "new": files.new,
            "new_window": files.new_window,
            "open": files.open,
            "save": files.save,
            "save_as": files.save_as,
            "copy_image": plots.copy_image,
            "quit": self.window.close,
            "undo": self.document.undo_stack.undo,
            "redo": self.document.undo_stack.redo,
            "copy_rows": self.table.copy_rows,
            "copy_python": code.copy,
            "view_all": plots.view_all,
            "reset_layout": self.window.reset_layout,
            "reload_data": self.preparation.reload,
            "show_log": exports.show_log,
            "about": exports.about,
        }.items():
            self.actions[name].triggered.connect(slot)
        for axis in ("lr", "loss", "epoch"):
            self.actions[f"log_{axis}"].toggled.connect(lambda on, axis=axis: plots.set_log(axis, on))
        self.actions["count_from_zero"].toggled.connect(self._count_from_zero)
        exports.offer(self.actions, RUN, lambda give: give(self.runs.selected))
        exports.offer(self.actions, PLOTS, lambda give: give(plots))
        exports.offer(self.actions, SCRIPT, code.give)
        plots.addActions([self.actions[name] for name in (*PLOT_MENU, *self.actions.exports_of(PLOTS))])
        self.window.plot_bar.smoothing_changed.connect(plots.set_smoothing)
        self.window.file_dropped.connect(files.open_path)
        files.told.connect(self.window.statusBar().showMessage)
        self.controllers.told.connect(self.window.statusBar().showMessage)
        files.fill_menus(self.actions.menus["|recent"], self.actions.menus["|examples"])

    def _connect_form(self) -> None:
        document, preparation, plots = self.document, self.preparation, self.window.plots
        document.experiment_changed.connect(self._on_experiment_changed)
        document.file_changed.connect(self._on_file_changed)
        preparation.devices_found.connect(self._on_devices_found)
        preparation.schedule_changed.connect(self._on_schedule_changed)
        preparation.dataset_changed.connect(self._on_dataset_changed)
        preparation.facts_changed.connect(self._on_facts_changed)
        preparation.layers_changed.connect(self._on_layers_changed)
        preparation.problem_changed.connect(self._on_problem_changed)
        plots.milestones_changed.connect(lambda m: document.set_value("scheduler.milestones", m))
        plots.epoch_hovered.connect(self.table.show_epoch)
        self.table.epoch_selected.connect(plots.show_epoch)
        self.table.epoch_selected.connect(self.controllers.why.explain_row)

    def _connect_session(self) -> None:
        self.session.state_changed.connect(self._on_state_changed)
        self.session.told.connect(self.window.statusBar().showMessage)
        self.runs_panel.notice.told.connect(self.window.statusBar().showMessage)
        self.controllers.together.busy_changed.connect(lambda: self._on_state_changed(self.session.live))
        self.runs.run_selected.connect(self._on_run_selected)
        self.runs.failed.connect(self._on_run_failed)
        self._on_state_changed(None)

    def _count_from_zero(self, on: bool) -> None:
        self._settings.setValue("first_epoch", 0 if on else 1)
        self.appearance.set_first_epoch(0 if on else 1)

    def _train(self, epochs: int | None = None) -> None:
        if self.document.experiment is not None:
            self.session.train(self.document.experiment, self.preparation.dataset, epochs or None)

    def _pause_or_go_on(self, pause: bool) -> None:
        (self.session.pause if pause else self.session.resume)()

    def _step_epoch(self) -> None:
        if self.session.live is None:
            self._train(epochs=1)
        else:
            self.session.step()

    def _on_experiment_changed(self) -> None:
        experiment = self.document.experiment
        if experiment is not None:
            self.preparation.follow(experiment)
            milestones = getattr(experiment.scheduler, "milestones", None)
            self.window.plots.set_milestones(None if experiment.steps_after_batch else milestones)
            self.form.set_summary("optimizer", experiment.optimizer.rate_note)
            self._summarise_steps()
        self._on_state_changed(self.session.live)

    def _on_file_changed(self) -> None:
        file = self.document.file
        self.window.setWindowTitle(f"{file.name if file else 'Untitled'}[*] – Stepwell")
        self.window.setWindowModified(self.document.modified)

    def _on_devices_found(self, names: list[str], automatic: str) -> None:
        self.form.set_choices("device", names)
        self.progress.set_device(automatic)

    def _on_schedule_changed(self, schedule: Schedule) -> None:
        self.window.plots.set_schedule(schedule)
        self.form.set_summary("scheduler", scheduler_words(schedule))
        self.controllers.show_schedule(schedule)
        self.runs.show_schedule(schedule)

    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        self.data_panel.show_dataset(dataset)
        self.form.set_summary("data", "loading…" if dataset is None else data_words(dataset))
        self._summarise_steps()

    def _on_facts_changed(self, facts: TableFacts | None) -> None:
        self.data_panel.show_facts(facts)
        if facts is not None:
            self.form.set_choices("data.target", [column.name for column in facts.columns])

    def _on_layers_changed(self, layers: list[Layer]) -> None:
        if self.preparation.dataset is not None:
            self.form.set_summary("network", network_words(self.preparation.dataset, layers))

    def _on_problem_changed(self, name: str, sentence: str) -> None:
        if name in (DATA, SCHEDULE):
            self._problems[name] = sentence
        if name == DATA and sentence:
            self.data_panel.show_problem(sentence)
        if sentence and name in PROBLEM_STAGES:
            self.form.set_summary(PROBLEM_STAGES[name], sentence, problem=True)
            if name == SCHEDULE:
                self._forget_schedule()
        self._on_state_changed(self.session.live)

    def _forget_schedule(self) -> None:
        """Show no plan where torch cannot run the experiment."""
        self.window.plots.set_schedule(None)
        self.controllers.show_schedule(None)
        self.runs.show_schedule(None)

    def _summarise_steps(self) -> None:
        experiment, dataset = self.document.experiment, self.preparation.dataset
        if experiment is not None and dataset is not None:
            self.form.set_summary("", optimizer_words(experiment, dataset))

    def _on_run_failed(self, run: Run) -> None:
        self.files.refuse(f"{spoken(run.number).capitalize()} ended early. Its finished epochs are kept.", run.message)

    def _on_run_selected(self, run: Run) -> None:
        self.controllers.select_run(run)
        self._on_state_changed(self.session.live)

    def _on_state_changed(self, live: Run | None) -> None:
        ready = (
            self.document.experiment is not None
            and not any(self._problems.values())
            and not self.controllers.together.busy
        )
        self.actions.enable(
            train=ready and live is None,
            pause=live is not None,
            step_epoch=(ready and live is None) or (live is not None and live.status is Status.PAUSED),
            stop=live is not None,
            change=live is not None and live.number != STARTING,
            undo=self.document.undo_stack.canUndo(),
            redo=self.document.undo_stack.canRedo(),
            **dict.fromkeys(self.actions.exports_of(RUN), self.runs.selected is not None),
        )
        pause = self.actions["pause"]
        pause.setChecked(live is not None and live.status is Status.PAUSED)
        pause.setText("&Go on" if pause.isChecked() else "&Pause")
        self.progress.show_ready(ready or self.controllers.together.busy)
        if live is not None:
            self.progress.show_run(live)

    def _finish(self) -> None:
        self.autosave.release()
        self.preparation.finish()
        self.controllers.finish()
        self.library.close()
        self.library.disk.finish()

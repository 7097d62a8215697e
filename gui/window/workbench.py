"""What the window does: its context, its controllers, and the actions of its menus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings

from gui.controllers.close_guard import CloseGuard
from gui.controllers.context import Context
from gui.controllers.controllers import Controllers
from gui.controllers.exports import Exports
from gui.controllers.file_actions import FileActions
from gui.controllers.training_controller import TrainingController
from gui.document.autosave import Autosave
from gui.document.library import Opened
from gui.exporters import PLOTS
from gui.jobs.disk import Writer
from gui.window.main_window import MainWindow
from training.exporting import RUN, SCRIPT
from training.machine.folders import data_folder

PLOT_MENU = ("view_all", "log_lr", "log_loss", "log_epoch", "copy_image")


class Workbench(QObject):
    """Everything behind the window, built once the window is on the screen."""

    def __init__(self, window: MainWindow, settings: QSettings, disk: Writer, opened: Opened) -> None:
        super().__init__(window)
        self.window = window
        context = self.context = Context(window, settings, disk, opened)
        self.files, self.exports = FileActions(context), Exports(context)
        self.controllers = Controllers(context, self.exports)
        self.training = TrainingController(context, self.controllers)
        window.set_form(context.form)
        window.set_table(self.controllers.runs.table)
        self.autosave = Autosave(context.document, data_folder(), disk)
        works = self.controllers.sweep, self.controllers.race
        self.close_guard = CloseGuard(window, context.session, works, data_folder())
        window.may_close = self.close_guard.may_close
        window.closed.connect(self._finish)
        window.file_dropped.connect(self.files.open_path)
        context.document.file_changed.connect(self._on_file_changed)
        self._connect_actions()
        self._connect_plots()

    def begin(self, file: Path | None) -> None:
        """Show the last draft, or open the file that the window was started with."""
        context = self.context
        for sentence in (context.library.notice, self.autosave.restore()):
            if sentence:
                context.dialogs.show_message(sentence)
        context.actions["count_from_zero"].setChecked(context.settings.value("first_epoch", 1, type=int) == 0)
        self._on_file_changed()
        if file is not None:
            self.files.open_path(file)
        self.controllers.form.follow()

    def _connect_actions(self) -> None:
        files, exports, context, actions = self.files, self.exports, self.context, self.context.actions
        for name, slot in {
            "new": files.new,
            "new_window": files.new_window,
            "open": files.open,
            "save": files.save,
            "save_as": files.save_as,
            "quit": self.window.close,
            "undo": context.document.undo_stack.undo,
            "redo": context.document.undo_stack.redo,
            "copy_rows": self.controllers.runs.table.copy_rows,
            "copy_python": self.controllers.code.copy,
            "reset_layout": self.window.reset_layout,
            "reload_data": context.preparation.reload,
            "show_log": exports.show_log,
            "about": exports.about,
        }.items():
            actions[name].triggered.connect(slot)
        actions["count_from_zero"].toggled.connect(self._count_from_zero)
        exports.offer(RUN, lambda give: give(context.selection.run))
        exports.offer(PLOTS, lambda give: give(context.plots))
        exports.offer(SCRIPT, self.controllers.code.give)
        files.fill_menus(actions.menus["|recent"], actions.menus["|examples"])

    def _connect_plots(self) -> None:
        plots, actions = self.context.plots, self.context.actions
        actions["view_all"].triggered.connect(plots.view_all)
        actions["copy_image"].triggered.connect(plots.copy_image)
        for axis in ("lr", "loss", "epoch"):
            actions[f"log_{axis}"].toggled.connect(lambda on, axis=axis: plots.set_log(axis, on))
        plots.addActions([actions[name] for name in (*PLOT_MENU, *actions.exports_of(PLOTS))])
        self.window.plot_bar.smoothing_changed.connect(plots.set_smoothing)

    def _count_from_zero(self, on: bool) -> None:
        self.context.settings.setValue("first_epoch", 0 if on else 1)
        self.context.appearance.set_first_epoch(0 if on else 1)

    def _on_file_changed(self) -> None:
        file = self.context.document.file
        self.window.setWindowTitle(f"{file.name if file else 'Untitled'}[*] – Stepwell")
        self.window.setWindowModified(self.context.document.modified)

    def _finish(self) -> None:
        self.autosave.release()
        self.context.jobs.finish()
        self.controllers.finish()
        self.context.library.close()
        self.context.disk.finish()

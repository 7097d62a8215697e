"""Opening, saving and exporting: dialogs, recent files, examples."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QMenu, QMessageBox

from gui.controllers.context import Context
from gui.widgets.messages import Icon, message_box
from training.errors import ExpectedError
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.problems import ExperimentError
from training.importers.experiment import EXPERIMENT
from training.importing import Importer, all_importers, importer_of
from training.layout import NEW_WINDOW, RESOURCES
from training.machine.shortcut.program import Program

logger = logging.getLogger(__name__)

EXAMPLES = RESOURCES / "examples"
MOST_RECENT = 8


class FileActions(QObject):
    """What the File menu does to the document; recent files are kept in the settings."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._window, self._document, self._settings = context.window, context.document, context.settings
        self._disk, self._dialogs = context.disk, context.dialogs

    def new(self) -> None:
        """Start from the tutorial experiment."""
        self._guarded(lambda: self._document.replace(Experiment()))

    def new_window(self) -> None:
        """Open another window beside this one."""
        program, *arguments = map(str, Program.running().command)
        if not QProcess.startDetached(program, [*arguments, NEW_WINDOW])[0]:
            self._dialogs.refuse("No window was opened.", f"{program} could not be started.")

    def open(self) -> None:
        """Ask for a file and open it."""
        self._dialogs.ask(
            "Open", ";;".join([*(one.filter for one in all_importers()), "All files (*)"]), self.open_path
        )

    def open_path(self, path: Path) -> None:
        """Open an experiment, or take what the file has for the one that is there, such as data."""
        importer = importer_of(path)
        if importer.changes is not None:
            self._read(path, importer)
        else:
            self._guarded(lambda: self._read(path, importer))

    def save(self) -> None:
        """Save where the experiment came from; ask where there is no such file, or another wrote into it."""
        file = self._document.file
        if file is None:
            self.save_as()
        elif self._document.changed_on_disk:
            self._ask_to_overwrite(file)
        else:
            self.save_to(file)

    def _ask_to_overwrite(self, file: Path) -> None:
        button = QMessageBox.StandardButton
        details = "Another program changed it after it was opened here. Saving replaces what it holds now."
        box = message_box(self._window, Icon.Warning, f"{file.name} has changed on disk.", details)
        box.setStandardButtons(button.Save | button.Cancel)
        box.button(button.Save).setText("&Overwrite")
        elsewhere = box.addButton("Save &as…", QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(button.Cancel)
        box.button(button.Save).clicked.connect(lambda: self.save_to(file))
        elsewhere.clicked.connect(self.save_as)
        box.open()

    def save_as(self) -> None:
        """Ask where to save."""
        name = self._document.file.name if self._document.file else "experiment.toml"
        self._dialogs.ask("Save experiment", EXPERIMENT.filter, self.save_to, name)

    def save_to(self, path: Path) -> None:
        """Save the experiment, or say why not."""

        def saved(_: object) -> None:
            self._remember(path)
            self._dialogs.show_message(f"Saved {path}")

        def refused(error: Exception) -> None:
            self._dialogs.refuse("The experiment was not saved.", str(error))

        try:
            self._document.save(path, self._disk, saved, refused)
        except ExperimentError as error:
            refused(error)

    def fill_menus(self, recent: QMenu, examples: QMenu) -> None:
        """Fill the two menus, the recent files anew each time it opens."""
        recent.aboutToShow.connect(lambda: self._fill(recent, self._recent()))
        self._fill(recent, self._recent())
        self._fill(examples, sorted(EXAMPLES.glob("*.toml")))

    def _fill(self, menu: QMenu, paths: list[Path]) -> None:
        menu.clear()
        for path in paths:
            text = path.stem.replace("_", " ") if path.parent == EXAMPLES else str(path)
            action = menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        menu.setEnabled(bool(paths))

    def _read(self, path: Path, importer: Importer) -> None:
        try:
            self._take(path, importer)
        except ExpectedError as error:
            logger.info("%s was not opened: %s", path, error)
            self._dialogs.refuse("The experiment was not opened.", str(error))
            return
        if path.parent == EXAMPLES:
            self._document.file = None
            self._document.file_changed.emit()
        elif importer.saves:
            self._remember(path)
        self._dialogs.show_message(importer.done.format(path.name))

    def _take(self, path: Path, importer: Importer) -> None:
        """Hand what the file holds to the document; raises ExpectedError."""
        if importer.changes is not None:
            self._document.apply(importer.changes(path))
        elif importer.saves:
            self._document.open(path)
        else:
            self._document.replace(experiment_from(importer.read(path)))

    def _guarded(self, go_on: Callable[[], None]) -> None:
        """Go on at once, or after asking when there are changes that no file holds."""
        if not self._document.modified:
            go_on()
            return
        button = QMessageBox.StandardButton
        box = message_box(self._window, Icon.Question, "The experiment has changes that are not saved.")
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.button(button.Save).clicked.connect(self.save)
        box.button(button.Discard).clicked.connect(go_on)
        box.open()

    def _recent(self) -> list[Path]:
        names: list[str] = self._settings.value("recent", [], type=list)  # type: ignore[assignment]
        return [Path(name) for name in names if Path(name).is_file()]

    def _remember(self, path: Path) -> None:
        others = [name for name in self._recent() if name != path.absolute()]
        self._settings.setValue("recent", [str(name) for name in [path.absolute(), *others][:MOST_RECENT]])

"""What the window says, and which file it is to read or write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow

from gui.document.document import ExperimentDocument
from gui.jobs.disk import Writer
from gui.widgets.messages import Icon, message_box
from training.files import write_whole

SUFFIX = re.compile(r"\*(\.\w+)")  # in a line of a dialog


class Dialogs(QObject):
    """Asks and says over the window without holding it up."""

    def __init__(self, window: QMainWindow, document: ExperimentDocument, disk: Writer) -> None:
        """Begin to ask in the document's folder; files are written by the disk."""
        super().__init__(window)
        self._window, self._document, self._disk = window, document, disk

    def show_message(self, sentence: str) -> None:
        """Show a sentence in the status bar."""
        self._window.statusBar().showMessage(sentence)

    def refuse(self, what: str, why: str) -> None:
        """Say what was not done, and why."""
        message_box(self._window, Icon.Warning, what, why).open()

    def ask(self, title: str, filters: str, take: Callable[[Path], None], suggested: str = "") -> None:
        """Ask for a file; a suggested name means one to write."""
        file = self._document.file
        dialog = QFileDialog(self._window, title, str((file.parent if file else Path.home()) / suggested), filters)
        if suggested:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(Path(suggested).suffix)
            dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(SUFFIX.findall(chosen)[0]))
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: take(Path(name)))
        dialog.open()

    def write(self, path: Path, content: bytes, problem: str, done: str) -> None:
        """Write a file beside the window; say that it is `done`, or what the `problem` is and why."""
        self._disk.do(
            lambda: write_whole(path, content),
            lambda _: self.show_message(done),
            lambda error: self.refuse(problem, str(error)),
        )

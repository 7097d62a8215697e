"""What has been learned, kept in the user's data folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.jobs.disk import AtOnce, Writer
from training.files import FileError
from training.practice.progress import Progress, ProgressFile


class ProgressKeeper(QObject):
    """Holds the progress and writes each change; what cannot be written counts while the window is open."""

    changed = Signal()
    message = Signal(str)  # a sentence, as that it could not be written

    def __init__(self, folder: Path, disk: Writer | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file, self._disk = ProgressFile(folder), disk or AtOnce()
        self.progress, self.note = Progress(), ""
        try:
            self.progress = self._file.read()
            self.note = self._file.note
        except FileError as error:
            self.note = f"Your progress could not be read. {error}"

    def keep(self, progress: Progress) -> None:
        """Take another progress and write it."""
        self.progress = progress
        self._disk.do(lambda: self._file.write(progress), failed=self._on_failed, name="progress")
        self.changed.emit()

    def _on_failed(self, error: OSError) -> None:
        self.message.emit(f"Your progress is not kept on disk. {error}")

    def reset(self) -> None:
        """Forget everything."""
        self.keep(Progress())

"""The draft: what is in the form survives a restart. Only the first window that is open keeps one."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject

from gui.document import ExperimentDocument
from gui.timers import single_shot
from training.files import FileError, check_writable, write_whole

DELAY_MS = 1000  # after the last edit
OTHERS = "Another Stepwell window keeps the draft; save this experiment to keep it."


class Draft(QObject):
    """Keeps the document's draft in a file while it holds the lock."""

    def __init__(self, document: ExperimentDocument, folder: Path) -> None:
        """Keep the draft of this document in this folder."""
        super().__init__(document)
        self._document, self._path = document, folder / "draft.json"
        with suppress(OSError):  # then the lock cannot be had either
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "draft.lock"))
        self._lock.setStaleLockTime(0)
        self.ours = self._lock.tryLock(0)
        self._timer = single_shot(self, DELAY_MS)
        self._timer.timeout.connect(self.save)
        document.experiment_changed.connect(self._timer.start)

    def restore(self) -> str:
        """Put the last draft into the document; returns a sentence if it cannot be read, or none be kept."""
        if not self.ours:
            return self._why_none_is_kept()
        if not self._path.exists():
            return ""
        try:
            content = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            content = None
        return self._document.restore_draft(content)

    def _why_none_is_kept(self) -> str:
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            return OTHERS
        try:
            check_writable(self._path)
        except FileError as error:
            return f"No draft is kept. {error} Save this experiment to keep it."
        return "No draft is kept. Save this experiment to keep it."

    def save(self) -> None:
        """Write the draft now."""
        if not self.ours:
            return
        try:
            write_whole(self._path, json.dumps(self._document.draft(), default=str).encode())
        except FileError:
            return  # a draft is a courtesy: the form itself still holds everything

    def release(self) -> None:
        """Write the draft a last time and let another window keep one."""
        self._timer.stop()
        self.save()
        self._lock.unlock()

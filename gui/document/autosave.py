"""The draft: what is in the form survives a restart. Only the first window that is open keeps one."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QObject

from gui.document.document import ExperimentDocument
from gui.jobs.disk import AtOnce, Writer, forget
from gui.widgets.timers import single_shot
from training.files import FileError, check_writable, write_whole
from training.machine.lock import hold

logger = logging.getLogger(__name__)

DELAY_MS = 1000  # after the last edit
OTHERS = "Another Stepwell window keeps the draft; save this experiment to keep it."


class Autosave(QObject):
    """Keeps the document's draft in a file while it holds the lock."""

    def __init__(self, document: ExperimentDocument, folder: Path, disk: Writer | None = None) -> None:
        super().__init__(document)
        self._document, self._path, self._disk = document, folder / "draft.json", disk or AtOnce()
        self._problem = OTHERS
        self._lock = lock = self._taken(folder / "draft.lock")
        if lock is not None:
            self.destroyed.connect(lambda: lock.close())
        self._timer = single_shot(self, DELAY_MS)
        self._timer.timeout.connect(self.save)
        document.experiment_changed.connect(self._timer.start)

    @property
    def ours(self) -> bool:
        """Whether this window keeps the draft."""
        return self._lock is not None

    def _taken(self, lock: Path) -> BinaryIO | None:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            return hold(lock)
        except OSError:
            self._problem = self._why_none_is_kept()
            return None

    def _why_none_is_kept(self) -> str:
        try:
            check_writable(self._path)
        except FileError as error:
            return f"No draft is kept. {error} Save this experiment to keep it."
        return "No draft is kept. Save this experiment to keep it."

    def restore(self) -> str:
        """Put the last draft into the document; returns a sentence if it cannot be read, or none be kept."""
        if not self.ours:
            return self._problem
        if not self._path.exists():
            return ""
        try:
            content = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            content = None
            logger.warning("the draft cannot be read: %s", self._path)
        return self._document.restore_draft(content)

    def save(self) -> None:
        """Write the draft, as it stands now; a failure is not told, for the form itself still holds everything."""
        if self.ours:
            content = json.dumps(self._document.draft(), default=str).encode()
            self._disk.do(lambda: write_whole(self._path, content), failed=forget, name="draft")

    def release(self) -> None:
        """Write the draft a last time and let another window keep one."""
        self._timer.stop()
        self.save()
        if (lock := self._lock) is not None:
            self._lock = None
            self._disk.do(lock.close)

"""What the user should know about the file of the runs, and the way back where it was damaged."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.document.library import RunLibrary
from gui.widgets.info_bar import InfoBar
from training.runs.store.salvage import Salvaged, salvage_set_aside

WAY_BACK = "Every run that is whole can be brought back."


class NoticeBar(InfoBar):
    """Says what the library has to say; of a damaged file, offers to salvage its runs."""

    message = Signal(str)  # how that went, as a sentence

    def __init__(self, library: RunLibrary, parent: QWidget) -> None:
        super().__init__("bar.notice", parent)
        self._library = library
        self.button = self.add_button("runs.salvage", "Salvage runs", "Copy every run that is whole back into the list")
        self.button.clicked.connect(self._salvage)

    def follow(self) -> None:
        """Say what there is to say now."""
        store, notice = self._library.store, self._library.notice
        is_damaged = store is not None and store.writes and bool(notice) and notice == store.notice
        self.button.setVisible(is_damaged)
        if store is not None and is_damaged:  # where it is stands in the status bar; here the list needs the room
            notice = f"{notice.replace(str(store.path), store.path.name)} {WAY_BACK}"
        self.say(notice)

    def _salvage(self) -> None:
        if self._library.store is not None:
            self.button.setEnabled(False)
            self._library.disk.do(partial(salvage_set_aside, self._library.store), self._on_salvaged, self._on_refused)

    def _on_salvaged(self, salvaged: Salvaged) -> None:
        self._library.notice = salvaged.sentence
        self._library.changed.emit()
        self.message.emit(salvaged.sentence)

    def _on_refused(self, error: OSError) -> None:
        self.button.setEnabled(True)
        self._library.refused.emit("Not all runs were salvaged.", str(error))

"""Shows what other Stepwells write into the store while this window is open."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from gui.document.library import RunLibrary
from gui.jobs.disk import Disk
from training.runs.store import StoreError
from training.runs.store.watching import Growth, Known, News, StoreWatch

LOOK_MS = 400


class Watch(QObject):
    """Looks at the store beside the window, and brings the library's runs up to date."""

    line_changed = Signal(object)  # the RunSummary of a run that another Stepwell trains
    run_grew = Signal(object)  # a Run has new epochs, or stands otherwise
    run_edited = Signal(object)  # a Run's experiment is another one

    def __init__(self, library: RunLibrary, parent: QObject) -> None:
        super().__init__(parent)
        self._library = library
        self._looking = False
        self._side = Disk(self)
        self._timer = QTimer(self)
        if library.store is not None:
            self._watch = StoreWatch(library.store)
            self._timer.timeout.connect(self.look)
            self._timer.start(LOOK_MS)

    def finish(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._side.finish()

    def look(self) -> None:
        """Look once, unless the last look still lasts."""
        if not self._looking:
            self._looking = True
            known = self._library.known()
            self._side.do(lambda: self._seen(known), self._tell)

    def _seen(self, known: dict[int, Known]) -> News | None:
        """Return what is new, on the thread; what cannot be read is looked for again."""
        with suppress(StoreError):
            return self._watch.look(known)
        return None

    def _tell(self, news: News | None) -> None:
        self._looking = False
        if news is None:
            return
        for growth in news.grown:
            self._grow(growth)
        if news.relisted:
            self._library.changed.emit()
        for line in news.lines:
            self.line_changed.emit(line)

    def _grow(self, growth: Growth) -> None:
        run, summary = self._library.known_run(growth.summary.id), growth.summary
        if run is None or len(run.trace) != growth.after:
            self._watch.look_again()  # it was trained here meanwhile, or its end is on its way to the disk
            return
        run.trace.extend(growth.records)
        run.status, run.message, run.device = summary.status, summary.message, summary.device
        run.elsewhere = summary.elsewhere
        if run.trace.experiment != growth.experiment:
            run.trace.experiment = growth.experiment
            self.run_edited.emit(run)
        self.run_grew.emit(run)

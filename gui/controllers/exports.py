"""Taking things away, in every way that there is; and what this program is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from gui.controllers.context import Context
from gui.exporters import exporters_of
from gui.widgets.messages import Icon, message_box
from training import __version__
from training.exporting import RUN, Exporter, Subject
from training.log import log_path
from training.runs.run import Run, spoken
from training.runs.trace import Trace

T = TypeVar("T")
Source = Callable[[Callable[[Any], None]], None]  # hands over what it has, at once or when it is ready


class Exports(QObject):
    """Asks where to, and writes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._window, self._actions, self._dialogs = context.window, context.actions, context.dialogs

    def offer(self, subject: Subject[Any], source: Source) -> None:
        """Let the subject's actions export what the source gives; None: nothing."""
        for exporter in exporters_of(subject):
            asking = partial(source, partial(self._export, exporter))
            self._actions[exporter.action].triggered.connect(lambda _=False, asking=asking: asking())

    def ask(self, exporters: Sequence[Exporter[T]], what: T, file: str = "") -> None:
        """Ask where to, and in which of these ways; the file has the subject's name unless another is suggested."""
        first = exporters[0]
        filters = ";;".join(exporter.filter for exporter in exporters)

        def take(path: Path) -> None:
            meant = (exporter for exporter in exporters if exporter.suffix == path.suffix.lower())
            self.write(next(meant, first), what, path)

        self._dialogs.ask(first.subject.title, filters, take, f"{file or first.subject.file}{first.suffix}")

    def run(self, run: Run, *exporters: Exporter[Trace]) -> None:
        """Export a run's trace, as far as it is."""
        self.ask(exporters or exporters_of(RUN), run.trace, spoken(run.number))

    def _export(self, exporter: Exporter[Any], what: Any) -> None:
        if isinstance(what, Run):
            self.run(what, exporter)
        elif what is not None:
            self.ask([exporter], what)

    def write(self, exporter: Exporter[T], what: T, path: Path) -> None:
        """Write the file."""
        content, subject = exporter.content(what), exporter.subject
        content = content if isinstance(content, bytes) else content.encode()
        self._dialogs.write(path, content, subject.problem, f"{subject.done} {path}")

    def show_log(self) -> None:
        """Open the log with whatever the system opens texts with; else say where it is."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path()))):
            message_box(self._window, Icon.Information, "The log is a text file.", str(log_path())).open()

    def about(self) -> None:
        """Say which versions these are."""
        import torch

        text = (
            f"Stepwell {__version__}\nA laboratory for learning-rate schedules.\n\n"
            f"Every rate is computed by torch {torch.__version__} itself.\nMIT licence."
        )
        message_box(self._window, Icon.NoIcon, text).open()

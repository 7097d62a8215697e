"""Taking things away: the trace, the plots; and what this program is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from gui.file_actions import FileActions
from gui.messages import Icon, message_box
from gui.plots.export import png_of, svg_of
from gui.plots.plots_panel import PlotsPanel
from training import __version__
from training.log import log_path
from training.runs.csv import trace_csv
from training.runs.run import Run, spoken


class Exports(QObject):
    """Asks where to, and writes."""

    def __init__(self, files: FileActions, plots: PlotsPanel) -> None:
        """Ask by the same dialogs as opening and saving."""
        super().__init__(files)
        self._files, self._plots = files, plots

    def csv(self, run: Run | None) -> None:
        """Export a run's trace."""
        if run is not None:
            name = f"{spoken(run.number)}.csv"
            self._files.ask("Export trace", "CSV (*.csv)", lambda path: self.csv_to(run, path), name)

    def csv_to(self, run: Run, path: Path) -> None:
        """Write a run's trace, as far as it is."""
        self._write(path, trace_csv(run.trace).encode())

    def png(self) -> None:
        """Export the plots as an image."""
        self._files.ask("Export plots", "PNG (*.png)", self.png_to, "plots.png")

    def png_to(self, path: Path) -> None:
        """Write the plots as an image."""
        self._write(path, png_of(self._plots))

    def svg(self) -> None:
        """Export the plots as a drawing."""
        self._files.ask("Export plots", "SVG (*.svg)", self.svg_to, "plots.svg")

    def svg_to(self, path: Path) -> None:
        """Write the plots as a drawing."""
        self._write(path, svg_of(self._plots))

    def show_log(self) -> None:
        """Open the log with whatever the system opens texts with; else say where it is."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path()))):
            message_box(self._plots.window(), Icon.Information, "The log is a text file.", str(log_path())).open()

    def about(self) -> None:
        """Say which versions these are."""
        import torch

        text = (
            f"Stepwell {__version__}\nA laboratory for learning-rate schedules.\n\n"
            f"Every rate is computed by torch {torch.__version__} itself.\nMIT licence."
        )
        message_box(self._plots.window(), Icon.NoIcon, text).open()

    def _write(self, path: Path, content: bytes) -> None:
        self._files.write(path, content, "Nothing was exported.", f"Exported {path}")

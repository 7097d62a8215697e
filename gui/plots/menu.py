"""The context menu of the plots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from training.files import FileError

if TYPE_CHECKING:
    from gui.plots.plots_panel import PlotsPanel

LOGARITHMIC = {"lr": "Logarithmic learning rate", "loss": "Logarithmic loss", "epoch": "Logarithmic epochs"}
FILTERS = {".png": "PNG picture (*.png)", ".svg": "SVG drawing (*.svg)"}


class PlotMenu(QMenu):
    """View all, logarithmic axes, and the picture."""

    def __init__(self, panel: PlotsPanel) -> None:
        """Offer what the panel can do now."""
        super().__init__(panel)
        self._panel = panel
        self.addAction("View all", panel.view_all).setObjectName("action.plot_view_all")
        self.addSeparator()
        for axis, text in LOGARITHMIC.items():
            action = self.addAction(text)
            action.setObjectName(f"action.plot_log_{axis}")
            action.setCheckable(True)
            action.setChecked(panel.is_log(axis))
            action.toggled.connect(lambda on, axis=axis: panel.set_log(axis, on))
        self.addSeparator()
        self.addAction("Copy picture", panel.copy_image).setObjectName("action.plot_copy_picture")
        self.addAction("Save picture…", self._ask_for_path).setObjectName("action.plot_save_picture")

    def _ask_for_path(self) -> None:
        dialog = QFileDialog(self._panel, "Save picture")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(FILTERS.values()))
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("svg" if "svg" in chosen else "png"))
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the picture; if that fails, say why."""
        try:
            (self._panel.export_svg if path.lower().endswith(".svg") else self._panel.export_png)(Path(path))
        except FileError as error:
            box = QMessageBox(QMessageBox.Icon.Warning, "Save picture", str(error), parent=self._panel)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

"""A button for each way to export what a panel shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from gui.exporters import exporters_of
from gui.widgets.push_button import push_button
from training.exporting import Exporter, Subject

T = TypeVar("T")


def export_buttons(subject: Subject[T], wanted: Callable[[Exporter[T]], object], parent: QWidget) -> list[QPushButton]:
    """Return the buttons; a click says which exporter is wanted."""
    buttons = []
    for exporter in exporters_of(subject):
        button = push_button(exporter.action, exporter.text, exporter.tip, parent)
        button.clicked.connect(lambda _=False, exporter=exporter: wanted(exporter))
        buttons.append(button)
    return buttons

"""Icons from `resources/icons`, drawn in the colour of the text around them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from training.layout import RESOURCES

ICONS = RESOURCES / "icons"
SIZES = (16, 20, 24, 32, 48)


def app_icon() -> QIcon:
    """Return Stepwell's own icon."""
    return QIcon(str(ICONS / "stepwell.svg"))


def icon(name: str, color: str, disabled: str) -> QIcon:
    """Return the icon `name`.svg with `currentColor` as one colour, and as another while disabled."""
    source = (ICONS / f"{name}.svg").read_text("utf-8")
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for size in SIZES:
            pixmap = QPixmap(QSize(size, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            result.addPixmap(pixmap, mode)
    return result

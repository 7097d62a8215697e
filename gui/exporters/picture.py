"""Pictures of a widget: PNG at twice its size, and SVG."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from gui.exporters import PLOTS, VIEW
from training.exporting import Exporter

SCALE = 2  # pixels of the picture for one of the screen's
TITLE = "Stepwell: learning rate, loss and accuracy"


def image_of(widget: QWidget) -> QImage:
    """Return the widget as an image of twice its size."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    widget.render(image)
    return image


def png_of(widget: QWidget) -> bytes:
    """Return the widget as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(widget).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def svg_of(widget: QWidget) -> bytes:
    """Return the widget as an SVG file."""
    from PySide6.QtSvg import QSvgGenerator  # needed by few, and the window must open fast

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(TITLE)
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    return bytes(content.data())


EXPORTERS = (
    Exporter(PLOTS, "png", ".png", "PNG", "Plots as &PNG…", "Write the plots as an image", png_of),
    Exporter(PLOTS, "svg", ".svg", "SVG", "Plots as S&VG…", "Write the plots as a drawing", svg_of),
    Exporter(VIEW, "png", ".png", "PNG", "Export P&NG…", "Write this view as an image", png_of),
)

"""Pictures: PNG, and SVG."""

from __future__ import annotations

from gui.exporting import PLOTS, VIEW
from gui.plots.export import png_of, svg_of
from training.exporting import Exporter

EXPORTERS = (
    Exporter(PLOTS, "png", ".png", "PNG", "Plots as &PNG…", "Write the plots as an image", png_of),
    Exporter(PLOTS, "svg", ".svg", "SVG", "Plots as S&VG…", "Write the plots as a drawing", svg_of),
    Exporter(VIEW, "png", ".png", "PNG", "Export P&NG…", "Write this view as an image", png_of),
)

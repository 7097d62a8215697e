"""What one scheduler did to the rate, on a card: its rule, the numbers put into it, and torch's own line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout

from gui.widgets.appearance import Appearance
from gui.widgets.theme import Colors
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.why import Part

FLOAT = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+")
NO_SOURCE = "Torch has no class for this: the training loop switches by hand, as Stepwell's script does."
NO_COUNTER = "Torch's class keeps no counter of its own; each scheduler inside has one."


class PartCard(QFrame):
    """Shows one part of an explanation."""

    def __init__(self, part: Part, torch: str, appearance: Appearance) -> None:
        """Show the part; `torch` is the version that ran."""
        super().__init__()
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(line(_title(part), "title"))
        layout.addWidget(line(part.rule, "hint"))
        if part.last_epoch is None:
            layout.addWidget(line(NO_COUNTER, "hint"))
        layout.addLayout(table(_rows(part), mono=bool(part.method)))
        if part.formula:
            layout.addWidget(line(f"lr = {_shortened(part.formula)} = {number(part.lr_after)}", mono=True))
        layout.addWidget(_rule(appearance.colors))
        if part.source is None:
            layout.addWidget(line(NO_SOURCE, "hint"))
            return
        layout.addWidget(line(part.source.text, mono=True))
        layout.addWidget(line(f"{part.source.file}:{part.source.line}\nin {part.method}, torch {torch}", "hint"))


def short(text: str, role: str = "", *, mono: bool = False) -> QLabel:
    """Return a label of plain text that can be copied."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setProperty("role", role)
    if mono:
        label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return label


def line(text: str, role: str = "", *, mono: bool = False) -> QLabel:
    """Return a label of plain text that wraps and can be copied."""
    label = short(text, role, mono=mono)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def told(lr: float, lr_after: float) -> str:
    """Return the change of a rate."""
    return f"lr {number(lr)} → {number(lr_after)}" if lr != lr_after else "lr unchanged"


def table(rows: Iterable[tuple[str, str]], *, mono: bool = False) -> QGridLayout:
    """Return names beside values; `mono`: names of torch's."""
    table = QGridLayout()
    table.setHorizontalSpacing(16)
    table.setVerticalSpacing(3)
    table.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(rows):
        table.addWidget(short(name, "summary", mono=mono), row, 0, Qt.AlignmentFlag.AlignTop)
        table.addWidget(line(value), row, 1, Qt.AlignmentFlag.AlignTop)
    return table


def _title(part: Part) -> str:
    where = "" if part.batch is None else f", after batch {part.batch}"
    return f"{part.scheduler}{where}: {told(part.lr, part.lr_after)}"


def _rows(part: Part) -> Iterator[tuple[str, str]]:
    """Yield the counter, and then the numbers that the statement mentions."""
    if part.last_epoch is not None:
        yield "last_epoch", f"{part.last_epoch}, the counter"
    for name, value in part.numbers:
        if name != "last_epoch":
            yield name, number(value) if isinstance(value, float) else str(value)


def _rule(colors: Colors) -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    palette = rule.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colors.border)
    rule.setPalette(palette)
    return rule


def _shortened(formula: str) -> str:
    """Return the formula with its decimals as short as a reader needs them."""
    return FLOAT.sub(lambda match: number(float(match[0])), formula)

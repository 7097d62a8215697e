"""The five stages of the training, each with what enters and what leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from gui.inside.panel import ScrollingPanel
from gui.panels.data.data_panel import Section
from gui.widgets.labels import plain_label

if TYPE_CHECKING:
    from training.insight.pipeline import StageFlow

MARGIN = 16


class FlowPanel(ScrollingPanel):
    """A card for each stage, joined by what flows from one to the next."""

    def __init__(self) -> None:
        super().__init__("inside.flow", "Data flow")
        self._shown: tuple[StageFlow, ...] = ()
        self._cards: list[StageCard] = []
        self._wait = plain_label("The stages appear here once the data are loaded.", "hint")
        self._layout = self.arrange(self._wait)
        self._layout.setSpacing(4)
        self._layout.addStretch(1)

    def show_flow(self, stages: tuple[StageFlow, ...]) -> None:
        """Show these stages, in place of those before."""
        if stages == self._shown:
            return
        self._shown = stages
        self._wait.hide()
        while len(self._cards) < len(stages):
            card = StageCard(len(self._cards) + 1)
            if self._cards:
                self._layout.insertWidget(self._layout.count() - 1, card.arrow)
            self._layout.insertWidget(self._layout.count() - 1, card)
            self._cards.append(card)
        for card, stage in zip(self._cards, stages, strict=True):
            card.show_stage(stage)


class StageCard(QFrame):
    """One stage, by its number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._number = number
        self._stage: StageFlow | None = None
        self.arrow = plain_label("", "summary")  # what enters, to stand above the card
        self.arrow.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title, self._facts = plain_label("", "title"), plain_label("", "summary")
        self._choice = plain_label(fixed=True)
        self._choice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._tables: list[Section] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN - 4)
        for part in (self._title, self._choice, self._facts):
            self._layout.addWidget(part)

    def show_stage(self, stage: StageFlow) -> None:
        """Show this stage; what has not changed stays as it is."""
        if stage == self._stage:
            return
        self._stage = stage
        self.arrow.setText(f"↓  {stage.enters}")
        self._title.setText(f"{self._number}  {stage.stage}")
        self._choice.setText(stage.choice)
        self._facts.setText("\n".join((f"In: {stage.enters}", f"Out: {stage.leaves}", *stage.facts)))
        while len(self._tables) < len(stage.tables):
            section = Section("", f"inside.flow.{self._number}.{len(self._tables) + 1}")
            self._layout.addWidget(section)
            self._tables.append(section)
        for section in self._tables[len(stage.tables) :]:
            section.hide()
        for section, table in zip(self._tables, stage.tables, strict=False):
            section.set_title(table.title)
            section.fill(table.columns, table.rows)
            section.show()

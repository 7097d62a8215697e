"""The ways to read "first this scheduler, then that one", one card each, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.panels.schedule.scheduler_card import SPACING, SchedulerCard, emptied, title_label
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.scale import Scale
from gui.widgets.sparkline import Line
from training.schedule.numbering import renumbered

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.readings import Reading

HINT = "“First one scheduler, then another” can mean any of these. Choose the one that you mean."
LOG = " The curves share one logarithmic axis."
SAME, OTHER = "Same as by hand", "Not as by hand"


class ReadingsSection(QWidget):
    """Shows the readings of a composition; hidden while there are none."""

    scheduler_chosen = Signal(dict)  # plain values of a scheduler stage

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._cards: list[SchedulerCard] = []
        self._hint = NoteLabel("hint", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
        self._layout.addWidget(title_label("Readings"))
        self._layout.addWidget(self._hint)
        self.hide()

    def show_readings(self, readings: Sequence[Reading], present: object) -> None:
        """Show these readings; `present` is the scheduler that the experiment has."""
        emptied(self._cards)
        self._cards = [self._card(place, reading, present) for place, reading in enumerate(readings)]
        shown = [reading.schedule.rates[0, :-1] for reading in readings if reading.schedule is not None]
        scale = Scale.around(shown)
        self._hint.say(HINT + (LOG if scale.log else ""))
        for card, reading in zip(self._cards, readings, strict=True):
            if reading.schedule is not None:
                card.show_lines([Line(reading.schedule.rates[0, :-1])], scale)
            self._layout.addWidget(card)
            card.show()
        self.setVisible(bool(readings))

    def _card(self, place: int, reading: Reading, present: object) -> SchedulerCard:
        sentence = renumbered(reading.sentence, self._appearance.first_epoch)
        card = SchedulerCard(f"readings.use.{place}", reading.title, sentence, self._appearance, self)
        scheduler = reading.scheduler
        card.button.setVisible(scheduler is not None)
        card.picture.setVisible(scheduler is not None)
        if scheduler is None:
            return card
        if not scheduler.switched:
            card.badge.say(SAME if reading.equals_wish else OTHER)
        if scheduler == present:
            card.button.setText("In use")
            card.button.setEnabled(False)
        card.chosen.connect(lambda: self.scheduler_chosen.emit(scheduler.model_dump()))
        return card

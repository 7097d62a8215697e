"""The tutorial's key insight: its sentences, and the runs that bear them out as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.learn.curves_view import CurvesView
from gui.learn.words import heading, label
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import card, stack

if TYPE_CHECKING:
    from training.practice.key_insight import KeyInsight

NAME, TITLE = "learn.tutorial.insight", "training loss"


class InsightCard(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName(NAME)
        self.lead, self.others, self.curves = label(), label("", "summary"), CurvesView(NAME, appearance)
        stack(self, [card(heading("Key insight"), self.lead, self.curves, self.others)], 0)
        self.hide()

    def show_insight(self, insight: KeyInsight) -> None:
        """Show what the runs bear out."""
        lead, *others = insight.sentences
        self.lead.setText(lead)
        self.others.setText("\n".join(others))
        self.curves.show_curves(TITLE, insight.curves, {name: look for look, name in enumerate(insight.curves)})
        self.show()

"""The tutorial's key insight: its sentences, and the runs that bear them out as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.learn.curves_view import CurvesView
from gui.learn.words import card, heading, label
from gui.widgets.appearance import Appearance

if TYPE_CHECKING:
    from training.practice.key_insight import KeyInsight

NAME, TITLE = "learn.tutorial.insight", "training loss"


class InsightCard(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, appearance: Appearance) -> None:
        """Wait for the insight."""
        super().__init__()
        self.setObjectName(NAME)
        self._insight: KeyInsight | None = None
        self.lead, self.told, self.curves = label(), label("", "summary"), CurvesView(NAME, appearance)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card((heading("Key insight"), self.lead, self.curves, self.told)))
        self.hide()
        appearance.changed.connect(self._restyle)

    def show_insight(self, insight: KeyInsight) -> None:
        """Show what was told from the runs."""
        self._insight = insight
        lead, *others = insight.sentences
        self.lead.setText(lead)
        self.told.setText("\n".join(others))
        self.curves.show_curves(TITLE, insight.curves, {name: look for look, name in enumerate(insight.curves)})
        self.show()

    def _restyle(self) -> None:
        if self._insight is not None:
            self.show_insight(self._insight)

"""The printed tutorial, replayed: its claims one by one, each with the run that shows what is true; its key insight."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.learn.insight_card import InsightCard
from gui.learn.teacher import Teacher
from gui.learn.words import MARGIN, card, label
from gui.widgets.appearance import Appearance
from gui.widgets.labels import set_style
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import QuietComboBox

if TYPE_CHECKING:
    from training.practice.checker import Checker
    from training.practice.key_insight import KeyInsight
    from training.practice.tutorial import Checked, Tutorial

ALL = "All statements"
SIGNS = {"as used": "✓", "true only after the step": "◐", "contradicted": "✗"}


class TutorialWay(QWidget):
    """Statements appear as they are checked; a list chooses which are shown.

    Signals:
        experiment_wanted: one of the tutorial's experiments is to be put into the form.
    """

    experiment_wanted = Signal(object)

    def __init__(self, tutorial: Tutorial, teacher: Teacher, appearance: Appearance) -> None:
        """Check nothing before the way is entered."""
        super().__init__()
        self._tutorial = tutorial
        self.rows: list[tuple[str, QWidget]] = []
        self._counts = label("", "summary")
        self.filter = QuietComboBox(self)
        self.filter.setObjectName("learn.tutorial.filter")
        self.filter.setAccessibleName("Statements to show")
        self.filter.addItems([ALL, *SIGNS])
        self.filter.setMinimumContentsLength(len(max(SIGNS, key=len)))
        line = QHBoxLayout()
        line.addWidget(self.filter)
        for name, experiment in tutorial.experiments.items():
            button = push_button(
                f"learn.tutorial.{name}", f"Open its {name}", f"Put the tutorial's {name} into the form"
            )
            button.clicked.connect(partial(self.experiment_wanted.emit, experiment))
            line.addWidget(button)
        line.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(MARGIN)
        self._layout.addLayout(line)
        self._layout.addWidget(self._counts)
        self.insight = InsightCard(appearance)
        self._layout.addWidget(self.insight)
        self._layout.addStretch(1)
        self._asker = teacher.asker("learn.tutorial", self)
        self._asker.answered.connect(self._on_checked)
        self._asker.failed.connect(lambda error: self._counts.setText(f"It could not be run. {error}"))
        self.filter.activated.connect(self._show)

    def begin(self) -> None:
        """Check every statement, once."""
        if not self.rows:
            self._counts.setText("Training the tutorial's experiments…")
            self._asker.ask(partial(_checked, self._tutorial))

    def _on_checked(self, answer: tuple[int, Checked] | KeyInsight) -> None:
        if not isinstance(answer, tuple):
            self.insight.show_insight(answer)
            return
        place, checked = answer
        if place < len(self.rows):
            return
        reading = checked.reading.value
        mark = label(f"{SIGNS[reading]} {reading}", "title")
        set_style(mark, "role", "title" if reading == "as used" else "error" if reading == "contradicted" else "hint")
        said, note = label(checked.statement.says), label(checked.statement.note, "summary")
        row = card((mark, said, note, label("\n".join(checked.evidence), "summary")))
        self.rows.append((reading, row))
        self._layout.insertWidget(self._layout.indexOf(self.insight), row)
        self._show()

    def _show(self) -> None:
        wanted = self.filter.currentText()
        for reading, row in self.rows:
            row.setVisible(wanted in (ALL, reading))
        found = [reading for reading, _ in self.rows]
        counts = ", ".join(f"{found.count(reading)} {reading}" for reading in SIGNS)
        self._counts.setText(f"{len(found)} of {len(self._tutorial.statement)} statements checked: {counts}.")


def _checked(tutorial: Tutorial, checker: Checker) -> Iterator[object]:
    from training.practice.tutorial import Replay

    replay = Replay(tutorial, checker)
    yield from enumerate(replay.checked())
    yield replay.insight

"""The printed tutorial, replayed: its claims one by one, each with the run that shows what is true; its key insight."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.learn.insight_card import InsightCard
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import label
from gui.widgets.appearance import Appearance
from gui.widgets.labels import set_style
from gui.widgets.layouts import card, row
from gui.widgets.push_button import push_button
from gui.widgets.quiet_combo_box import combo_box

if TYPE_CHECKING:
    from training.practice.checker import Checker
    from training.practice.key_insight import KeyInsight
    from training.practice.tutorial import Checked, Tutorial

ALL = "All statements"
SIGNS = {"as used": "✓", "true only after the step": "◐", "contradicted": "✗"}


class TutorialWay(Way):
    """Statements appear as they are checked; a list chooses which are shown."""

    def __init__(self, tutorial: Tutorial, teacher: Teacher, appearance: Appearance) -> None:
        super().__init__()
        self._tutorial = tutorial
        self.rows: list[tuple[str, QWidget]] = []
        self._counts = label("", "summary")
        self.filter = combo_box("learn.tutorial.filter", "Statements to show", [ALL, *SIGNS], self)
        openers = []
        for name, experiment in tutorial.experiments.items():
            tip = f"Put the tutorial's {name} into the form"
            openers.append(push_button(f"learn.tutorial.{name}", f"Open its {name}", tip))
            openers[-1].clicked.connect(partial(self.experiment_wanted.emit, experiment))
        self.insight = InsightCard(appearance)
        self.arrange(row(self.filter, *openers), self._counts, self.insight)
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
        index, checked = answer
        if index < len(self.rows):
            return
        reading = checked.reading.value
        mark = label(f"{SIGNS[reading]} {reading}", "title")
        set_style(mark, "role", "title" if reading == "as used" else "error" if reading == "contradicted" else "hint")
        says, note = label(checked.statement.says), label(checked.statement.note, "summary")
        view, layout = card(mark, says, note, label("\n".join(checked.evidence), "summary")), self.layout()
        self.rows.append((reading, view))
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.insight), view)
        self._show()

    def _show(self) -> None:
        wanted = self.filter.currentText()
        for reading, view in self.rows:
            view.setVisible(wanted in (ALL, reading))
        found = [reading for reading, _ in self.rows]
        counts = ", ".join(f"{found.count(reading)} {reading}" for reading in SIGNS)
        self._counts.setText(f"{len(found)} of {len(self._tutorial.statement)} statements checked: {counts}.")


def _checked(tutorial: Tutorial, checker: Checker) -> Iterator[object]:
    from training.practice.tutorial import Replay

    replay = Replay(tutorial, checker)
    yield from enumerate(replay.checked())
    yield replay.insight

"""A tour: a subject told step by step, each with evidence that is computed when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from gui.learn.curves_view import CurvesView
from gui.learn.snippet_view import SnippetView
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import heading, label
from gui.panels.data.data_panel import Section
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import button_row, card
from gui.widgets.push_button import push_button
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.practice.checker import Checker
    from training.practice.tour_evidence import Evidence
    from training.practice.tours import Tour

TITLES = {"rate": "learning rate of each epoch", "loss": "training loss", "accuracy": "training accuracy"}


class TourWay(Way):
    """Shows one step at a time."""

    def __init__(self, tour: Tour, teacher: Teacher, appearance: Appearance) -> None:
        super().__init__()
        name = f"learn.tour.{tour.id}"
        self._tour, self._index = tour, -1
        self._count, self._title, self._text = label("", "summary"), heading(), label()
        self._lines, self._code = label("", "", fixed=True), SnippetView(f"{name}.code", appearance)
        self._curves = CurvesView(name, appearance)
        self.chart = self._curves.chart
        self._tables = [Section("", f"{name}.table.{index}") for index in range(3)]
        self.back = push_button(f"{name}.back", "&Back", "Go to the step before")
        self.next = push_button(f"{name}.next", "&Next", "Go to the next step")
        tip = "Put the experiment into the form and go there"
        self.try_it = push_button(f"{name}.try", "&Try it in the window", tip)
        self._evidence_views = (self._curves, self._code, self._lines, *self._tables)
        buttons = button_row(self.back, self.next, self.try_it)
        self.arrange(card(self._count, self._title, self._text, *self._evidence_views, buttons))
        self._asker = teacher.asker(name, self)
        self._asker.answered.connect(self._on_evidence)
        self._asker.failed.connect(lambda error: self._text.setText(f"It could not be run. {error}"))
        self.back.clicked.connect(lambda: self._go(self._index - 1))
        self.next.clicked.connect(lambda: self._go(self._index + 1))
        self.try_it.clicked.connect(self._try)

    def begin(self) -> None:
        """Show the first step, unless another one stands."""
        if self._index < 0:
            self._go(0)

    def _go(self, index: int) -> None:
        self._index, step, steps = index, self._tour.step[index], len(self._tour.step)
        self._count.setText(f"{self._tour.title} · {index + 1} of {steps}")
        self._title.setText(step.title)
        self._text.setText("Running it…")
        self.back.setEnabled(index > 0)
        self.next.setEnabled(index + 1 < steps)
        (self.next if index + 1 < steps else self.try_it).setFocus()
        for part in self._evidence_views:
            part.hide()
        self._asker.ask(partial(_shown, self._tour, index))

    def _on_evidence(self, answer: tuple[int, Evidence]) -> None:
        index, shown = answer
        if index != self._index:
            return
        self._text.setText(shown.text)
        self._lines.setText("\n".join(shown.sentences))
        self._lines.setVisible(bool(shown.sentences))
        self._code.show_code(shown.code)
        self._show_curves(shown.curves or {})
        for section, table in zip(self._tables, shown.tables, strict=False):
            section.set_title(table.title)
            section.fill(table.columns, table.rows)
            section.show()

    def _show_curves(self, curves: dict[str, tuple[float, ...]]) -> None:
        looks = {name: look for look, name in enumerate(self._tour.experiment)}
        self._curves.show_curves(TITLES.get(self._tour.step[self._index].show, ""), curves, looks)

    def _try(self) -> None:
        names = self._tour.step[self._index].runs or tuple(self._tour.experiments)
        self.experiment_wanted.emit(self._tour.experiments[names[-1]])
        self.page_wanted.emit(self._tour.place)


def _shown(tour: Tour, index: int, checker: Checker) -> Iterator[object]:
    from training.practice.tour_evidence import evidence, prepare

    for _ in prepare(tour):
        yield NOTHING_YET
    yield index, evidence(tour, tour.step[index], checker)

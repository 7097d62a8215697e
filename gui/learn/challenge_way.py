"""Challenges: reach a goal by training in the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.way import Way
from gui.learn.words import label
from gui.widgets.labels import set_style
from gui.widgets.layouts import button_row, card, stack
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.practice.challenges import Challenge
    from training.runs.run import Run

FREE = {"scheduler": "the scheduler", "step_scheduler": "when it steps", "optimizer": "the optimizer"}


class ChallengeWay(Way):
    """A card for each challenge; the one that was begun last judges the runs that end."""

    def __init__(self, challenges: tuple[Challenge, ...], keeper: ProgressKeeper) -> None:
        super().__init__()
        self._keeper, self.views = keeper, {one.id: ChallengeView(one) for one in challenges}
        self._begun: ChallengeView | None = None
        about = label("Begin a challenge, change what is free, and press Train: the run is judged.", "hint")
        self.arrange(about, *self.views.values())
        for view in self.views.values():
            view.start.clicked.connect(partial(self._begin, view))
            view.solve.clicked.connect(partial(self._solve, view))
        keeper.changed.connect(self.begin)

    def begin(self) -> None:
        """Show which are solved."""
        for name, view in self.views.items():
            view.show_solved(self._keeper.progress.challenges.get(name))

    def take_run(self, run: Run) -> None:
        """Judge a run that has ended, if a challenge was begun."""
        if self._begun is None or not len(run.trace):
            return
        challenge = self._begun.challenge
        result = challenge.judge(run.trace.experiment, map(run.trace.__getitem__, range(len(run.trace))))
        why = f" {challenge.why}" if result.reached else ""
        self._begun.show_message(f"{run.name}: {result.sentence}{why}", result.reached)
        if result.reached and result.epoch is not None:
            self._keeper.keep(self._keeper.progress.solved(challenge.id, result.epoch))

    def done(self) -> str:
        """Return how far one has come."""
        solved = sum(name in self._keeper.progress.challenges for name in self.views)
        return f"{solved} of {len(self.views)} solved"

    def _begin(self, view: ChallengeView) -> None:
        self._begun = view
        view.show_message("Begun. Change what is free in the form, then press Train (Ctrl+Return).", True)
        self.experiment_wanted.emit(view.challenge.start)

    def _solve(self, view: ChallengeView) -> None:
        self._begun = view
        view.show_message("One solution is in the form; train it to see.", True)
        self.experiment_wanted.emit(view.challenge.solved)


class ChallengeView(QWidget):
    """One challenge, its goal, what is free, and how the last run did."""

    def __init__(self, challenge: Challenge) -> None:
        super().__init__()
        self.challenge, name = challenge, f"learn.challenge.{challenge.id}"
        self._title = label(challenge.title, "title")
        free = ", ".join(FREE.get(path, path) for path in challenge.free)
        facts = label(f"Goal: {challenge.goal}. Free to change: {free}.", "summary")
        self._hint, self._result = label(challenge.hint, "hint"), label()
        self._hint.hide()
        self._result.hide()
        self.start = push_button(f"{name}.start", "Begin", f"Begin: {challenge.title}")
        self.hint = push_button(f"{name}.hint", "Hint", f"Show a hint: {challenge.title}")
        self.solve = push_button(
            f"{name}.solve", "Show a solution", f"Put one solution into the form: {challenge.title}"
        )
        buttons = button_row(self.start, self.hint, self.solve)
        stack(self, [card(self._title, label(challenge.text), facts, self._hint, self._result, buttons)], 0)
        self.hint.clicked.connect(lambda: self._hint.setVisible(not self._hint.isVisible()))

    def show_message(self, sentence: str, good: bool) -> None:
        """Show how it stands."""
        self._result.setText(sentence)
        set_style(self._result, "role", "title" if good else "error")
        self._result.show()

    def show_solved(self, epoch: int | None) -> None:
        """Mark the challenge as solved, in this epoch at the earliest."""
        mark = "" if epoch is None else f"  ✓ solved in epoch {epoch}"
        self._title.setText(self.challenge.title + mark)

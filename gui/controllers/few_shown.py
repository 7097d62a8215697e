"""Keeps the plots readable and fast in a long session: of the runs that were trained, the last ones stay shown."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gui.controllers.compare_controller import CompareController
from gui.controllers.context import Context
from gui.panels.runs.runs_panel import RunsPanel
from gui.plots.look import PATTERNS
from gui.widgets.theme import RUN_COLORS
from training.runs.run import LIVE, Run

ROUND = len(RUN_COLORS)  # runs that go at once, for the others are drawn anew then
MOST = ROUND * len(PATTERNS)  # with more, two curves look alike
TOLD = "The last runs stay in the plots; older ones are hidden. Check a run's box to see its curves again."


class FewShown(QObject):
    """Hides the oldest of many curves that nobody asked for: of runs that were shown as they were trained.

    The baseline stays, what trains stays, and what the user has checked stays.
    """

    def __init__(self, context: Context, panel: RunsPanel, compare: CompareController) -> None:
        """Count the runs that `note` is told of."""
        super().__init__(context)
        self._context, self._panel, self._compare = context, panel, compare
        self._shown: dict[int, Run] = {}  # in the order of their training
        self._has_told = False
        panel.visibility_changed.connect(self._on_visibility_changed)

    def note(self, run: Run) -> None:
        """Take in a run that is trained, and hide what is too much now."""
        self._shown.pop(run.number, None)
        self._shown[run.number] = run
        if len(self._shown) <= MOST:
            return
        spare = [number for number, run in self._shown.items() if self._can_go(number, run)]
        if too_many := spare[: len(self._shown) - MOST + ROUND - 1]:
            self._panel.set_checked(set(self._panel.checked()).difference(too_many))
            if not self._has_told:
                self._has_told = True
                self._context.dialogs.show_message(TOLD)

    def _can_go(self, number: int, run: Run) -> bool:
        return run.status not in LIVE and number not in (self._compare.baseline, self._panel.chosen)

    def _on_visibility_changed(self, number: int, visible: bool) -> None:
        if not visible:
            self._shown.pop(number, None)  # checked again, it is the user's

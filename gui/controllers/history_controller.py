"""What is said of runs, what is deleted and brought back, and what an earlier Stepwell did not finish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.panels.runs.runs_panel import RunsPanel
from training.runs.run import LIVE, Run, Status, spoken
from training.runs.store import StoreError

NOT_KEPT = "{} is not kept. It is gone when this window closes."


class HistoryController(QObject):
    """Does to the library what the user wants in the panel."""

    def __init__(self, context: Context, panel: RunsPanel) -> None:
        super().__init__(context)
        self._context, self._panel = context, panel
        self._deleted: Sequence[int] = ()
        self._hidden: Sequence[int] = ()  # runs whose curves went with them
        panel.name_given.connect(self._rename)
        panel.tags_given.connect(self._tag)
        panel.note_given.connect(self._note)
        panel.delete_wanted.connect(self._delete)
        panel.undo_bar.undo_wanted.connect(self._undo)
        panel.interrupted.leave_wanted.connect(self._leave)
        panel.refused.connect(lambda why: context.dialogs.refuse("The run cannot be shown.", why))
        context.library.changed.connect(self._offer)
        context.library.refused.connect(self._on_refused)
        context.session.state_changed.connect(self._on_state_changed)
        self._offer()

    def finish(self) -> None:
        """Keep what was typed; the window closes."""
        self._panel.finish()

    def _offer(self) -> None:
        """Ask about runs that were training when their program ended, but not about one that goes on just now."""
        try:
            found = self._context.library.interrupted()
        except StoreError:
            return
        self._panel.interrupted.show_runs([run for run in found if run.status is Status.INTERRUPTED])

    def _rename(self, number: int, name: str) -> None:
        self._panel.undo_bar.withdraw()
        self._context.library.rename(number, name)

    def _tag(self, number: int, tags: Iterable[str]) -> None:
        self._panel.undo_bar.withdraw()
        self._context.library.set_tags(number, tags)

    def _note(self, number: int, note: str) -> None:
        self._panel.undo_bar.withdraw()
        self._context.library.write_note(number, note)

    def _leave(self, numbers: Sequence[int]) -> None:
        self._panel.undo_bar.withdraw()
        for number in numbers:
            self._context.library.leave(number)

    def _delete(self, numbers: Sequence[int]) -> None:
        refusal = next(filter(None, map(self._refusal, numbers)), "")
        if refusal or not numbers:
            self._context.dialogs.refuse("Nothing was deleted.", refusal)
            return
        panel, hidden = self._panel, [number for number in self._panel.checked() if number in numbers]
        beside = panel.table.neighbour(numbers)
        self._deleted, self._hidden = numbers, hidden
        panel.undo_bar.offer(_deleted(numbers))
        self._context.library.delete(*numbers)
        panel.set_checked(set(panel.checked()) - set(hidden))
        panel.step_aside(beside)

    def _refusal(self, number: int) -> str:
        """Return why a run cannot be deleted; empty where it can."""
        if number < 0:
            return NOT_KEPT.format(spoken(number).capitalize())
        try:
            summary = self._context.library.summary(number)
        except StoreError as error:
            return str(error)
        if summary.elsewhere:
            return f"Another Stepwell trains run {number}. Stop it there first."
        return f"Run {number} is training. Stop it first." if summary.status in LIVE else ""

    def _undo(self) -> None:
        self._context.library.restore(*self._deleted)
        self._panel.set_checked([*self._panel.checked(), *self._hidden])
        self._panel.choose(self._deleted[0])

    def _on_state_changed(self, run: Run | None) -> None:
        self._panel.set_live(run)
        if not self._panel.interrupted.isHidden():
            self._offer()

    def _on_refused(self, what: str, why: str) -> None:
        """Say what could not be written; there is nothing to undo then."""
        self._panel.undo_bar.withdraw()
        self._context.dialogs.refuse(what, why)


def _deleted(numbers: Sequence[int]) -> str:
    return f"Run {numbers[0]} deleted." if len(numbers) == 1 else f"{len(numbers):,} runs deleted."

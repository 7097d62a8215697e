"""Train, Pause, Step and Stop: what they do, and when."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.controllers.controllers import Controllers
from training.exporting import RUN
from training.runs.run import STARTING, Run, Status, spoken


class TrainingController(QObject):
    """Lets the user do what can be done now."""

    def __init__(self, context: Context, controllers: Controllers) -> None:
        super().__init__(context)
        self._context, self._controllers, self._actions = context, controllers, context.actions
        session = context.session
        for name, slot in {
            "train": self._train,
            "pause": self._pause_or_resume,
            "step_epoch": self._step_epoch,
            "stop": session.stop,
            "change": controllers.future.change,
        }.items():
            self._actions[name].triggered.connect(slot)
        session.state_changed.connect(self._offer)
        session.message.connect(context.dialogs.show_message)
        context.selection.changed.connect(self._offer)
        controllers.busy_changed.connect(self._offer)
        controllers.form.ready_changed.connect(self._offer)
        controllers.runs.failed.connect(self._on_run_failed)
        self._offer()

    def _train(self, epochs: int | None = None) -> None:
        if self._context.document.experiment is not None:
            dataset = self._context.preparation.dataset
            self._context.session.train(self._context.document.experiment, dataset, epochs or None)

    def _pause_or_resume(self, pause: bool) -> None:
        (self._context.session.pause if pause else self._context.session.resume)()

    def _step_epoch(self) -> None:
        if self._context.session.live is None:
            self._train(epochs=1)
        else:
            self._context.session.step()

    def _on_run_failed(self, run: Run) -> None:
        what = f"{spoken(run.number).capitalize()} ended early. Its finished epochs are kept."
        self._context.dialogs.refuse(what, run.message)

    def _offer(self) -> None:
        live, undo_stack, busy = self._context.session.live, self._context.document.undo_stack, self._controllers.busy
        ready, paused = self._controllers.form.ready and not busy, live is not None and live.status is Status.PAUSED
        self._actions.enable(
            train=ready and live is None,
            pause=live is not None,
            step_epoch=(ready and live is None) or paused,
            stop=live is not None,
            change=live is not None and live.number != STARTING,
            undo=undo_stack.canUndo(),
            redo=undo_stack.canRedo(),
            **dict.fromkeys(self._actions.exports_of(RUN), self._context.selection.run is not None),
        )
        pause = self._actions["pause"]
        pause.setChecked(paused)
        pause.setText("&Go on" if paused else "&Pause")
        progress = self._controllers.runs.progress
        progress.show_ready(ready or busy)
        if live is not None:
            progress.show_run(live)

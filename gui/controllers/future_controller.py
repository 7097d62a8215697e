"""Going on with runs, forking them, and changing one that trains: each shown before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.panels.training.future_dialog import FutureDialog
from gui.panels.training.prospect import Intent, Mode, Prospect
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.runs.run import Run, Status, spoken

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.schedule.futures import Futures
    from training.schedule.pitfalls import Caution
    from training.schedule.preview import Schedule

NOT_KEPT = "{} is not kept, so nothing can go on from it."
Figures = dict[str, list[float]]
NO_STATE = "No state of run {} is kept to fork from."


class _Ahead(NamedTuple):
    """What a prospect leads to: both futures or the one plan, or why there is none, and what to be warned of."""

    both: Futures | None
    plan: Schedule | None
    problem: str
    cautions: list[Caution]
    kept: bool


class FutureController(QObject):
    """Asks how a run goes on, and lets it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._question = context.jobs.question("side", "futures", self)
        self._question.answered.connect(self._on_answered)
        self._question.failed.connect(self._on_failed)
        self.dialog: FutureDialog | None = None

    def go_on(self, run: Run) -> None:
        """Go on with a run; asks where it has all its epochs, or the form holds another schedule for it."""
        form = self._variant_of(run)
        if self._context.library.store_for(run) is None:
            self._context.dialogs.refuse("The run was not continued.", NOT_KEPT.format(spoken(run.number).capitalize()))
        elif form is None and len(run.trace) < run.trace.experiment.epochs:
            self._go_on(run, run.trace.experiment)
        else:
            self._ask(Mode.GO_ON, run, [len(run.trace)])

    def fork(self, run: Run) -> None:
        """Ask from which epoch a run is to be forked, and with what."""
        store = self._context.library.store_for(run)
        if store is None:
            self._context.dialogs.refuse("The run was not forked.", NOT_KEPT.format(spoken(run.number).capitalize()))
        elif kept := [epoch for epoch in store.checkpoints(run.number, run.elsewhere) if epoch <= len(run.trace)]:
            self._ask(Mode.FORK, run, kept)
        else:
            self._context.dialogs.refuse("The run was not forked.", NO_STATE.format(run.number))

    def change(self) -> None:
        """Ask what is to change in the run that trains."""
        if self._context.session.live is not None:
            self._ask(Mode.CHANGE, self._context.session.live, [])

    def _variant_of(self, run: Run) -> Experiment | None:
        """Return the form's experiment where it is the run's but for schedule and optimizer."""
        form, mine = self._context.document.experiment, run.trace.experiment
        if form is None or (form.scheduler, form.optimizer) == (mine.scheduler, mine.optimizer):
            return None
        ours = {name: getattr(mine, name) for name in ("scheduler", "optimizer", "edits", "epochs", "step_scheduler")}
        return form if form.model_copy(update=ours) == mine else None

    def _ask(self, mode: Mode, run: Run, kept: list[int]) -> None:
        form, window = self._context.document.experiment, self._context.window
        dialog = self.dialog = FutureDialog(Intent(mode, run, kept), form, self._context.appearance, window)
        dialog.asked.connect(lambda prospect: self._on_asked(mode, run, prospect))
        dialog.agreed.connect(lambda prospect: self._on_agreed(mode, run, prospect))
        dialog.finished.connect(self._on_finished)
        dialog.open()
        dialog.ask()

    def _on_finished(self) -> None:
        self.dialog = None
        self._question.withdraw()

    def _on_asked(self, mode: Mode, run: Run, prospect: Prospect) -> None:
        try:
            before, wanted = prospect.prolonged(run.trace.experiment), prospect.experiment(run.trace.experiment)
        except ExperimentError as error:
            self._on_failed(error)
            return
        rows = self._rows(wanted)
        if rows is None and wanted.steps_after_batch:
            return  # how many batches an epoch has is not known
        figures = {name: run.trace.column(name)[: prospect.after].tolist() for name in wanted.watched}
        least = mode.least(prospect.after, run.trace.experiment.epochs)
        self._question.ask(lambda: _seen(prospect, before, wanted, rows, figures, least))

    def _rows(self, experiment: Experiment) -> int | None:
        dataset: Dataset | None = self._context.preparation.dataset
        form = self._context.document.experiment
        return dataset.rows if dataset is not None and form is not None and form.data == experiment.data else None

    def _on_answered(self, answer: object) -> None:
        if self.dialog is None or not isinstance(answer, _Ahead):
            return
        if answer.problem:
            self.dialog.show_problem(answer.problem)
        if answer.both is not None:
            show = self.dialog.show_other if answer.kept else self.dialog.show_futures
            show(answer.both)
        elif answer.plan is not None:
            self.dialog.show_plan(answer.plan)
        self.dialog.show_cautions(answer.cautions)

    def _on_failed(self, error: Exception) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(str(error))
            self.dialog.show_cautions(())

    def _on_agreed(self, mode: Mode, run: Run, prospect: Prospect) -> None:
        if mode is Mode.CHANGE and prospect.edit is not None:
            edit = prospect.edit
            self._context.session.edit(lambda epoch: edit.model_copy(update={"epoch": epoch}))
            return
        try:
            experiment = prospect.experiment(run.trace.experiment)
        except ExperimentError as error:
            self._refuse(error)
            return
        if mode is Mode.FORK:
            begun = partial(self._on_forked, experiment=experiment)
            self._context.library.fork(run, prospect.after, experiment, begun, self._refuse)
        else:
            self._go_on(run, experiment)

    def _on_forked(self, run: Run, experiment: Experiment) -> None:
        """Train the fork, unless something else was begun while it was made."""
        if self._context.session.live is None:
            self._go_on(run, experiment)
            return
        run.status = Status.STOPPED
        self._context.library.note_end(run)
        self._context.dialogs.refuse(
            f"Run {run.number} is not trained yet.", "Something else trains. Go on with it later."
        )

    def _refuse(self, error: Exception) -> None:
        self._context.dialogs.refuse("The run was not changed.", str(error))

    def _go_on(self, run: Run, experiment: Experiment) -> None:
        form = self._context.document.experiment
        same = form is not None and form.data == experiment.data
        self._context.session.go_on(run, experiment, self._context.preparation.dataset if same else None)


def _seen(
    prospect: Prospect,
    before: Experiment,
    wanted: Experiment,
    rows: int | None,
    figures: Figures,
    least: int | None,
) -> Iterator[object]:
    from training.schedule.futures import futures
    from training.schedule.pitfalls.ahead import cautions_ahead, notes_if_chosen
    from training.schedule.preview import preview

    both, plan, problem = None, None, ""
    edit = prospect.edit or prospect.other
    try:
        if prospect.edit is None:
            plan = preview(before, rows)
        if edit is not None:
            both = futures(before, edit, rows, figures)
            plan = plan or both.edited
    except ExperimentError as error:
        problem = "" if plan else str(error)
    cautions = cautions_ahead(wanted, plan, prospect.after + 1, rows, least)
    if prospect.other is not None and both is not None:
        cautions += notes_if_chosen(before.with_edit(prospect.other), both.edited, prospect.other.epoch)
    yield _Ahead(both, plan, problem, cautions, kept=prospect.edit is None)

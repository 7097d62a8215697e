"""Keeps the Code tab's script that of the form, saves it, and has it proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gui.controllers.context import Context
from gui.controllers.exports import Exports
from gui.controllers.many_runs_controller import MEND
from gui.exporters import exporters_of
from gui.panels.code.code_panel import CodePanel
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.exporting import SCRIPT

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.runs.trace import Trace


class CodeController(QObject):
    """Follows the experiment and the loaded data."""

    def __init__(self, context: Context, exports: Exports) -> None:
        """Write scripts beside the window; the selected run is compared by a proof, too."""
        super().__init__(context)
        self._context, self._exports = context, exports
        panel = self.panel = CodePanel(context.appearance)
        context.tabs.addTab(panel, "C&ode")
        self._script = context.jobs.question("quick", "script", self)
        self._proof = context.jobs.question("proof", "proof", self)
        self._seen, self._fresh = WhileSeen(panel, self._write), False
        self._takers: list[Callable[[str], None]] = []  # who waits for the script of what the form holds now
        context.document.experiment_changed.connect(self._takers.clear)  # they wanted what the form held before
        context.document.experiment_changed.connect(self._on_changed)
        context.preparation.dataset_changed.connect(self._on_changed)
        self._script.answered.connect(self._on_written)
        self._script.failed.connect(self._on_failed)
        self._proof.answered.connect(panel.show_proof)
        self._proof.failed.connect(lambda error: panel.show_proof_problem(str(error)))
        panel.copy_requested.connect(self.copy)
        panel.save_requested.connect(self.save)
        panel.prove_requested.connect(self._prove)
        panel.stop_requested.connect(self._proof.withdraw)

    def copy(self) -> None:
        """Put the script into the clipboard."""
        self.give(self._copy)

    def save(self) -> None:
        """Ask where to save the script, and how."""
        self.give(lambda script: self._exports.ask(exporters_of(SCRIPT), script))

    def give(self, take: Callable[[str], None]) -> None:
        """Hand over the script of what the form holds now, once it is written."""
        if self._context.document.experiment is None:
            self._context.dialogs.show_message(MEND)
            return
        self._takers.append(take)
        self._seen.settle()
        if self._fresh:
            self._hand_over()

    def _copy(self, script: str) -> None:
        QGuiApplication.clipboard().setText(script)
        self._context.dialogs.show_message("The script is in the clipboard")

    def _on_changed(self) -> None:
        self._fresh = False
        self._proof.withdraw()
        if not self._seen.stale:
            self._script.withdraw()  # it was asked with the experiment, or the rows, before
        self._seen.change()

    def _write(self) -> None:
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        if experiment is not None and dataset is not None:
            self._script.ask(lambda: _script(experiment, dataset))

    def _on_written(self, script: str) -> None:
        self.panel.show_script(script)
        self._fresh = True
        self._hand_over()

    def _on_failed(self, error: Exception) -> None:
        self.panel.show_problem(str(error))
        self._takers.clear()

    def _hand_over(self) -> None:
        takers = list(self._takers)
        self._takers.clear()
        for take in takers:
            take(self.panel.text)

    def _prove(self) -> None:
        experiment, dataset, run = (
            self._context.document.experiment,
            self._context.preparation.dataset,
            self._context.selection.run,
        )
        if experiment is not None and dataset is not None:
            trace = run.trace if run is not None and run.trace.experiment == experiment else None
            script = self.panel.text
            self._proof.ask(lambda: _proof(script, experiment, dataset, trace))


def _script(experiment: Experiment, dataset: Dataset) -> Iterator[object]:
    from training.script.script import script_of

    yield script_of(experiment, dataset)


def _proof(script: str, experiment: Experiment, dataset: Dataset, trace: Trace | None) -> Iterator[object]:
    from training.script.prove import prove

    yield from prove(script, experiment, dataset.rows, trace)

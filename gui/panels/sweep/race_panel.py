"""A race: schedules that train side by side with the same seed and the same batches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.panels.sweep.race_lane import RaceLane
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.layouts import discard
from gui.widgets.push_button import push_button
from gui.widgets.sparkline import Rates
from training.experiment.schedulers import SchedulerSettings
from training.runs.run import Run

HINT = (
    "Schedules train side by side, epoch by epoch, with the same seed and batches. Until their rates first differ, "
    "their losses are equal to the last bit."
)
EMPTY = "Add two schedules or more, or take the tutorial's pair."
PAUSE, RESUME = "P&ause", "Res&ume"
LEAST, SPACING = 2, 8


class RacePanel(QWidget):
    """Lists the lanes, steers the race and says where the runs part."""

    add_wanted = Signal()  # the form's schedule is to take part
    pair_wanted = Signal()  # StepLR and MultiStepLR, as in the tutorial
    lanes_changed = Signal()  # others take part
    start_wanted = Signal()  # begin
    pause_wanted = Signal(bool)  # pause, or go on
    step_wanted = Signal()  # train one epoch, and pause
    stop_wanted = Signal()  # end

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel.race")
        self._appearance = appearance
        self.lanes: list[RaceLane] = []
        self.add_button = push_button("race.add", "&Add the form's schedule", "Let the form's schedule take part", self)
        self.pair_button = push_button(
            "race.pair", "StepLR against &MultiStepLR", "Let the tutorial's two schedules race", self
        )
        self.start = push_button("race.start", "&Start", "Start the race", self)
        self.pause = push_button("race.pause", PAUSE, "Pause after the running epoch, or go on", self)
        self.step = push_button("race.step", "One &epoch", "Train one epoch in each lane, and pause", self)
        self.stop = push_button("race.stop", "Sto&p", "End the race after the running epoch", self)
        self._words, self._parting = NoteLabel("hint", self), NoteLabel("summary", self)
        self._words.setObjectName("race.words")
        self._parting.setObjectName("race.parting")
        self.pause.setCheckable(True)
        self._arrange()
        self._connect()
        self.say(EMPTY)
        self.set_state(running=False, paused=False, blocked=False)

    @property
    def schedulers(self) -> list[SchedulerSettings]:
        """Return what takes part."""
        return [lane.scheduler for lane in self.lanes]

    def add(self, scheduler: SchedulerSettings) -> None:
        """Let a schedule take part."""
        lane = RaceLane(scheduler, self._appearance, self)
        lane.remove.setObjectName(f"race.remove.{len(self.lanes)}")
        lane.removed.connect(lambda: self._remove(lane))
        self.lanes.append(lane)
        self._places.insertWidget(self._places.count() - 1, lane)
        lane.show()
        self._on_lanes_changed()

    def clear(self) -> None:
        """Let nothing take part."""
        for lane in self.lanes:
            discard(lane)
        self.lanes = []
        self._on_lanes_changed()

    def show_rates(self, rates: Sequence[Rates | None]) -> None:
        """Draw the lanes' plans, as far as they are known."""
        for lane, planned in zip(self.lanes, rates, strict=False):
            if planned is not None:
                lane.show_rates(planned)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Say how the runs of the lanes are doing."""
        for lane, run in zip(self.lanes, runs, strict=False):
            lane.show_run(run)

    def show_parting(self, words: str) -> None:
        """Say where the runs part."""
        self._parting.say(words)

    def say(self, sentence: str, role: str = "hint") -> None:
        """Show a sentence below the lanes."""
        self._words.say(sentence, role)

    def set_state(self, *, running: bool, paused: bool, blocked: bool) -> None:
        """Offer what can be done now."""
        ready = len(self.lanes) >= LEAST and not blocked
        self.start.setEnabled(ready and not running)
        self.step.setEnabled(ready and (paused or not running))
        self.pause.setEnabled(running)
        self.pause.setChecked(paused)
        self.pause.setText(RESUME if paused else PAUSE)
        self.stop.setEnabled(running)
        for button in (self.add_button, self.pair_button, *(lane.remove for lane in self.lanes)):
            button.setEnabled(not running)

    def _remove(self, lane: RaceLane) -> None:
        self.lanes.remove(lane)
        discard(lane)
        self.add_button.setFocus()
        self._on_lanes_changed()

    def _on_lanes_changed(self) -> None:
        self.say("" if len(self.lanes) >= LEAST else EMPTY)
        self.show_parting("")
        self.lanes_changed.emit()

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add_wanted)
        self.pair_button.clicked.connect(self.pair_wanted)
        self.start.clicked.connect(self.start_wanted)
        self.pause.clicked.connect(self.pause_wanted)
        self.step.clicked.connect(self.step_wanted)
        self.stop.clicked.connect(self.stop_wanted)

    def _arrange(self) -> None:
        hint = NoteLabel("summary", self)
        hint.say(HINT)
        lanes, area = QWidget(self), QScrollArea(self)
        self._places = QVBoxLayout(lanes)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(SPACING)
        self._places.addStretch(1)
        area.setWidget(lanes)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(hint)
        layout.addLayout(_line(self.add_button, self.pair_button))
        layout.addWidget(area, 1)
        layout.addWidget(self._words)
        layout.addWidget(self._parting)
        layout.addLayout(_line(self.start, self.pause, self.step, self.stop))


def _line(*buttons: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(SPACING)
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    return line

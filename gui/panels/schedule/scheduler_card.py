"""A scheduler that can be taken over: its curve, its name, what is to be said of it, and a button."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.scale import Scale
from gui.widgets.sparkline import Line, Sparkline
from training.experiment.schedulers import SchedulerSettings
from training.schedule.explain import number

PICTURE = QSize(104, 56)
MARGIN, SPACING = 10, 8


class SchedulerCard(QFrame):
    """Shows one scheduler and offers it."""

    chosen = Signal()  # the user wants it

    def __init__(
        self, name: str, title: str, sentence: str, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        """Show the words; `name` is the button's object name."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.picture = Sparkline(appearance, PICTURE, self)
        self.picture.setFixedWidth(PICTURE.width())
        self.title = NoteLabel("title", self)
        self.title.say(title)
        self.sentence = NoteLabel("summary", self)
        self.sentence.say(sentence)
        self.badge = NoteLabel("badge", self)
        self.button = QPushButton("Use this", self)
        self.button.setObjectName(name)
        self.button.setAccessibleName(f"Use {title}")
        self.button.setAccessibleDescription(sentence)
        self.button.clicked.connect(self.chosen)
        self._arrange()

    def show_lines(self, lines: Sequence[Line], scale: Scale | None = None) -> None:
        """Draw the curve."""
        self.picture.show_lines(lines, scale)

    def _arrange(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setHorizontalSpacing(MARGIN)
        layout.setVerticalSpacing(SPACING // 2)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self.picture, 0, 0, 3, 1, top)
        layout.addWidget(self.title, 0, 1, 1, 2)
        layout.addWidget(self.sentence, 1, 1, 1, 2)
        layout.addWidget(self.badge, 2, 1)
        layout.addWidget(self.button, 2, 2, Qt.AlignmentFlag.AlignRight)
        layout.setColumnStretch(1, 1)


def names(scheduler: SchedulerSettings) -> str:
    """Return the classes: `StepLR`, `LinearLR, then StepLR`."""
    return _joined(scheduler, lambda part: "No scheduler" if part.constant else part.kind)


def in_words(scheduler: SchedulerSettings) -> str:
    """Return the scheduler as one would call it, without defaults: `StepLR(step_size=5)`, parts one after another."""
    return _joined(scheduler, lambda part: f"{part.kind}({', '.join(arguments(part))})")


def arguments(scheduler: SchedulerSettings) -> Iterator[str]:
    """Yield what is not left at its default, of the parts too: `step_size=5`."""
    for _, part in scheduler.family():
        for name, value in part:
            if name not in ("kind", "schedulers") and value != type(part).model_fields[name].default:
                yield f"{name}={_plain(value)}"


def _joined(scheduler: SchedulerSettings, name: Callable[[SchedulerSettings], str]) -> str:
    if scheduler.inside:
        link = " × " if scheduler.at_once else ", then "
        return link.join(_joined(child, name) for child in scheduler.inside)
    return name(scheduler)


def _plain(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return str(list(value)) if isinstance(value, tuple) else str(value)


def emptied(cards: Sequence[QWidget]) -> None:
    """Take the cards off the screen for good."""
    for card in cards:
        card.hide()
        card.deleteLater()


def title_label(text: str) -> QLabel:
    """Return a section's title."""
    label = QLabel(text)
    label.setProperty("role", "title")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

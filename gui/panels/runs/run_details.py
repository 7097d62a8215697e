"""All that is known of one run, and what the user says of it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.panels.runs.run_note import NoteEdit
from gui.panels.runs.run_tags import TagsEdit
from gui.tables.run_rows import Row, SweepRow
from gui.tables.run_words import circumstances, sweep_title
from gui.widgets.buttons import LinkButton
from gui.widgets.labels import NoteLabel
from training.runs.run import numbered
from training.runs.store import RunSummary

BETWEEN = 6


class RunDetails(QScrollArea):
    """Shows a run in words; its tags and its note can be edited.

    Attributes:
        words: how the run went; whoever knows its trace fills it.
    """

    parent_wanted = Signal(int)  # the number of the run that this one was forked from
    tags_given = Signal(int, list)  # the run's number, and its tags
    note_given = Signal(int, str)  # the run's number, and its note

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._number, self._origin = 0, 0
        page = QWidget()
        self._title, self._state = NoteLabel("title", page), NoteLabel("summary", page)
        self._message, self.words = NoteLabel("error", page), QLabel(page)
        self._parent = LinkButton(page)
        self._said = QWidget(page)
        self.tags, self.note = TagsEdit(self._said), NoteEdit(self._said)
        self._name_parts()
        self._arrange(page)
        self._parent.clicked.connect(lambda: self.parent_wanted.emit(self._origin))
        self.tags.given.connect(lambda tags: self.tags_given.emit(self._number, tags))
        self.note.written.connect(lambda note: self.note_given.emit(self._number, note))
        self.show_row(None, editable=False)

    def show_row(self, row: Row | None, editable: bool) -> None:
        """Show a run, or what can be told of a sweep; `editable`: its tags and its note."""
        run = None if isinstance(row, SweepRow) else row
        if run is None or run.id != self._number:
            self.note.finish()
        self._said.setVisible(run is not None)
        self._parent.setVisible(run is not None and run.parent is not None)
        self._message.say(run.message if run is not None else "")
        if isinstance(row, SweepRow):
            self._title.say(sweep_title(row))
            self._state.say("The arrow keys → and ← unfold and fold it.")
        elif run is None:
            self._title.say("")
            self._state.say("")
        else:
            self._show(run, editable)

    def know_tags(self, tags: Iterable[str]) -> None:
        """Offer these tags for completion."""
        self.tags.know(tags)

    def _show(self, run: RunSummary, editable: bool) -> None:
        self._number, self._origin = run.id, run.parent or 0
        self._title.say(f"{numbered(run.id)} {run.name}")
        self._state.say(circumstances(run))
        self._parent.setText(f"Fork of run {run.parent} after epoch {run.forked}")
        self.tags.show_tags(run.tags)
        self.note.show_note(run.note)
        self.tags.setEnabled(editable)
        self.note.setEnabled(editable)

    def _name_parts(self) -> None:
        self.words.setObjectName("words")
        self.words.setProperty("role", "summary")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAccessibleName("The chosen run in words")
        self._title.setObjectName("run.title")
        self._state.setObjectName("run.state")
        self._parent.setObjectName("run.parent")
        self._parent.setToolTip("Go to the run that this one was forked from")
        for label in (self._title, self._state, self._message, self.words):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _arrange(self, page: QWidget) -> None:
        form = QFormLayout(self._said)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(BETWEEN)
        form.addRow("Tags", self.tags)
        form.addRow("Note", self.note)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, BETWEEN, 0, 0)
        layout.setSpacing(BETWEEN)
        for label in (self._title, self._state):
            layout.addWidget(label)
        layout.addWidget(self._parent, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._message, self.words, self._said):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(page)

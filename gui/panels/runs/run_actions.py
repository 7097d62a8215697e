"""What can be done with the chosen runs: one table of actions, for the keys, the menu and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from gui.exporters import exporters_of
from gui.tables.run_rows import SweepRow
from gui.tables.runs_table import RunsTable
from gui.widgets.actions import Entry
from gui.widgets.push_button import push_button
from training.exporting import RUN
from training.runs.run import LIVE

ENTRIES = (
    Entry("open_run", "&Open in the form", "Put the run's experiment into the form", "Return"),
    Entry("show_curves", "Show or hide &curves", "Draw the curves of the chosen runs, or draw them no more", "Space"),
    Entry("go_on", "&Go on", "Train the run on; one that has finished takes more epochs"),
    Entry("fork_run", "&Fork…", "Begin a run with this one's epochs and another schedule from there"),
    Entry("rename_run", "&Rename", "Give the run a name of your own", "F2"),
    Entry("delete_run", "&Delete", "Take the chosen runs out of the list; this can be undone", "Del"),
)
BUTTONS = {"open_run": "Open", "go_on": "Go on", "fork_run": "Fork…"}
ELSEWHERE = "Another Stepwell trains this run: it cannot be changed here until it ends there"
MORE = ("show_curves", "rename_run", "export_run", "delete_run")


TRAINERS = ("go_on", "delete_run")  # actions that are its trainer's alone


class RunActions(QWidget):
    """A row of buttons; the actions are the table's own menu, too: `actions["fork_run"]`."""

    def __init__(self, table: RunsTable, writable: bool, parent: QWidget) -> None:
        """Make the actions for the table; their keys work while it has the focus."""
        super().__init__(parent)
        self._table, self._writable, self._busy = table, writable, False
        self._entries = (*ENTRIES[:-1], _exporting(), ENTRIES[-1])
        self._actions = {entry.name: _action(entry, table) for entry in self._entries}
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        table.addActions(list(self._actions.values()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, text in BUTTONS.items():
            row.addWidget(_button(text, self[name]))
        row.addStretch(1)
        row.addWidget(self._more(table))
        table.selection_changed.connect(self._enable)
        self._enable()

    def __getitem__(self, name: str) -> QAction:
        """Return the action with this name."""
        return self._actions[name]

    def set_busy(self, busy: bool) -> None:
        """Let no run go on while one trains."""
        self._busy = busy
        self._enable()

    def _enable(self) -> None:
        """Enable what can be done with the current row, and with all rows that are selected."""
        row, selected = self._table.current, self._table.selected
        elsewhere = any(one.elsewhere for one in selected)
        run = None if isinstance(row, SweepRow) else row
        changeable = run is not None and self._writable and run.id > 0
        free = run is not None and changeable and not self._busy
        rests = free and run is not None and run.status not in LIVE
        for name, enabled in {
            "open_run": row is not None,
            "go_on": rests,
            "fork_run": free and run is not None and run.epochs > 0 and (rests or run.elsewhere),
            "rename_run": changeable,
            "export_run": run is not None,
            "show_curves": bool(selected),
            "delete_run": bool(selected) and self._writable and not elsewhere,
        }.items():
            self[name].setEnabled(enabled)
        self._explain(elsewhere)

    def _explain(self, elsewhere: bool) -> None:
        """Say what the actions do, or why they cannot be done to a run that another Stepwell trains."""
        for entry in self._entries:
            kept_off = elsewhere and entry.name in TRAINERS
            self[entry.name].setToolTip(ELSEWHERE if kept_off else _tip(entry))

    def _more(self, table: RunsTable) -> QPushButton:
        menu = QMenu(self, toolTipsVisible=True)
        menu.addActions([self[name] for name in MORE])
        menu.addSeparator()
        menu.addMenu(table.header.orders)
        menu.addMenu(table.header.columns)
        button = push_button("button.more_of_runs", "More", "More to do with runs, their order and the columns", self)
        button.setMenu(menu)
        return button


def _exporting() -> Entry:
    formats = " or ".join(exporter.format for exporter in exporters_of(RUN))
    return Entry("export_run", f"&Export as {formats}…", f"Write the run's trace as {formats}")


def _tip(entry: Entry) -> str:
    return f"{entry.tip} ({entry.keys})" if entry.keys else entry.tip


def _action(entry: Entry, table: RunsTable) -> QAction:
    action = QAction(entry.text, table)
    action.setObjectName(f"action.{entry.name}")
    keys = ["Return", "Enter"] if entry.keys == "Return" else [entry.keys] if entry.keys else []
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setToolTip(_tip(entry))
    return action


def _button(text: str, action: QAction) -> QPushButton:
    button = push_button(f"button.{action.objectName()}", text, action.toolTip())
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    action.changed.connect(lambda: _take_tip(button, action.toolTip()))
    return button


def _take_tip(button: QPushButton, tip: str) -> None:
    button.setToolTip(tip)
    button.setAccessibleName(tip)

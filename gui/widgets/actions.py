"""Every action of the window: its words, its icon, its keys, in one table."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from gui.exporters import PLOTS, exporters_of
from gui.widgets.appearance import Appearance
from gui.widgets.icons import icon
from training.exporting import RUN, SCRIPT, Exporter, Subject

Key = QKeySequence.StandardKey


class Entry(NamedTuple):
    """One action: `action.` + name is its objectName; `icon` names a file in resources/icons."""

    name: str
    text: str
    tip: str
    keys: Key | str = ""
    icon: str = ""
    checkable: bool = False


EXPORTS = "|exports"  # stands for the actions that export; on the tool bar, for those that have an icon
EXPORTED: tuple[Subject[Any], ...] = RUN, SCRIPT, PLOTS
ENTRIES = (
    Entry("train", "&Train", "Train the experiment in the form", "Ctrl+Return", "train"),
    Entry("pause", "&Pause", "Pause after the running epoch, or go on", "F8", "pause", checkable=True),
    Entry("step_epoch", "Step one &epoch", "Train one epoch, then pause", "F7", "step"),
    Entry("stop", "&Stop", "End the training after the running epoch", "Ctrl+.", "stop"),
    Entry("change", "Change by &hand…", "Change the rate or the schedule of the running training", "F9"),
    Entry("new", "&New", "Start from the tutorial experiment", Key.New),
    Entry("new_window", "New &window", "Open another window beside this one", "Ctrl+Shift+N"),
    Entry("open", "&Open…", "Open an experiment or a data file", Key.Open, "open"),
    Entry("save", "&Save", "Save the experiment", Key.Save, "save"),
    Entry("save_as", "Save &as…", "Save the experiment under another name", Key.SaveAs),
    Entry("copy_image", "Copy plots as &image", "Put the plots on the clipboard"),
    Entry("quit", "&Quit", "Close Stepwell", Key.Quit),
    Entry("undo", "&Undo", "Take back the last change in the form", Key.Undo, "undo"),
    Entry("redo", "&Redo", "Make the change again", Key.Redo, "redo"),
    Entry("copy_rows", "&Copy rows", "Copy the selected rows of the trace, or all", "Ctrl+Shift+C"),
    Entry("copy_python", "Copy as &Python", "Copy the experiment as a script of plain PyTorch", "Ctrl+Shift+P"),
    Entry("count_from_zero", "Count epochs from &0", "Number the first epoch 0, as torch does", checkable=True),
    Entry("log_lr", "Log &rate axis", "Draw the learning rate on a logarithmic axis", checkable=True),
    Entry("log_loss", "Log &loss axis", "Draw the loss on a logarithmic axis", checkable=True),
    Entry("log_epoch", "Log &epoch axis", "Draw the epochs on a logarithmic axis", checkable=True),
    Entry("place_laboratory", "La&boratory", "Plots, runs and the trace", "Ctrl+1", checkable=True),
    Entry("place_inside", "Look &inside", "Data, network and predictions, epoch by epoch", "Ctrl+2", checkable=True),
    Entry("place_learn", "Lear&n", "Questions, drawings, cards, tests and challenges", "Ctrl+3", checkable=True),
    Entry("view_all", "&View all", "Show all epochs and values again", "Ctrl+0"),
    Entry("reset_layout", "Reset la&yout", "Put every panel back to its place"),
    Entry("reload_data", "Reload &data", "Read the data file again", Key.Refresh),
    Entry("show_log", "Show &log", "Open the file in which Stepwell writes what went wrong"),
    Entry("about", "&About Stepwell", "Versions and licence"),
)
PAGES = "place_laboratory", "place_inside", "place_learn"
MENUS = {
    "&File": (
        "new", "new_window", "open", "|recent", "|examples", "", "save", "save_as", "",
        EXPORTS, "copy_image", "", "quit",
    ),
    "&Edit": ("undo", "redo", "", "copy_rows", "copy_python"),
    "&Training": ("train", "pause", "step_epoch", "stop", "change", "", "reload_data"),
    "&View": (*PAGES, "", "log_lr", "log_loss", "log_epoch", "count_from_zero", "", "view_all", "reset_layout"),
    "&Help": ("show_log", "about"),
}  # fmt: skip
SUBMENUS = {"|recent": "Open &recent", "|examples": "Open &example"}
DEPENDENT = (
    "train",
    "pause",
    "step_epoch",
    "stop",
    "change",
    "undo",
    "redo",
    "place_inside",
    "place_learn",
)  # on what there is to act on
TOOL_BAR = ("train", "pause", "step_epoch", "stop", "", "undo", "redo", "", "open", "save", EXPORTS)


class Actions(QObject):
    """The actions by name: `actions["train"]`, and the two menus that are filled from outside.

    Attributes:
        exporters: those that have an action each, called `exporter.action`.
    """

    def __init__(self, parent: QWidget, appearance: Appearance) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.exporters = [exporter for subject in EXPORTED for exporter in exporters_of(subject)]
        self._entries = (*ENTRIES, *map(_exporting, self.exporters))
        self._actions = {entry.name: _action(entry, parent) for entry in self._entries}
        self.enable(**dict.fromkeys((*DEPENDENT, *self.exports_of(RUN)), False))
        self.menus = {name: QMenu(title, parent) for name, title in SUBMENUS.items()}
        self._restyle()
        appearance.changed.connect(self._restyle)

    def __getitem__(self, name: str) -> QAction:
        """Return the action with this name."""
        return self._actions[name]

    def exports_of(self, subject: Subject[Any]) -> list[str]:
        """Return the names of the actions that export a subject."""
        return [exporter.action for exporter in self.exporters if exporter.subject is subject]

    def fill(self, bar: QMenuBar) -> None:
        """Put all actions into menus."""
        for title, names in MENUS.items():
            menu = bar.addMenu(title)
            for name in names:
                if name in self.menus:
                    menu.addMenu(self.menus[name])
                elif name == EXPORTS:
                    menu.addActions([self[exporter.action] for exporter in self.exporters])
                elif name:
                    menu.addAction(self[name])
                else:
                    menu.addSeparator()

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Put the most used actions on the tool bar."""
        exports = [exporter.action for exporter in self.exporters if exporter.icon]
        names = [name for entry in TOOL_BAR for name in (exports if entry == EXPORTS else [entry])]
        for name in names:
            if name:
                bar.addAction(self[name])
                bar.widgetForAction(self[name]).setObjectName(f"button.{name}")
            else:
                bar.addSeparator()

    def enable(self, **states: bool) -> None:
        """Enable or disable actions by name."""
        for name, enabled in states.items():
            self[name].setEnabled(enabled)

    def _restyle(self) -> None:
        colors = self._appearance.colors
        for entry in self._entries:
            if entry.icon:
                ink = colors.accent if entry.name == "train" else colors.text
                self[entry.name].setIcon(icon(entry.icon, ink, colors.border))


def _exporting(exporter: Exporter[Any]) -> Entry:
    return Entry(exporter.action, exporter.text, exporter.tip, exporter.keys, exporter.icon)


def _action(entry: Entry, parent: QWidget) -> QAction:
    action = QAction(entry.text, parent, checkable=entry.checkable)
    action.setObjectName(f"action.{entry.name}")
    action.setShortcut(QKeySequence(entry.keys))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{entry.tip} ({keys})" if keys else entry.tip)
    action.setStatusTip(entry.tip)
    parent.addAction(action)
    return action

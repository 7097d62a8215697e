"""What every controller is given: one object, which the window builds once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings

from gui.controllers.dialogs import Dialogs
from gui.controllers.frame import Frame
from gui.document.document import ExperimentDocument
from gui.document.library import Opened, RunLibrary
from gui.document.preparation import Preparation
from gui.document.selection import Selection
from gui.document.session import TrainingSession
from gui.forms.experiment_form import ExperimentForm
from gui.jobs.disk import Writer
from gui.jobs.jobs import Jobs
from gui.plots.plots_panel import PlotsPanel

MENUS_KEYS = "FETVHRDCWO"  # which Alt opens a menu or a tab with


class Context(QObject):
    """The experiment that is edited, what it leads to, the runs, and the window with its form.

    Attributes:
        selection: the run that is looked at.
    """

    def __init__(self, window: Frame, settings: QSettings, disk: Writer, opened: Opened) -> None:
        super().__init__(window)
        self.window, self.settings, self.disk = window, settings, disk
        self.actions, self.appearance = window.actions_by_name, window.appearance
        self.plots, self.tabs = PlotsPanel(self.appearance), window.tabs
        window.set_plots(self.plots)
        self.document = ExperimentDocument(parent=self)
        self.jobs = Jobs(self)
        self.preparation = Preparation(self.jobs, self)
        self.library = RunLibrary(opened, self, disk)
        self.session = TrainingSession(self.library, self)
        self.selection = Selection(self)
        self.dialogs = Dialogs(window, self.document, disk)
        self.form = ExperimentForm(self.document, taken_keys=MENUS_KEYS)

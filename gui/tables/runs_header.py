"""The header of the list of runs: sorts it, and lets columns be chosen."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from gui.tables.run_columns import COLUMNS, TITLE

NEWEST = "-id"  # the order that nobody asked for
KEPT = f"runs_header_{len(COLUMNS)}"  # in the settings; another set of columns begins anew
PADDING, ARROW = 12, 10  # pixels beside a column's text, and for the arrow of the one that sorts
Order = Qt.SortOrder


class RunsHeader(QHeaderView):
    """Remembers width, position and visibility of the columns, and the order, in the settings.

    Attributes:
        columns: a menu to show and hide columns; the header's own menu has the same actions.
        orders: a menu to sort by a column.
    """

    order_changed = Signal()  # the runs are to be sorted by `order`

    def __init__(self, settings: QSettings | None, parent: QWidget) -> None:
        """Make the header; `prepare` it once it has its columns."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._settings = settings
        self.columns, self.orders = QMenu("&Columns", self), QMenu("&Sort by", self)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setSortIndicatorClearable(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def order(self) -> str:
        """Return the order as the store takes it; `-` before the field: falling."""
        section = self.sortIndicatorSection()
        if not 0 <= section < len(COLUMNS):
            return NEWEST
        return f"{'-' if self.sortIndicatorOrder() is Order.DescendingOrder else ''}{COLUMNS[section].field}"

    def prepare(self) -> None:
        """Give the columns their widths, as they were at the last time, and their actions."""
        self.setSortIndicator(-1, Order.AscendingOrder)
        metrics = self.fontMetrics()
        for section, column in enumerate(COLUMNS):
            texts = metrics.horizontalAdvance(column.sample), metrics.horizontalAdvance(column.name) + ARROW
            self.resizeSection(section, max(texts) + PADDING)
            self.setSectionHidden(section, not column.shown)
        self._restore()
        for section in range(len(COLUMNS)):
            self._add_actions(section)
        self.sortIndicatorChanged.connect(self.order_changed)

    def sort_by(self, section: int) -> None:
        """Sort by a column, in the order that suits it first; once more turns it round."""
        first = Order.DescendingOrder if COLUMNS[section].falls else Order.AscendingOrder
        again = self.sortIndicatorSection() == section and self.sortIndicatorOrder() is first
        turned = Order.AscendingOrder if COLUMNS[section].falls else Order.DescendingOrder
        self.setSortIndicator(section, turned if again else first)

    def _add_actions(self, section: int) -> None:
        column = COLUMNS[section]
        sort = QAction(column.name, self)
        sort.setObjectName(f"action.sort.{column.field}")
        sort.triggered.connect(lambda: self.sort_by(section))
        self.orders.addAction(sort)
        if section == TITLE:
            return
        show = QAction(column.name, self, checkable=True, checked=not self.isSectionHidden(section))
        show.setObjectName(f"action.column.{column.field}")
        show.toggled.connect(lambda on: self.setSectionHidden(section, not on))
        self.columns.addAction(show)
        self.addAction(show)

    def _restore(self) -> None:
        kept = self._settings.value(KEPT) if self._settings is not None else None
        if isinstance(kept, QByteArray):
            self.restoreState(kept)

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember the columns; while they change, Qt's own account of them is not always sound."""
        super().hideEvent(event)
        if self._settings is not None:
            self._settings.setValue(KEPT, self.saveState())

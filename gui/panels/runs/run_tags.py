"""The tags of a run, as they are typed: with commas between them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

SEPARATOR = ", "


def tags_in(text: str) -> list[str]:
    """Return the tags of a text, each once."""
    return list(dict.fromkeys(tag for part in text.split(",") if (tag := part.strip())))


class TagCompleter(QCompleter):
    """Completes the tag that is being typed, behind those that stand there."""

    def splitPath(self, path: str) -> list[str]:
        """Return what is to be completed."""
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the whole line with the tag completed."""
        widget, tag = self.widget(), str(index.data())
        before = widget.text().rpartition(",")[0] if isinstance(widget, QLineEdit) else ""
        return SEPARATOR.join([*tags_in(before), tag])


class TagsEdit(QLineEdit):
    """Edits tags; knows those of all runs."""

    given = Signal(list)  # the tags are others now, as a list

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("run.tags")
        self.setAccessibleName("Tags, with commas between them")
        self.setPlaceholderText("Words of your own, with commas between them")
        self._tags: list[str] = []
        self._known = QStringListModel(self)
        completer = TagCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.editingFinished.connect(self._finish)

    def know(self, tags: Iterable[str]) -> None:
        """Offer these tags."""
        if self._known.stringList() != (known := sorted(set(tags))):
            self._known.setStringList(known)

    def show_tags(self, tags: Iterable[str]) -> None:
        """Show a run's tags, unless the user types."""
        self._tags = list(tags)
        if not (self.hasFocus() and self.isModified()):
            self.setText(SEPARATOR.join(self._tags))

    def _finish(self) -> None:
        tags = tags_in(self.text())
        self.setText(SEPARATOR.join(tags))
        if sorted(tags) != sorted(self._tags):
            self._tags = tags
            self.given.emit(tags)

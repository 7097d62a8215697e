"""The window's own settings: its size, its parts, the recent files; reading them never waits for the disk."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings

from gui.disk import Writer


class Settings(QSettings):
    """Settings that are written beside the window: Qt's own are locked while they are on their way to the disk."""

    def __init__(self, disk: Writer) -> None:
        """Read what was kept."""
        super().__init__(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "stepwell", "stepwell")
        self._disk = disk
        self._known: dict[str, Any] = {}
        self._new: dict[str, Any] = {}

    def value(self, key: str, default: Any = None, type: object = None) -> Any:
        """Return what was set last; it is read once."""
        if key not in self._known:
            self._known[key] = super().value(key, default) if type is None else super().value(key, default, type)
        return self._known[key]

    def setValue(self, key: str, value: Any) -> None:
        """Set a value, and have it written soon, together with all that are set until then."""
        self._known[key] = self._new[key] = value
        self._disk.do(self._write, name="settings")

    def _write(self) -> None:
        """Write, on the disk's thread, by settings of its own."""
        kept = QSettings(self.format(), self.scope(), self.organizationName(), self.applicationName())
        while self._new:
            kept.setValue(*self._new.popitem())
        kept.sync()

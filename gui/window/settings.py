"""The window's own settings: its size, its parts, the recent files; they never make it wait for the disk."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from gui.jobs.disk import Writer, forget
from training.files import write_whole

BYTES = "base64"  # the key under which bytes stand in the file


class Settings(QSettings):
    """Settings in a file of their own, beside Qt's: Qt writes with all of Python held up until the disk is done.

    What is not in that file is as Qt's has it.
    """

    def __init__(self, disk: Writer) -> None:
        super().__init__(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "stepwell", "stepwell")
        self._disk, self._path = disk, Path(self.fileName()).with_suffix(".json")
        self._known = _read(self._path)
        self._new: dict[str, Any] = {}

    def value(self, key: str, default: Any = None, type: object = None) -> Any:
        """Return what was set last."""
        if key in self._known:
            return self._known[key]
        return super().value(key, default) if type is None else super().value(key, default, type)

    def setValue(self, key: str, value: Any) -> None:
        """Set a value, and have it written soon, together with all that are set until then."""
        self._known[key] = self._new[key] = value
        self._disk.do(self._write, failed=forget, name="settings")

    def _write(self) -> None:
        """Write what is new, beside what other windows wrote."""
        kept = _read(self._path)
        while self._new:
            key, value = self._new.popitem()
            kept[key] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._path, json.dumps(kept, default=_encoded, indent=1).encode())


def _read(path: Path) -> dict[str, Any]:
    """Return what is kept; nothing where the file is damaged, as it is only about how things look."""
    with suppress(OSError, ValueError, AttributeError):
        return dict(json.loads(path.read_text("utf-8"), object_hook=_decoded).items())
    return {}


def _encoded(value: QByteArray) -> dict[str, str]:
    return {BYTES: base64.b64encode(value.data()).decode()}


def _decoded(values: dict[str, Any]) -> Any:
    return QByteArray(base64.b64decode(values[BYTES])) if values.keys() == {BYTES} else values

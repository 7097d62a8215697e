"""Who writes: each store that is open for writing has a name, and lives as long as the lock of that name is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path
from uuid import uuid4

from training.machine.lock import hold, is_held

SUFFIX = ".owner"


class Owner:
    """A writer of the file, until it leaves or its process ends."""

    def __init__(self, path: Path) -> None:
        """Take a name that nobody else has; raises OSError. To be called while nobody else opens the file."""
        self.name = uuid4().hex
        self._path = _lock_of(path, self.name)
        self._held = hold(self._path)

    def leave(self) -> None:
        """Write no more."""
        if self._held is not None:
            self._held.close()
            self._held = None
            with suppress(OSError):  # a folder that has gone took it along
                self._path.unlink()


def is_alive(path: Path, name: str | None) -> bool:
    """Whether the file's writer of this name is there."""
    return name is not None and is_held(_lock_of(path, name))


def is_written(path: Path) -> bool:
    """Whether somebody has the file open for writing."""
    return any(map(is_held, _locks_of(path)))


def bury(path: Path) -> bool:
    """Remove what killed writers of the file left; return whether there are others. Raises OSError."""
    others = False
    for lock in _locks_of(path):
        if is_held(lock):
            others = True
        else:
            lock.unlink(missing_ok=True)
    return others


def _locks_of(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{escape(path.stem)}.*{SUFFIX}")


def _lock_of(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}.{name}{SUFFIX}")

"""The file: any number of processes write and read it, each transaction whole and for a moment only."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from training.files import FileError
from training.files import explained as explained_file
from training.runs.store.errors import MISUSE, StoreError, as_damage, explained, without_memory
from training.runs.store.opening import (
    Look,
    alone,
    begin_to_write,
    check_to_read,
    is_unfinished,
    open_to_read,
    open_to_write,
    reader,
)
from training.runs.store.owner import Owner, is_alive
from training.runs.store.waiting import Notify, silent


class Database:
    """Connections that threads may share; what a transaction wrote is on the disk when it has ended.

    Attributes:
        notice: what happened to the file when it was opened, as a sentence; empty as a rule.
    """

    def __init__(self, path: Path, writes: bool, look: Look | None = None, notify: Notify = silent) -> None:
        """Open the file, for writing, after a look through all of it if wanted, or for reading; raises StoreError.

        `notify` hears, on whatever thread, for whom one waits.
        """
        self.path, self.writes, self.notice = path.absolute(), writes, ""
        self._writing, self._reading = threading.RLock(), threading.RLock()
        self._owner: Owner | None = None
        self._notify = notify
        self._writer: sqlite3.Connection | None = None
        try:
            if writes:
                self._open_to_write(look)
            else:
                check_to_read(self.path)
                self._finish()
            self._reader = reader(f"{self.path.as_uri()}?mode=ro") if self._writer else open_to_read(self.path)
            self._identity = _identity(self.path)
        except OSError as error:
            self._close_writer()
            raise error if isinstance(error, StoreError) else StoreError(str(self._explained(error))) from None
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._close_writer()
            raise explained("open", self.path, as_damage(error)) from None

    def _explained(self, error: OSError) -> OSError:
        action = "write" if self.writes else "read"
        return error if isinstance(error, FileError) else explained_file(action, self.path, error)

    def _open_to_write(self, look: Look | None = None) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(self.path, self._notify):
            self._writer, self.notice = open_to_write(self.path, look)
            self._owner = Owner(self.path)

    def _finish(self) -> None:
        """Make the tables where they are not there yet; the writer ends before there is a reader, and leaves no log."""
        if is_unfinished(self.path):
            self._open_to_write()
            self._close_writer()

    @property
    def owner(self) -> str | None:
        """Return the name by which this is known as a writer; None: it only reads."""
        return self._owner.name if self._owner else None

    def is_elsewhere(self, owner: str | None) -> bool:
        """Whether a writer is another one, and alive."""
        return owner != self.owner and is_alive(self.path, owner)

    def version(self) -> int:
        """Return a number that is another one whenever somebody has written."""
        ((version,),) = self.rows("PRAGMA data_version")
        return int(version)

    @contextmanager
    def transaction(self, size: int = 0) -> Iterator[sqlite3.Connection]:
        """Write inside the block, all or nothing; `size`: the bytes of it. Raises StoreError."""
        with self._writing:
            connection = self._writer
            if connection is None:
                raise StoreError(f"Cannot write {self.path}: it is open for reading only.")
            if _identity(self.path) != self._identity:
                raise StoreError(f"Cannot write {self.path}: the file has gone. Was its folder moved or deleted?")
            try:
                begin_to_write(connection, self.path, self._notify)
                yield connection
                connection.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    connection.rollback()
                if isinstance(error, OverflowError):  # what Python says of more than 2 GB in one value
                    error = sqlite3.DataError(str(error))
                if isinstance(error, MemoryError):
                    raise without_memory("write", self.path, size) from None
                if isinstance(error, sqlite3.Error) and not isinstance(error, MISUSE):
                    raise explained("write", self.path, error, size) from None
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that is read inside the block be of one moment."""
        with self._reading, self.reading():
            self._reader.execute("BEGIN")
            try:
                yield
            finally:
                self._reader.rollback()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query, as the last transaction of anyone left them; raises StoreError."""
        with self._reading, self.reading():
            return self._reader.execute(query, values).fetchall()

    def copy_to(self, path: Path) -> None:
        """Put a copy of all that has been written so far into an empty file, while others write; raises sqlite3.Error.

        A file by itself, without a log.
        """
        with self._reading, closing(sqlite3.connect(path)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")
            self._reader.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # the store's own would need a log

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Explain what the block cannot make sense of; raises StoreError."""
        try:
            yield
        except MISUSE:
            raise
        except MemoryError:
            raise without_memory("read", self.path) from None
        except (sqlite3.Error, ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise explained("read", self.path, as_damage(error)) from None

    def close(self) -> None:
        """Write and read no more; the last who does so puts all into the one file."""
        with self._writing, self._reading:
            self._reader.close()
            self._close_writer()

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._owner is not None:
            self._owner.leave()
            self._owner = None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

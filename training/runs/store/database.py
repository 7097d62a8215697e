"""The file: opened by one writer or any number of readers, set aside when it is broken, never deleted."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from training.files import explained as explained_file
from training.machine.lock import hold, is_held
from training.runs.store.errors import MISUSE, BusyError, StoreError, damage, explained, is_damage
from training.runs.store.schema import check, header_of, prepare

UNTOUCHED = "mode=ro&immutable=1"  # no lock is taken and no file is made beside it
PATIENCE = 0.5  # seconds to wait for another writer, who may only be deleting a run
SIDES = ("-wal", "-shm", "")  # the file's own name last: until then it is found and set aside again


class Database:
    """A connection that threads may share; what a transaction wrote is on the disk when it has ended."""

    def __init__(self, path: Path, writes: bool) -> None:
        """Open the file, as its writer or for reading; raises StoreError, and BusyError when there is a writer."""
        self.path, self.writes, self.notice = path.absolute(), writes, ""
        self._lock_path = self.path.with_suffix(".lock")
        self._mutex = threading.RLock()
        self._held: BinaryIO | None = None
        try:
            self._connection = self._open_to_write() if writes else self._open_to_read()
            self._identity = _identity(self.path)
        except OSError as error:
            self._release()
            raise error if isinstance(error, StoreError) else StoreError(str(self._told(error))) from None
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._release()
            raise explained("open", self.path, _as_damage(error)) from None

    def _told(self, error: OSError) -> OSError:
        return explained_file("write" if self.writes else "read", self.path, error)

    @property
    def is_written(self) -> bool:
        """Whether anyone writes the file at present."""
        return self._held is not None or is_held(self._lock_path)

    @contextmanager
    def transaction(self, size: int = 0) -> Iterator[sqlite3.Connection]:
        """Write inside the block, all or nothing; `size`: the bytes of it. Raises StoreError."""
        with self._mutex:
            if self._held is None:
                raise StoreError(f"Cannot write {self.path}: it is open for reading only.")
            if _identity(self.path) != self._identity:
                raise StoreError(f"Cannot write {self.path}: the file has gone. Was its folder moved or deleted?")
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._connection.rollback()
                if isinstance(error, sqlite3.Error) and not isinstance(error, MISUSE):
                    raise explained("write", self.path, error, size) from None
                raise

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raises StoreError."""
        with self._mutex, self.reading():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Explain what the block cannot make sense of; raises StoreError."""
        try:
            yield
        except MISUSE:
            raise
        except (sqlite3.Error, ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise explained("read", self.path, _as_damage(error)) from None

    def close(self) -> None:
        """Write all into the one file and let another be its writer."""
        with self._mutex:
            self._connection.close()
            self._release()

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _open_to_read(self) -> sqlite3.Connection:
        self.path.stat()
        self._check()
        try:
            return _reader(f"{self.path.as_uri()}?mode=ro")
        except sqlite3.OperationalError:
            if _is_cut_short(self.path):
                raise
            # a folder that takes no new file beside the database: nobody can change it there
            return _reader(f"{self.path.as_uri()}?{UNTOUCHED}")

    def _check(self) -> None:
        """Refuse a file that is not ours, and leave no trace of having looked.

        Through SQLite, because closing a file by oneself takes away the locks of all connections of this process.
        What cannot be read without the log beside it is no damage yet.
        """
        with (
            suppress(sqlite3.Error, UnicodeDecodeError),
            closing(_connect(f"{self.path.as_uri()}?{UNTOUCHED}")) as connection,
        ):
            check(self.path, header_of(connection))

    def _open_to_write(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._hold()
        try:
            return self._connect_to_write()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if not is_damage(_as_damage(error)):
                raise
        self._set_aside()
        return self._connect_to_write()

    def _connect_to_write(self) -> sqlite3.Connection:
        if self.path.exists():
            self._check()
        cut_short = _is_cut_short(self.path)
        connection = _connect(self.path.as_uri())
        try:
            for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {setting}")
            prepare(connection, self.path)
            if cut_short:
                _examine(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _hold(self) -> None:
        end = time.monotonic() + PATIENCE
        self._held = hold(self._lock_path)
        while self._held is None:
            if time.monotonic() > end:
                raise BusyError(f"Another Stepwell is writing {self.path}.")
            time.sleep(0.02)
            self._held = hold(self._lock_path)

    def _set_aside(self) -> None:
        """Give a broken file, and what lies beside it, another name."""
        number = 1
        while (aside := self.path.with_stem(f"{self.path.stem}.damaged-{number}")).exists():
            number += 1
        for side in SIDES:
            with suppress(FileNotFoundError):
                _beside(self.path, side).rename(_beside(aside, side))
        self.notice = f"{self.path} is damaged. It is kept as {aside.name}, and a new one is begun."


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5)


def _as_damage(error: Exception) -> sqlite3.Error:
    """Return SQLite's error; any other is what Python makes of a broken file."""
    return error if isinstance(error, sqlite3.Error) else damage(str(error))


def _reader(uri: str) -> sqlite3.Connection:
    connection = _connect(uri)
    try:
        connection.execute("SELECT count(*) FROM runs").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _examine(connection: sqlite3.Connection) -> None:
    """Look through a file whose last writer did not close it; raises sqlite3.DatabaseError."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damage(verdict)


def _is_cut_short(path: Path) -> bool:
    """Whether there are transactions that its writer did not live to put into the one file; a reader leaves 0 bytes."""
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

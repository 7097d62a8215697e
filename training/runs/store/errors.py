"""SQLite's failures as sentences: which file, what is wrong, what to do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from training.errors import ExpectedError
from training.exit_codes import FAILED, WRONG_USAGE
from training.files import FileError
from training.layout import COMMAND

MISUSE = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)  # a mistake in Stepwell
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
VAGUE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)  # also what a full disk may be called
LEAST_ROOM = 65_536  # bytes that SQLite needs beside the file to write anything
FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
SALVAGE = f"`{COMMAND} runs salvage` copies every run that is whole back into the list."
WAY_BACK = f"Close every Stepwell; then `{COMMAND} runs salvage` begins a new file with every run that is whole."
REASONS = {
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_BUSY: "another program uses it",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
} | dict.fromkeys(FORBIDDEN, "the disk is read-only, or you have no permission")


class StoreError(FileError):
    """The runs cannot be read or written; the text is a sentence with the file's name and the reason."""

    exit_code = FAILED


class BusyError(StoreError):
    """Another process writes the runs, and lets nobody else."""


class NoMemoryError(StoreError):
    """There is no memory for what was to be written or read."""


class TooLargeError(StoreError):
    """A training's state is larger than anything that the file can hold."""


class UnknownRunError(StoreError):
    """There is no run of this number."""

    exit_code = WRONG_USAGE


class QueryError(ExpectedError, ValueError):
    """A filter or an order cannot be understood; the text is a sentence that says why."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken."""
    return _code(error) in DAMAGED


def damage(text: str) -> sqlite3.DatabaseError:
    """Return the error that SQLite raises for a broken file."""
    error = sqlite3.DatabaseError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def as_damage(error: Exception) -> sqlite3.Error:
    """Return SQLite's error; any other is what Python makes of a broken file."""
    return error if isinstance(error, sqlite3.Error) else damage(str(error))


def without_memory(action: str, path: Path, needed: int = 0) -> NoMemoryError:
    """Return as a sentence that there is no memory; `needed`: the bytes that were to be written, if they are known."""
    room = f" for the {needed / 1e6:,.0f} MB" if needed >= 1e6 else ""
    other = ", or choose smaller layers" if room else ""
    return NoMemoryError(f"Cannot {action} {path}: there is not enough memory{room}. Close other programs{other}.")


def explained(action: str, path: Path, error: sqlite3.Error, needed: int = 0) -> StoreError:
    """Return the error as a sentence; `needed`: the bytes that were to be written."""
    code, free, needed = _code(error), _free(path), max(needed, LEAST_ROOM)
    if code == sqlite3.SQLITE_FULL or (code in VAGUE and free is not None and free < needed):
        room = f"{_kilobytes(needed)} are needed, {_kilobytes(free or 0)} are free"
        return StoreError(f"Cannot {action} {path}: the disk is full; {room}.")
    if code == sqlite3.SQLITE_TOOBIG:
        return TooLargeError(
            f"Cannot {action} {path}: the training's state, {needed / 1e6:,.0f} MB, is too large for it."
        )
    if code in DAMAGED:
        return StoreError(f"Cannot {action} {path}: the file is damaged. {WAY_BACK}")
    return StoreError(f"Cannot {action} {path}: {REASONS.get(code, str(error))}.")


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary error code; Python refuses what is too large by itself."""
    if isinstance(error, sqlite3.DataError):
        return sqlite3.SQLITE_TOOBIG
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _free(path: Path) -> int | None:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None


def _kilobytes(size: int) -> str:
    return f"{-(-size // 1024):,} KB"

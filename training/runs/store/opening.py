"""Opening the file: made, brought up to date, looked through or set aside by one process at a time."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from training.layout import COMMAND
from training.machine.lock import hold
from training.runs.store.errors import BusyError, StoreError, as_damage, damage, is_damage
from training.runs.store.log import Log
from training.runs.store.owner import bury
from training.runs.store.schema import VERSION, Header, check, header_of, prepare

logger = logging.getLogger(__name__)

UNTOUCHED = "mode=ro&immutable=1"  # no lock is taken and no file is made beside it
PATIENCE = 60.0  # seconds to wait while others open or write, each for a moment
OLD_PATIENCE = 0.5  # with an earlier Stepwell, which keeps others out as long as it runs
SIDES = ("-wal", "-shm", "")  # the file's own name last: until then it is found and set aside again
NOTICE = (
    "{path} is damaged. It is kept as {aside}, and a new one is begun. "
    f"`{COMMAND} runs salvage` copies every run that is whole back into the list."
)
SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let nobody else open the file for writing inside the block; raises BusyError and OSError."""
    lock, begin = path.with_suffix(".lock"), time.monotonic()
    while (held := hold(lock)) is None:
        if time.monotonic() - begin > (OLD_PATIENCE if is_old(path) else PATIENCE):
            raise BusyError(f"An earlier version of Stepwell writes {path}, or one that hangs. Close it and try again.")
        time.sleep(0.02)
    with held:
        yield


def open_to_write(path: Path, thorough: bool = False) -> tuple[sqlite3.Connection, str]:
    """Return a connection, and as a sentence what became of a file that was broken; to be called alone.

    `thorough`: the whole file is looked through, also when its last writer closed it. Raises StoreError,
    sqlite3.Error, UnicodeDecodeError and OSError.
    """
    others = bury(path)
    try:
        if not others and _is_cut_short(path):
            _examine_log(path)
        return _connect_to_write(path, others, thorough), ""
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if others or not is_damage(as_damage(error)):
            raise
    aside = _set_aside(path)
    return _connect_to_write(path, others, False), NOTICE.format(path=path, aside=aside.name)


def open_to_read(path: Path) -> sqlite3.Connection:
    """Return a connection that changes nothing; raises StoreError, sqlite3.Error, UnicodeDecodeError and OSError."""
    path.stat()
    _look_at(path)
    try:
        return reader(f"{path.as_uri()}?mode=ro")
    except sqlite3.OperationalError:
        if _is_cut_short(path):
            raise
        # a folder that takes no new file beside the database: nobody can change it there
        return reader(f"{path.as_uri()}?{UNTOUCHED}")


def reader(uri: str) -> sqlite3.Connection:
    """Return a connection that has read something."""
    connection = _connect(uri, 5)
    try:
        connection.execute("SELECT count(*) FROM runs").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def is_old(path: Path) -> bool:
    """Whether an earlier version of Stepwell made the file."""
    header = None
    with suppress(OSError, StoreError):
        header = _look_at(path) if path.exists() else None
    return header is not None and 0 < header.version < VERSION


def _connect_to_write(path: Path, others: bool, thorough: bool) -> sqlite3.Connection:
    if path.exists():
        _look_at(path)
    cut_short = not others and _is_cut_short(path)
    connection = _connect(path.as_uri(), PATIENCE, cached_statements=0)  # each would keep the state that it wrote
    try:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        prepare(connection, path)
        if cut_short or thorough:
            _examine(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _look_at(path: Path) -> Header | None:
    """Refuse a file that is not ours, and leave no trace of having looked; None: its header cannot be read.

    Through SQLite, because closing a file by oneself takes away the locks of all connections of this process.
    What cannot be read without the log beside it is no damage yet.
    """
    with (
        suppress(sqlite3.Error, UnicodeDecodeError),
        closing(_connect(f"{path.as_uri()}?{UNTOUCHED}", 5)) as connection,
    ):
        header = header_of(connection)
        check(path, header)
        return header
    return None


def _connect(uri: str, patience: float, cached_statements: int = 128) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=patience,
        cached_statements=cached_statements,
    )
    connection.text_factory = _decoded
    return connection


def _decoded(content: bytes) -> str:
    """Return a text, damaged or not: one that cannot be read hides no other, and its checksum tells."""
    return content.decode(errors="replace")


def _examine(connection: sqlite3.Connection) -> None:
    """Look through a file; raises sqlite3.DatabaseError."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damage(verdict)


def _examine_log(path: Path) -> None:
    """Look for what SQLite would not miss: it begins anew without a file, and passes over what follows damage."""
    if not path.exists() or Log(_beside(path, "-wal").read_bytes()).has_lost_transactions():
        raise damage("the log is damaged, or the file has gone")


def aside_of(path: Path, number: int | str) -> Path:
    """Return what a broken file is called when it has been set aside."""
    return path.with_stem(f"{path.stem}.damaged-{number}")


def _set_aside(path: Path) -> Path:
    """Give a broken file, and what lies beside it, another name."""
    number = 1
    while any(_beside(aside_of(path, number), side).exists() for side in SIDES):
        number += 1
    aside = aside_of(path, number)
    for side in SIDES:
        with suppress(FileNotFoundError):
            _beside(path, side).rename(_beside(aside, side))
    return aside


def _is_cut_short(path: Path) -> bool:
    """Whether there are transactions that its writer did not live to put into the one file; a reader leaves 0 bytes."""
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)

"""Opening the file: made, brought up to date, looked through or set aside by one process at a time."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from training.files import check_readable, check_regular
from training.machine.lock import hold
from training.runs.store.errors import BusyError, StoreError, as_damage, damage, is_damage
from training.runs.store.log import Log
from training.runs.store.owner import bury, is_written
from training.runs.store.schema import VERSION, Header, check, header_of, prepare
from training.runs.store.waiting import TIMEOUT, WRITES, Notify, wait_for

logger = logging.getLogger(__name__)

UNTOUCHED = "mode=ro&immutable=1"  # no lock is taken and no file is made beside it
OLD_TIMEOUT = 0.5  # with an earlier Stepwell, which keeps others out as long as it runs
STEP = 0.2  # seconds in which SQLite itself waits
SIDES = ("-wal", "-shm", "")  # the file's own name last: until then it is found and set aside again
NOTICE = "{path} is damaged. It is kept as {aside}, and a new one is begun."
SETTINGS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
Look = Callable[[sqlite3.Connection], None]  # raises sqlite3.DatabaseError for a file that is damaged


@contextmanager
def alone(path: Path, notify: Notify) -> Iterator[None]:
    """Let nobody else open the file for writing inside the block; raises BusyError and OSError."""
    lock, begin = path.with_suffix(".lock"), time.monotonic()

    def attempt() -> BinaryIO | None:
        held = hold(lock)
        if held is None and time.monotonic() - begin > OLD_TIMEOUT and is_old(path):
            raise BusyError(f"An earlier version of Stepwell writes {path}, or one that hangs. Close it and try again.")
        return held

    with wait_for(attempt, path, lock, 0, notify):
        yield


def begin_to_write(connection: sqlite3.Connection, path: Path, notify: Notify) -> None:
    """Begin a transaction as soon as no other process has one; raises BusyError and sqlite3.Error."""

    def attempt() -> bool | None:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return None
        return True

    wait_for(attempt, path, _beside(path, "-shm"), WRITES, notify)


def open_to_write(path: Path, look: Look | None = None) -> tuple[sqlite3.Connection, str]:
    """Return a connection, and as a sentence what became of a file that was broken; to be called alone.

    `look`: is taken at the file, also when its last writer closed it. Raises StoreError, sqlite3.Error,
    UnicodeDecodeError and OSError.
    """
    check_usual(path)
    others = bury(path)
    try:
        if not others:
            _examine_log(path)
        return _connect_to_write(path, others, look), ""
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if others or not is_damage(as_damage(error)):
            raise
    aside = _set_aside(path)
    return _connect_to_write(path, others, None), NOTICE.format(path=path, aside=aside.name)


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


def is_there(path: Path) -> bool:
    """Whether there are runs, or were: without the file, the log beside it may hold some."""
    return path.exists() or _is_cut_short(path) or _leads_nowhere(path)


def is_of(path: Path, file: Path) -> bool:
    """Whether a file is the store's, or one that it needs beside it, there or not; raises OSError."""
    own = [path.with_suffix(".lock"), *(_beside(path, side) for side in SIDES)]
    same = [one for one in own if file.exists() and one.exists() and file.samefile(one)]
    return bool(same) or file.resolve() in [one.resolve() for one in own]


def check_usual(path: Path) -> None:
    """Refuse what is no file, or may not be read; raises OSError."""
    if path.exists():
        check_regular(path, action="open")
        check_readable(path, "open")
    elif _leads_nowhere(path):
        raise StoreError(f"Cannot open {path}: it is a link to {path.readlink()}, and there is no such folder.")


def check_to_read(path: Path) -> None:
    """Refuse what SQLite would read otherwise than it was written, or not at all; raises what opening does."""
    check_usual(path)
    if not is_written(path):
        _examine_log(path)


def is_old(path: Path) -> bool:
    """Whether an earlier version of Stepwell made the file."""
    return 0 < _version_of(path) < VERSION


def is_unfinished(path: Path) -> bool:
    """Whether today's tables are still to be made: in an empty file, or one of an earlier version."""
    return is_old(path) or not _version_of(path, "mode=ro" if _is_cut_short(path) else UNTOUCHED)


def _version_of(path: Path, how: str = UNTOUCHED) -> int:
    """Return which version made the file, 0 for one that is empty; as if today's where that is not known."""
    header = None
    with suppress(OSError, StoreError):
        header = _look_at(path, how) if path.exists() else None
    return VERSION if header is None else header.version


def _connect_to_write(path: Path, others: bool, look: Look | None) -> sqlite3.Connection:
    if path.exists():
        _look_at(path)
    cut_short = not others and _is_cut_short(path)
    connection = _connect(path.as_uri(), TIMEOUT, cached_statements=0)  # each would keep the state that it wrote
    try:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        prepare(connection, path)
        if cut_short:
            _examine(connection)
        if look is not None:
            look(connection)
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * STEP)}")
    except BaseException:
        connection.close()
        raise
    return connection


def _look_at(path: Path, how: str = UNTOUCHED) -> Header | None:
    """Refuse a file that is not ours, and leave no trace of having looked; None: its header cannot be read.

    Through SQLite, because closing a file by oneself takes away the locks of all connections of this process.
    What cannot be read without the log beside it is no damage yet.
    """
    with (
        suppress(sqlite3.Error, UnicodeDecodeError),
        closing(_connect(f"{path.as_uri()}?{how}", 5)) as connection,
    ):
        header = header_of(connection)
        check(path, header)
        return header
    return None


def _connect(uri: str, timeout: float, cached_statements: int = 128) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=timeout,
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
    if not _is_cut_short(path):
        return
    if not path.exists() or not path.stat().st_size or Log(_beside(path, "-wal").read_bytes()).has_lost_transactions():
        raise damage("the log is damaged, or the file has gone")


def aside_of(path: Path, number: int | str) -> Path:
    """Return what a broken file is called when it has been set aside."""
    return path.with_stem(f"{path.stem}.damaged-{number}")


def files_set_aside(path: Path) -> list[Path]:
    """Return the damaged files beside a store, in order; of one there may be only the log."""
    names = {file.name.removesuffix("-wal") for file in path.parent.glob(f"{escape(aside_of(path, '').stem)}*")}
    return sorted((path.with_name(name) for name in names if name.endswith(path.suffix)), key=_in_order)


def _in_order(path: Path) -> tuple[int, str]:
    return number_aside(path), path.name


def number_aside(path: Path) -> int:
    """Return which of the broken files this is; 0 for one that has got another name since."""
    text = path.stem.rpartition("-")[2]
    return int(text) if text.isdecimal() and text.isascii() else 0


def _set_aside(path: Path) -> Path:
    """Give a broken file, and what lies beside it, another name."""
    number = 1 + max(map(number_aside, files_set_aside(path)), default=0)  # a later one never before an earlier
    while any(_beside(aside_of(path, number), side).exists() for side in SIDES):
        number += 1
    aside = aside_of(path, number)
    for side in SIDES:
        with suppress(FileNotFoundError):
            _beside(path, side).rename(_beside(aside, side))
    return aside


def _leads_nowhere(path: Path) -> bool:
    """Whether the file is a link into a folder that is not there, as of a disk that is not mounted."""
    return path.is_symlink() and not path.resolve().parent.exists()


def _is_cut_short(path: Path) -> bool:
    """Whether there are transactions that its writer did not live to put into the one file; a reader leaves 0 bytes."""
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _beside(path: Path, side: str) -> Path:
    return path.with_name(path.name + side)

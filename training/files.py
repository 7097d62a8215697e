"""Reading and writing files so that a sentence explains each failure and no good file is ever harmed."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from training.errors import ExpectedError
from training.machine.lock import try_lock

PART = ".part"  # ends the name of a file that is being written

REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "you have no permission",
    errno.EPERM: "you have no permission",
    errno.EISDIR: "it is a folder, not a file",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the disk reports an error",
}


class FileError(ExpectedError, OSError):
    """A file could not be read or written; the text is a sentence with the file's name and the reason."""


def explained(action: str, path: Path, error: OSError | ValueError) -> FileError:
    """Return the error as a sentence, with the file's name and the reason."""
    number = getattr(error, "errno", None)
    if number == errno.ENOENT and action == "write":
        return FileError(f"Cannot write {path}: there is no folder {path.absolute().parent}.")
    reason = REASONS.get(number or 0) or getattr(error, "strerror", None) or str(error)
    return FileError(f"Cannot {action} {path}: {reason}.")


def check_regular(path: Path, largest: int | None = None, action: str = "read") -> None:
    """Refuse what is not an ordinary file (a folder, a pipe, a device), or is too large; raises FileError."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise explained(action, path, error) from None
    if stat.S_ISDIR(status.st_mode):
        raise FileError(f"Cannot {action} {path}: it is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"Cannot {action} {path}: it is a pipe or a device, not an ordinary file.")
    if largest is not None and status.st_size > largest:
        raise FileError(f"Cannot {action} {path}: it is too large ({status.st_size} bytes; at most {largest}).")


def check_readable(path: Path, action: str = "read") -> None:
    """Refuse a file that this user may not read, without opening it; raises FileError."""
    if not os.access(path, os.R_OK):
        raise explained(action, path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def open_text(path: Path, largest: int) -> str:
    """Return a small text file's content; raises FileError."""
    check_regular(path, largest)
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"Cannot read {path}: it is not UTF-8 text (byte {error.start}).") from None
    except OSError as error:
        raise explained("read", path, error) from None


def fingerprint(path: Path) -> str | None:
    """Return what stands for the file's content, another one for another content; None where it cannot be read."""
    import hashlib  # here and below: each start would wait for what few need

    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def check_writable(path: Path) -> None:
    """Refuse early what `write_whole` would refuse late, without touching the file; raises FileError."""
    import tempfile

    try:
        target = Path(os.path.realpath(path))
        _refuse_unusual(target)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except (OSError, ValueError) as error:
        raise explained("write", path, error) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write the file in one piece: afterwards it holds all of `content`, or, on failure, what it held before.

    Raises FileError, also on a full disk.
    """
    with replacing(path) as part:
        part.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield an empty file beside the path; what the block writes into it takes the path's place, if it ends well.

    Raises FileError.
    """
    import tempfile

    try:
        target = Path(os.path.realpath(path))
        _refuse_unusual(target)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        prefix = f".{target.name[:100]}."
        _remove_left_behind(target.parent, prefix)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=prefix, suffix=PART)
    except (OSError, ValueError) as error:
        raise explained("write", path, error) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if os.name != "nt":  # where nobody can remove a file that is open, nor write what is locked
                with suppress(OSError):  # some network disks know no locks
                    try_lock(handle)  # while this process lives, nobody takes the part for one that was left behind
            yield part
            os.fsync(file.fileno())
            part.chmod(mode)
            if os.name != "nt":  # which replaces no open file
                part.replace(target)
        if os.name == "nt":
            part.replace(target)
        _settle(target.parent)
    except FileError:
        raise
    except OSError as error:
        raise explained("write", path, error) from None
    finally:
        part.unlink(missing_ok=True)


def _remove_left_behind(folder: Path, prefix: str) -> None:
    """Remove the parts that writers of the same file left behind when they were killed."""
    for part in folder.glob(f"{glob.escape(prefix)}????????{PART}"):
        with suppress(OSError), part.open("r+b") as file:
            if try_lock(file.fileno()):
                part.unlink()


def _settle(folder: Path) -> None:
    """Let the folder's list of files reach the disk, where the system has a way to ask for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_unusual(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if target.exists():
        target.open("r+b").close()  # changes nothing; the system itself says why it may not be written


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

"""A copy of a store on which all can be tried that would be done to the store itself."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from training.files import FileError
from training.files import explained as explained_file
from training.runs.store.errors import StoreError, as_damage, damage, explained
from training.runs.store.opening import check_usual, open_to_read
from training.runs.store.owner import is_written
from training.runs.store.salvage.examination import examine
from training.runs.store.salvage.pages import log_of
from training.runs.store.store import Mode, RunStore


@contextmanager
def rehearsed(path: Path) -> Iterator[RunStore]:
    """Yield a copy, opened as the store would be to salvage its runs; raises StoreError where that is refused."""
    with TemporaryDirectory() as folder:
        copy = Path(folder).absolute() / path.name
        with _opened(path, copy) as store:
            yield store


def _opened(path: Path, copy: Path) -> RunStore:
    written = is_written(path)
    try:
        check_usual(path)
        (_copy_shared if written else _copy_alone)(path, copy)
        store = RunStore(copy, Mode.WRITE, examine)
    except StoreError as error:
        raise StoreError(str(error).replace(str(copy), str(path))) from None
    except FileError as error:
        raise StoreError(str(error)) from None
    except OSError as error:
        raise StoreError(str(explained_file("copy", path, error))) from None
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained("open", path, as_damage(error)) from None
    if written and store.notice:  # nobody sets a file aside that others write
        store.close()
        raise explained("open", path, damage(""))
    return store


def _copy_shared(path: Path, copy: Path) -> None:
    """Copy a file that others write, as it is at one moment."""
    with closing(open_to_read(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _copy_alone(path: Path, copy: Path) -> None:
    for source, target in ((path, copy), (log_of(path), log_of(copy))):
        if source.exists():
            shutil.copyfile(source, target)

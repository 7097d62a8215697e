"""`runs backup`: all runs in one file to take away, checked."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from training.exit_codes import DONE, FAILED
from training.files import FileError, explained
from training.layout import COMMAND

HELP, ORDER = "copy all runs into one file, also while others train; see salvage", 5


def add_arguments(parser: ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="without it: a file of today in the working folder")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def run(options: Namespace) -> int:
    """Copy the store; returns the exit code, FAILED also where runs were damaged before."""
    from training.experiment.schedulers import counted
    from training.runs.store import Mode
    from training.runs.store.backup import back_up
    from training.runs.store.errors import WAY_BACK
    from training.terminal.kept_runs import open_store

    target = _target(options.path)
    with open_store(Mode.READ) as store:
        _check_replaceable(target, store.path, options.force)
        damaged, runs = back_up(store, target), len(store.find()) + len(store.find(deleted=True))
    print(f"{target}: {counted(runs, 'run', ',')}, {target.stat().st_size / 1e6:,.1f} MB")
    print(f"`{COMMAND} runs salvage {shlex.quote(str(target))}` brings them back.", file=sys.stderr)
    if damaged:
        named = f"run{'s' * (len(damaged) > 1)} {', '.join(map(str, damaged))}"
        print(f"Damaged here, and so in the copy: {named}. {WAY_BACK}", file=sys.stderr)
    return FAILED if damaged else DONE


def _target(path: str | None) -> Path:
    """Return the file to write; raises FileError for what is the name of none."""
    usual = f"stepwell-runs-{date.today().isoformat()}.sqlite"
    if path is None:
        return Path(usual)
    if not path.strip():
        raise FileError(f"Cannot write a backup: its name is empty. Leave it out for {usual}.")
    if path == "-":
        raise FileError(f"Cannot write a backup to standard output: name a file, or leave it out for {usual}.")
    target = Path(path)
    try:
        is_folder = target.is_dir()
    except OSError as error:
        raise explained("write", target, error) from None
    if is_folder:
        raise FileError(f"Cannot write {path}: it is a folder. Name a file in it, such as {target / usual}.")
    return target


def _check_replaceable(target: Path, store: Path, force: bool) -> None:
    """Refuse what must stay; raises FileError."""
    from training.runs.store.opening import is_of

    if is_of(store, target):
        raise FileError(f"Cannot write {target}: it is the file of the runs itself. Choose another name.")
    if target.exists() and not force:
        raise FileError(f"Cannot write {target}: there is such a file. Choose another name, or replace it by --force.")

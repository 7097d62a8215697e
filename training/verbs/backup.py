"""`runs backup`: all runs in one file to take away, checked."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path

from training.exit_codes import DONE, FAILED
from training.experiment.schedulers import counted
from training.files import FileError
from training.layout import COMMAND
from training.runs.store import Mode
from training.runs.store.backup import back_up
from training.verbs.runs import explaining, open_store


@explaining
def run(path: str | None, force: bool) -> int:
    """Copy the store; returns the exit code, FAILED also where runs were damaged before."""
    target = Path(path or f"stepwell-runs-{date.today().isoformat()}.sqlite")
    with open_store(Mode.READ) as store:
        if target.exists():
            _check_replaceable(target, store.path, force)
        damaged, runs = back_up(store, target), len(store.find()) + len(store.find(deleted=True))
    print(f"{target}: {counted(runs, 'run', ',')}, {target.stat().st_size / 1e6:,.1f} MB")
    print(f"`{COMMAND} runs salvage {shlex.quote(str(target))}` brings them back.", file=sys.stderr)
    if damaged:
        told = f"run{'s' * (len(damaged) > 1)} {', '.join(map(str, damaged))}"
        print(f"Damaged here, and so in the copy: {told}. See `{COMMAND} runs salvage`.", file=sys.stderr)
    return FAILED if damaged else DONE


def _check_replaceable(target: Path, store: Path, force: bool) -> None:
    if target.samefile(store):
        raise FileError(f"Cannot write {target}: it is the file of the runs itself. Choose another name.")
    if not force:
        raise FileError(f"Cannot write {target}: there is such a file. Choose another name, or replace it by --force.")

"""`runs salvage`: what is whole in a damaged file, or in a backup, back into the list of runs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.exit_codes import DONE, FAILED
from training.files import check_regular
from training.layout import COMMAND
from training.runs.store import Mode, RunStore, default_path
from training.runs.store.salvage import (
    LostRun,
    Outcome,
    Salvage,
    WholeRun,
    examine,
    files_set_aside,
    rehearsed,
    runs_of_file,
)
from training.terminal.common import printable
from training.terminal.recording import tell

NOTHING = f"Nothing is damaged; `{COMMAND} runs salvage FILE` takes runs out of a backup."


def salvage(file: str | None, only_list: bool) -> int:
    """Copy every run that is whole into the store, or only list what would be; returns the exit code."""
    own = default_path()
    with rehearsed(own) if only_list else RunStore(own, Mode.WRITE, examine, tell) as store:
        if store.notice:
            print(_foretold(own) if only_list else store.notice, file=sys.stderr)
        sources = list(_sources(file, own, store))
        outcomes = [outcome for name, runs in sources for outcome in _outcomes(name, runs, store, only_list)]
    if not sources:
        print(NOTHING)
    return DONE if not sources or any(outcome.number is not None for outcome in outcomes) else FAILED


def _foretold(path: Path) -> str:
    return f"{path} is damaged. Without --list it is kept under another name, and a new one is begun."


def _sources(file: str | None, own: Path, store: RunStore) -> Iterator[tuple[str, Iterable[WholeRun | LostRun]]]:
    """Yield each file, with what is whole in it; of the store itself, what it was before it was set aside."""
    if file is None or _is(Path(file), own) or store.notice:
        for path in files_set_aside(own):
            yield path.name, runs_of_file(path)
        if store.path != own.absolute():
            for path in files_set_aside(store.path):
                yield own.name, runs_of_file(path)
    if file is not None and not _is(Path(file), own):
        if not Path(f"{file}-wal").exists():
            check_regular(Path(file))
        yield file, runs_of_file(Path(file))


def _is(file: Path, path: Path) -> bool:
    return file.exists() and path.exists() and file.samefile(path)


def _outcomes(name: str, runs: Iterable[WholeRun | LostRun], store: RunStore, only_list: bool) -> Iterator[Outcome]:
    """Yield what becomes of each run, and print it."""
    print(f"{name}:")
    found = False
    for outcome in Salvage(store).put(runs):
        found = True
        print(f"  {printable(outcome._replace(is_done=not only_list).sentence)}", flush=True)
        yield outcome
    if not found:
        print("  no run can be recognized")

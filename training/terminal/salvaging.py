"""`runs salvage`: what is whole in a damaged file, or in a backup, back into the list of runs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from training.exit_codes import DONE, FAILED
from training.files import check_regular
from training.layout import COMMAND
from training.runs.store import Mode, RunStore, StoreError, default_path
from training.runs.store.salvage import LostRun, Outcome, Salvage, WholeRun, damaged_runs, files_set_aside, runs_of_file
from training.terminal.common import printable

NOTHING = f"Nothing is damaged; `{COMMAND} runs salvage FILE` takes runs out of a backup."


def salvage(file: str | None, only_list: bool) -> int:
    """Copy every run that is whole into the store, or only list what would be; returns the exit code."""
    with _target(only_list) as store:
        if store.notice:
            print(store.notice, file=sys.stderr)
        sources = list(_sources(file, store))
        outcomes = [outcome for name, runs in sources for outcome in _outcomes(name, runs, store, only_list)]
    if not sources:
        print(NOTHING)
    return DONE if not sources or any(outcome.number is not None for outcome in outcomes) else FAILED


@contextmanager
def _target(only_list: bool) -> Iterator[RunStore]:
    """Open the store; one that is damaged is set aside first, unless nothing shall be changed."""
    if not only_list:
        with RunStore(default_path(), Mode.WRITE, thorough=True) as store:
            yield store
        return
    with ExitStack() as stack:
        try:
            store = stack.enter_context(RunStore(default_path(), Mode.READ))
        except StoreError:  # nothing is there yet that could be found again
            folder = Path(stack.enter_context(TemporaryDirectory()))
            store = stack.enter_context(RunStore(folder / default_path().name, Mode.WRITE))
        yield store


def _sources(file: str | None, store: RunStore) -> Iterator[tuple[str, Iterable[WholeRun | LostRun]]]:
    """Yield each file, with what is whole in it."""
    own = default_path()
    if file is not None and not _is(Path(file), own):
        if not Path(f"{file}-wal").exists():
            check_regular(Path(file))
        yield file, runs_of_file(Path(file))
        return
    damaged = [own] if store.path != own.absolute() and own.exists() else []
    for path in (*files_set_aside(own), *damaged):
        yield path.name, runs_of_file(path)
    if runs := list(damaged_runs(store)):
        yield own.name, runs


def _is(file: Path, path: Path) -> bool:
    return file.exists() and path.exists() and file.samefile(path)


def _outcomes(name: str, runs: Iterable[WholeRun | LostRun], store: RunStore, only_list: bool) -> Iterator[Outcome]:
    """Yield what becomes of each run, and print it."""
    print(f"{name}:")
    salvage, found = Salvage(store), False
    for outcome in salvage.foreseen(runs) if only_list else salvage.put(runs):
        found = True
        print(f"  {printable(outcome.sentence)}", flush=True)
        yield outcome
        if name == store.path.name and not only_list:
            _replace(outcome, store)
    if not found:
        print("  no run can be recognized")


def _replace(outcome: Outcome, store: RunStore) -> None:
    """Take a run that cannot be opened any more out of the list, now that what is whole of it stands there."""
    number = outcome.run.number
    if outcome.is_new and not (isinstance(outcome.run, LostRun) or outcome.run.row.deleted):
        store.delete(number)
        print(f"  run {number} itself is deleted; `{COMMAND} runs restore {number}` brings it back as it is")

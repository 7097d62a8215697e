"""`runs salvage`: what is whole in a damaged file, or in a backup, back into the list of runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from training.exit_codes import DONE, FAILED
from training.files import check_regular
from training.layout import COMMAND
from training.runs.store import Mode, RunStore, StoreError, default_path
from training.runs.store.salvage import Salvage, examine, files_set_aside, rehearsed, runs_of_file
from training.terminal.common import printable, show_message

NOTHING = f"Nothing is damaged; `{COMMAND} runs salvage FILE` takes runs out of a backup."


def salvage(file: str | None, only_list: bool) -> int:
    """Copy every run that is whole into the store, or only list what would be; returns the exit code."""
    own = default_path()
    if file is not None and not Path(f"{file}-wal").exists():
        check_regular(Path(file))
    with rehearsed(own) if only_list else RunStore(own, Mode.WRITE, examine, show_message) as store:
        if store.notice:
            print(_foretold(own) if only_list else store.notice, file=sys.stderr)
        sources = list(_sources(file, own, store))
        saved = [_put(name, path, store, only_list) for name, path in sources]
    if not sources:
        print(NOTHING)
    return DONE if not sources or any(saved) else FAILED


def _foretold(path: Path) -> str:
    return f"{path} is damaged. Without --list it is kept under another name, and a new one is begun."


def _sources(file: str | None, own: Path, store: RunStore) -> Iterator[tuple[str, Path]]:
    """Yield what each file is called, and where it is; of the store itself, what it was before it was set aside."""
    if file is None or _is(Path(file), own) or store.notice:
        yield from ((path.name, path) for path in files_set_aside(own))
        if store.path != own.absolute():
            yield from ((own.name, path) for path in files_set_aside(store.path))
    if file is not None and not _is(Path(file), own):
        yield file, Path(file)


def _is(file: Path, path: Path) -> bool:
    return file.exists() and path.exists() and file.samefile(path)


def _put(name: str, path: Path, store: RunStore, only_list: bool) -> bool:
    """Salvage a file's runs, and print what becomes of each; return whether one of them is in the store now."""
    try:
        runs = list(runs_of_file(path))
    except StoreError as error:  # it hides none of the other files
        print(error, file=sys.stderr)
        return False
    print(f"{name}:")
    if not runs:
        print("  no run can be recognized")
    numbers = []
    for outcome in Salvage(store).put(runs):
        print(f"  {printable(outcome._replace(is_done=not only_list).sentence)}", flush=True)
        numbers.append(outcome.number)
    return any(number is not None for number in numbers)

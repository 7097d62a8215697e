"""Keeps others from the file of runs, and stops as a terminal's Ctrl+Z does: FILE, and `open` or `write`."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from training.runs.store import Mode, RunStore
from training.runs.store.opening import alone
from training.runs.store.waiting import silent


def main(path: Path, what: str) -> None:
    """Say that it is held and stop; when woken, let go and wait for the end of the input."""
    with RunStore(path, Mode.WRITE) as store:
        held: AbstractContextManager[Any] = alone(path, silent) if what == "open" else store.database.transaction()
        with held:
            print("held", flush=True)
            os.kill(os.getpid(), signal.SIGSTOP)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

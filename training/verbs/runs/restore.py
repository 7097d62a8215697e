"""`runs restore`: bring deleted runs back into the list."""

from __future__ import annotations

import sys
from argparse import Namespace

from training.exit_codes import DONE
from training.terminal.options import add_runs

HELP, ORDER = "bring deleted runs back", 3
add_arguments = add_runs


def run(options: Namespace) -> int:
    """Bring deleted runs back into the list."""
    from training.runs.store import Mode, UnknownRunError
    from training.terminal.kept_runs import open_store

    with open_store(Mode.WRITE) as store:
        deleted = {run.id for run in store.find(deleted=True)}
        for number in options.runs:
            if store.summary(number).id not in deleted:
                raise UnknownRunError(f"Run {number} is not deleted; nothing was brought back.")
        store.restore(*options.runs)
    runs = sorted(set(options.runs))
    they = f"Run {runs[0]} is" if len(runs) == 1 else f"Runs {', '.join(map(str, runs))} are"
    print(f"{they} in the list again.", file=sys.stderr)
    return DONE

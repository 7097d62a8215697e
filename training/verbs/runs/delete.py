"""`runs delete`: take runs out of the list."""

from __future__ import annotations

import sys
from argparse import Namespace

from training.exit_codes import DONE
from training.layout import COMMAND
from training.terminal.options import add_runs

HELP, ORDER = "take runs out of the list", 2
add_arguments = add_runs


def run(options: Namespace) -> int:
    """Take runs out of the list."""
    from training.runs.store import Mode
    from training.terminal.kept_runs import open_store

    with open_store(Mode.WRITE) as store:
        store.delete(*options.runs)
    them = "it" if len(set(options.runs)) == 1 else "them"
    print(f"Deleted; `{COMMAND} runs restore {' '.join(map(str, options.runs))}` brings {them} back.", file=sys.stderr)
    return DONE

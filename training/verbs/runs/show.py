"""`runs show`: all that is known of a run."""

from __future__ import annotations

from argparse import Namespace

from training.exit_codes import DONE
from training.terminal.options import add_run

HELP, ORDER = "print a run's experiment and trace", 6
add_arguments = add_run


def run(options: Namespace) -> int:
    """Print what a run is called, its experiment, its trace."""
    import tomlkit

    from training.experiment.file import plain
    from training.runs.store import Mode
    from training.terminal.common import printable
    from training.terminal.kept_runs import open_store, origin
    from training.terminal.table import trace_head, trace_row

    with open_store(Mode.READ) as store:
        summary, trace = store.summary(options.run), store.load(options.run).trace
    facts = summary._asdict() | {"tags": ", ".join(summary.tags), "epochs": f"{summary.epochs} of {summary.planned}"}
    print(f"{options.run} {printable(summary.name)}")
    for name in ("status", "message", "epochs", "created", "device", "tags", "note"):
        if facts[name]:
            print(f"{name}: {printable(facts[name])}")
    if summary.parent is not None or summary.sweep is not None:
        print(origin(summary))
    print(f"\n{tomlkit.dumps(plain(trace.experiment))}\n{trace_head(trace.experiment)}")
    for index in range(len(trace)):
        print(trace_row(trace, index))
    return DONE

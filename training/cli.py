"""The command line: every job without a window. Parsing needs the standard library only."""

from __future__ import annotations

import argparse
import difflib
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from training.arguments import build_parser
from training.exit_codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from training.files import explained
from training.interruption import is_terminal, let_go_of_terminal, remembered

VERBS = ("find-rate", "learn", "train", "preview", "code", "sweep", "check", "runs", "shortcut")


def main(argv: Sequence[str]) -> int:
    """Run one verb and return the exit code."""
    _settle_streams()
    try:
        arguments = build_parser().parse_args(argv)
        with remembered():
            code = VERB_FUNCTIONS[arguments.verb](arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        print(
            "There is not enough memory for this. Close other programs, or make the experiment smaller.",
            file=sys.stderr,
        )
        return FAILED
    except OSError as error:
        if error.filename is not None:
            raise  # nothing that standard output did
        return _give_up_output(error)


def _settle_streams() -> None:
    """Make every letter printable, also where Windows has an old encoding, and printing safe where it is closed."""
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _give_up_output(error: OSError) -> int:
    """Drop what cannot be printed and say why, unless its reader has gone, as `| head` does; returns the exit code."""
    if error.errno == errno.EIO and is_terminal(sys.stdout):
        let_go_of_terminal()
        return INTERRUPTED
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return DONE
    print(explained("write", Path("standard output"), error), file=sys.stderr)
    return FAILED


def refuse_non_file(arguments: Sequence[str]) -> int:
    """Print why the window cannot be opened with these arguments, if it cannot; returns the exit code, else 0."""
    if len(arguments) > 1:
        print(f"The window opens one file, not {len(arguments)}; for the verbs see --help.", file=sys.stderr)
        return WRONG_USAGE
    if arguments and not os.path.lexists(arguments[0]):
        near = difflib.get_close_matches(arguments[0], VERBS, 1)
        hint = f" Did you mean the verb '{near[0]}'?" if near else ""
        print(f"There is no file {arguments[0]}.{hint}", file=sys.stderr)
        return WRONG_USAGE
    return DONE


def _train(arguments: argparse.Namespace) -> int:
    from training.verbs.train import run

    return run(arguments.file, arguments.set, arguments.csv, arguments.quiet, not arguments.no_store)


def _preview(arguments: argparse.Namespace) -> int:
    from training.verbs.preview import run

    return run(arguments.file, arguments.set, arguments.csv, arguments.assume)


def _code(arguments: argparse.Namespace) -> int:
    from training.verbs.code import run

    return run(arguments.file, arguments.set, arguments.output, arguments.prove)


def _sweep(arguments: argparse.Namespace) -> int:
    from training.engine.sweep.sweep import Way
    from training.verbs.sweep import resume, run

    if arguments.resume is not None:
        if arguments.set or arguments.exact or arguments.race or arguments.no_store:
            print("--resume goes on with a sweep as it was begun; leave the other options out.", file=sys.stderr)
            return WRONG_USAGE
        return resume(arguments.resume, arguments.csv, arguments.quiet)
    way = Way.RACE if arguments.race else Way.EXACT if arguments.exact else Way.FAST
    return run(arguments.file, arguments.set, arguments.csv, arguments.quiet, way, not arguments.no_store)


def _check(arguments: argparse.Namespace) -> int:
    from training.verbs.check import run

    return run(arguments.file, arguments.set)


def _runs(arguments: argparse.Namespace) -> int:
    from training.verbs import runs

    match arguments.action:
        case "list":
            return runs.list_runs(" ".join(arguments.filter), arguments.sort, arguments.json)
        case "show":
            return runs.show(arguments.run)
        case "export":
            return runs.export(arguments.run, arguments.csv)
        case "delete":
            return runs.delete(arguments.runs)
        case "restore":
            return runs.restore(arguments.runs)
        case "backup":
            from training.verbs import backup

            return backup.run(arguments.path, arguments.force)
        case "salvage":
            from training.verbs import salvage

            return salvage.run(arguments.file, arguments.list)
        case "fork":
            from training.verbs import fork

            way = arguments.after, arguments.set, arguments.epochs
            return fork.run(arguments.run, *way, arguments.csv, arguments.quiet)
    from training.verbs.resume import run

    how = arguments.epochs, arguments.set, arguments.schedule
    return run(arguments.run, *how, arguments.csv, arguments.quiet)


def _find_rate(arguments: argparse.Namespace) -> int:
    from training.verbs.find_rate import run

    return run(arguments.file, arguments.set, arguments.csv, arguments.quiet)


def _learn(arguments: argparse.Namespace) -> int:
    from training.verbs.learn import run

    return run(arguments.way, arguments.seed, arguments.file, arguments.set)


def _shortcut(arguments: argparse.Namespace) -> int:
    from training.verbs.shortcut import run

    return run()


VERB_FUNCTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "train": _train,
    "preview": _preview,
    "code": _code,
    "sweep": _sweep,
    "check": _check,
    "find-rate": _find_rate,
    "learn": _learn,
    "runs": _runs,
    "shortcut": _shortcut,
}

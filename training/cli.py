"""The command line: every job without a window. Parsing needs the standard library only."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training.arguments import build_parser, verb_names
from training.errors import ExpectedError
from training.exit_codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from training.files import explained
from training.interruption import is_terminal, let_go_of_terminal, remembered

NO_MEMORY = "There is not enough memory for this. Close other programs, or make the experiment smaller."


def main(argv: Sequence[str]) -> int:
    """Run one verb and return the exit code."""
    _settle_streams()
    try:
        with remembered():
            code = _run(argv)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except (MemoryError, RuntimeError) as error:  # of Python, of torch
        from training.engine.failures import lacks_memory

        if not lacks_memory(error):
            raise
        print(NO_MEMORY, file=sys.stderr)
        return FAILED
    except OSError as error:
        if error.filename is not None:
            raise  # nothing that standard output did
        return _give_up_output(error)


def _run(argv: Sequence[str]) -> int:
    """Run the verb, and say what the user has to know where it cannot go on; returns the exit code."""
    try:
        options = build_parser().parse_args(argv)
        code: int = options.verb(options)
    except ExpectedError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return code


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
    if arguments and not arguments[0]:
        print("The name of the file is empty. Give one, or leave it out for the window alone.", file=sys.stderr)
        return WRONG_USAGE
    if arguments and not os.path.lexists(arguments[0]):
        import difflib  # which no other start needs

        near = difflib.get_close_matches(arguments[0], verb_names(), 1)
        hint = f" Did you mean the verb '{near[0]}'?" if near else ""
        print(f"There is no file {arguments[0]}.{hint}", file=sys.stderr)
        return WRONG_USAGE
    return DONE

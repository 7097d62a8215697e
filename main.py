"""Stepwell: the window, or a command-line verb."""

import signal
import sys
from pathlib import Path

from training.exit_codes import DONE, INTERRUPTED, MACHINE_LACKS
from training.layout import NEW_WINDOW

NEED_NOTHING = {"-h", "--help", "--version"}


def main() -> int:
    """Run what the command line asks for, and end silently on Ctrl+C; returns the exit code."""
    try:
        return run(*sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while Python ends there is nothing to interrupt


def run(*arguments: str) -> int:
    """Run the verb that the arguments begin with, or open the window; returns the exit code."""
    import bootstrap  # before the rest, which Pythons that it refuses cannot read
    from training import cli
    from training.arguments import verb_names

    if not NEED_NOTHING.intersection(arguments):
        bootstrap.ensure()
    if arguments and (arguments[0] in verb_names() or arguments[0].startswith("-")) and arguments[0] != NEW_WINDOW:
        return cli.main(arguments)
    files = [argument for argument in arguments if argument != NEW_WINDOW]
    return cli.refuse_non_file(files) or open_window(*files, new=NEW_WINDOW in arguments)


def open_window(*arguments: str, new: bool = False) -> int:
    """Open the window with the file that `arguments` may name, or hand that to the open one; returns the exit code."""
    from training.machine.obstacles import obstacle
    from training.machine.open_window import hand_over

    if not new and hand_over(Path(arguments[0]) if arguments else None):
        return DONE
    reason = obstacle()
    if reason is not None:
        print(reason, file=sys.stderr)
        return MACHINE_LACKS
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the window listens: Qt swallows a KeyboardInterrupt
    if sys.platform == "win32":
        import torch  # noqa: F401  # before Qt: Windows loads torch's libraries only in this order
    from gui.window import application

    return application.run(arguments, new=new)


if __name__ == "__main__":
    sys.exit(main())

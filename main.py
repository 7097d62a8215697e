"""Stepwell: the window, or a command-line verb."""

import signal
import sys

from training.exit_codes import INTERRUPTED, MACHINE_LACKS

NEED_NOTHING = {"-h", "--help", "--version"}


def main() -> int:
    """Run what the command line asks for, and end silently on Ctrl+C; returns the exit code."""
    try:
        return run(*sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


def run(*arguments: str) -> int:
    """Run the verb that the arguments begin with, or open the window; returns the exit code."""
    import bootstrap  # before the rest, which Pythons that it refuses cannot read
    from training import cli

    if not NEED_NOTHING.intersection(arguments):
        bootstrap.ensure()
    if arguments and (arguments[0] in cli.VERBS or arguments[0].startswith("-")):
        return cli.main(arguments)
    return cli.refuse_non_file(arguments) or open_window(*arguments)


def open_window(*arguments: str) -> int:
    """Open the window, with the file that `arguments` may name; returns the exit code."""
    from training.machine.obstacles import obstacle

    reason = obstacle()
    if reason is not None:
        print(reason, file=sys.stderr)
        return MACHINE_LACKS
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the window listens: Qt swallows a KeyboardInterrupt
    if sys.platform == "win32":
        import torch  # noqa: F401  # before Qt: Windows loads torch's libraries only in this order
    from gui import application

    return application.run(arguments)


if __name__ == "__main__":
    sys.exit(main())

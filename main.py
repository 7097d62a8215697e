"""Stepwell: the window, or a command-line verb."""

import sys

import bootstrap
from training import cli

NEED_NOTHING = {"-h", "--help", "--version"}


def main() -> int:
    """Run the verb on the command line, or open the window; returns the exit code."""
    arguments = sys.argv[1:]
    if not NEED_NOTHING.intersection(arguments):
        bootstrap.ensure()
    if arguments and (arguments[0] in cli.VERBS or arguments[0].startswith("-")):
        return cli.main(arguments)
    return cli.refuse_non_file(arguments) or open_window(arguments)


def open_window(arguments: list[str]) -> int:
    """Open the window, with the file that `arguments` may name; returns the exit code."""
    from training.machine.obstacles import obstacle

    reason = obstacle()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 3
    if sys.platform == "win32":
        import torch  # noqa: F401  # before Qt: Windows loads torch's libraries only in this order
    from gui import application

    return application.run(arguments)


if __name__ == "__main__":
    sys.exit(main())

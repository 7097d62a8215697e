"""What the command line understands: each file in `verbs/` is a verb. The standard library is enough for it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from types import ModuleType

from training import __version__, verbs
from training.found import load, names_in
from training.layout import COMMAND, WINDOW


def verb_names() -> list[str]:
    """Return the verbs, without loading any."""
    return list(_modules(verbs))


def build_parser(line: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of all verbs; where the line that it shall parse begins with one, of that one alone."""
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Stepwell: a laboratory for learning-rate schedules in PyTorch.",
        epilog=f"{WINDOW} [FILE] opens the window, with an experiment (TOML) or a data file (CSV, Parquet); a window "
        "that is open already opens the file, unless --new-window is said, too.",
    )
    parser.add_argument("--version", action="version", version=f"Stepwell {__version__}")
    _add_verbs(parser, verbs, "VERB", line)
    return parser


def _add_verbs(parser: argparse.ArgumentParser, package: ModuleType, metavar: str, line: Sequence[str]) -> None:
    """Add the package's verbs; a package in it is a verb that has verbs of its own."""
    modules = _modules(package)
    wanted = [line[0]] if line and line[0] in modules else modules
    found = {name: load(package, modules[name]) for name in wanted}
    choices = parser.add_subparsers(required=True, metavar=metavar)
    for name, verb in sorted(found.items(), key=lambda one: getattr(one[1], "ORDER", len(found))):
        own = choices.add_parser(name, help=verb.HELP)
        if hasattr(verb, "__path__"):
            _add_verbs(own, verb, verb.METAVAR, line[1:])
        else:
            verb.add_arguments(own)
            own.set_defaults(verb=verb.run)


def _modules(package: ModuleType) -> dict[str, str]:
    """Return the modules by what they are called on the command line."""
    return {module.replace("_", "-"): module for module in names_in(package)}

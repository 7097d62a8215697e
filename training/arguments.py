"""What the command line understands: each file in `verbs/` is a verb. The standard library is enough for it."""

from __future__ import annotations

import argparse
from types import ModuleType
from typing import Any

from training import __version__, verbs
from training.found import load, names_in
from training.layout import COMMAND, WINDOW


def verb_names() -> list[str]:
    """Return the verbs, without loading any."""
    return list(_modules(verbs))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Stepwell: a laboratory for learning-rate schedules in PyTorch.",
        epilog=f"{WINDOW} [FILE] opens the window, with an experiment (TOML) or a data file (CSV, Parquet); a window "
        "that is open already opens the file, unless --new-window is said, too.",
    )
    parser.add_argument("--version", action="version", version=f"Stepwell {__version__}")
    _add_verbs(parser, verbs, "VERB")
    return parser


class _VerbParser(argparse.ArgumentParser):
    """A verb's own parser, which learns its arguments only as it is to parse them: a start shall be fast."""

    verb: ModuleType | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        verb, self.verb = self.verb, None
        if verb is not None and hasattr(verb, "__path__"):
            _add_verbs(self, verb, verb.METAVAR)
        elif verb is not None:
            verb.add_arguments(self)
            self.set_defaults(verb=verb.run)
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")  # with this verb's usage, not that of all
        return known, unknown


def _add_verbs(parser: argparse.ArgumentParser, package: ModuleType, metavar: str) -> None:
    """Add the package's verbs; a package in it is a verb that has verbs of its own."""
    found = {name: load(package, module) for name, module in _modules(package).items()}
    choices = parser.add_subparsers(required=True, metavar=metavar, parser_class=_VerbParser)
    for name, verb in sorted(found.items(), key=lambda one: getattr(one[1], "ORDER", len(found))):
        choices.add_parser(name, help=verb.HELP).verb = verb


def _modules(package: ModuleType) -> dict[str, str]:
    """Return the modules by what they are called on the command line."""
    return {module.replace("_", "-"): module for module in names_in(package)}

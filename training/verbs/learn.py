"""`learn`: questions, a graded test, cards, and the printed tutorial, on the terminal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.terminal.options import add_experiment
from training.terminal.typed import whole

HELP, ORDER = "practise: questions, a graded test, cards, the printed tutorial", 6
WAYS = "question", "own", "test", "cards", "tutorial"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the way to learn; `own` asks about FILE."""
    parser.add_argument("way", choices=WAYS, help="own: about FILE")
    parser.add_argument("--seed", type=whole, default=0, metavar="N", help="another number gives other questions")
    add_experiment(parser)


def run(options: Namespace) -> int:
    """Ask, and read the answers from standard input."""
    from training.terminal.lessons import learn

    return learn(options.way, options.seed, options.file, options.set)

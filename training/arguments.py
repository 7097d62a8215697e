"""What the command line understands; the standard library is enough for it."""

from __future__ import annotations

import argparse

from training import __version__
from training.layout import COMMAND, WINDOW


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Stepwell: a laboratory for learning-rate schedules in PyTorch.",
        epilog=f"{WINDOW} [FILE] opens the window, with an experiment (TOML) or a data file (CSV, Parquet); a window "
        "that is open already opens the file, unless --new-window is said, too.",
    )
    parser.add_argument("--version", action="version", version=f"Stepwell {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    train = verbs.add_parser("train", help="train an experiment and print its trace")
    _add_experiment(train)
    _add_csv(train)
    _add_quiet(train)
    train.add_argument("--no-store", action="store_true", help="do not record the run")

    preview = verbs.add_parser("preview", help="print the learning rate of each epoch, without training")
    _add_experiment(preview)
    _add_csv(preview)
    preview.add_argument(
        "--assume",
        metavar="COURSE",
        help="what a scheduler that watches a figure will see: 'keeps falling', 'stays flat', ..., or an earlier trace",
    )

    code = verbs.add_parser("code", help="print an experiment as a stand-alone script of plain PyTorch")
    _add_experiment(code)
    code.add_argument("--output", metavar="PATH", help="write the script to a file; - for standard output")
    code.add_argument(
        "--prove", action="store_true", help="run the script, too, and compare it with a run, value by value"
    )

    _add_sweep(verbs.add_parser("sweep", help="train all variants that an experiment's [sweep] table lists"))

    find = verbs.add_parser("find-rate", help="try rising learning rates on a copy, and suggest one")
    _add_experiment(find)
    _add_csv(find)
    _add_quiet(find)

    _add_learn(verbs.add_parser("learn", help="practise: questions, a graded test, cards, the printed tutorial"))

    check = verbs.add_parser("check", help="check an experiment and this machine")
    _add_experiment(check)

    _add_runs(verbs.add_parser("runs", help="list recorded runs, show, export, delete them, or go on with one"))

    verbs.add_parser("shortcut", help="put Stepwell into the menu and on the desktop")
    return parser


def _add_learn(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("way", choices=("question", "own", "test", "cards", "tutorial"), help="own: about FILE")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another number gives other questions")
    _add_experiment(parser)


def _add_experiment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="experiment (TOML) or data; without it: the tutorial")
    _add_set(parser)


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a setting, for instance --set scheduler.step_size=3; may be repeated",
    )


def _add_csv(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", metavar="PATH", help="write the rows as CSV; - for standard output")


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="no progress and no table, only the last line")


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help="experiment file (TOML) with a [sweep] table")
    what.add_argument(
        "--resume", nargs="?", type=int, const=0, metavar="N", help="go on with recorded sweep N, else the latest"
    )
    _add_set(parser)
    _add_csv(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--exact", action="store_true", help="train each run to the last bit as if alone; slower")
    ways.add_argument("--race", action="store_true", help="the same, epoch by epoch side by side; says where they part")
    _add_quiet(parser)
    parser.add_argument("--no-store", action="store_true", help="do not record the runs")


def _add_runs(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="print a line for each run")
    listing.add_argument("filter", nargs="*", metavar="FILTER", help='words, or conditions such as "loss < 0.4"')
    listing.add_argument("--sort", default="-id", metavar="COLUMN", help="for instance loss; --sort=-loss: falling")
    listing.add_argument("--json", action="store_true", help="print all that is known, as JSON")

    for name, help in (("delete", "take runs out of the list"), ("restore", "bring deleted runs back")):
        action = actions.add_parser(name, help=help)
        action.add_argument("runs", nargs="+", type=int, metavar="RUN", help="a run's number")

    salvaging = actions.add_parser("salvage", help="get every run that is whole out of a damaged file, or a backup")
    salvaging.add_argument("file", nargs="?", metavar="FILE", help="without it: all that were found damaged so far")
    salvaging.add_argument("--list", action="store_true", help="only say what would be saved")

    backing = actions.add_parser("backup", help="copy all runs into one file, also while others train; see salvage")
    backing.add_argument("path", nargs="?", metavar="PATH", help="without it: a file of today in the working folder")
    backing.add_argument("--force", action="store_true", help="replace a file that is there")

    showing = actions.add_parser("show", help="print a run's experiment and trace")
    exporting = actions.add_parser("export", help="write a run's trace")
    resuming = actions.add_parser("resume", help="train on from where a run stands")
    forking = actions.add_parser("fork", help="go another way from a kept epoch of a run, as a run of its own")
    for action in (showing, exporting, resuming, forking):
        action.add_argument("run", type=int, metavar="RUN", help="the run's number")
    exporting.add_argument("--csv", metavar="PATH", default="-", help="the file; - for standard output")
    resuming.add_argument("--schedule", choices=("own", "edited"), help="with --set: which schedule goes on")
    forking.add_argument("--after", type=int, metavar="EPOCH", help="the epoch to go on from; without it: the last")
    for action in (resuming, forking):
        _add_set(action)
        action.add_argument("--epochs", type=int, metavar="N", help="so many epochs in all, not only those planned")
        _add_csv(action)
        _add_quiet(action)

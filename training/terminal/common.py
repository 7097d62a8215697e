"""What the verbs share: reading the experiment, telling of cautions."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, with_absolute_path
from training.experiment.overrides import with_overrides
from training.importing import importer_of

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution


def read_with_overrides(file: str | None, settings: Sequence[str]) -> Experiment:
    """Return the file's experiment, else the tutorial's, with every KEY=VALUE applied; raises ExperimentError.

    A data file takes the place of the tutorial's rows.
    """
    if file is None:
        return experiment_from(with_absolute_path(with_overrides(plain(Experiment()), settings), Path.cwd()))
    path = Path(file)
    return experiment_from(with_absolute_path(with_overrides(importer_of(path).read(path), settings), path.parent))


def show_message(sentence: str) -> None:
    """Print what the user should know beside the results, if anything."""
    if sentence:
        print(sentence, file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Return the text as one line that no terminal takes for a command."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def caution_lines(cautions: Iterable[Caution], edit: str = "") -> Iterator[str]:
    """Yield the lines for cautions, each with the options that mend it.

    `edit` is the path of the edit that the options stand for, where a run goes on.
    """
    for caution in cautions:
        path = _option(caution.path, edit)
        yield f"{'Note' if caution.note else 'Caution'}: {path}: {caution.message}"
        yield f"  Why: {caution.reason}"
        if caution.fix:
            options = shlex.join(part for override in caution.fix.overrides for part in _mending(override, edit))
            yield f"  Fix: {caution.fix.label} ({options})"


def _mending(override: str, edit: str) -> tuple[str, ...]:
    path, _, value = override.partition("=")
    return ("--epochs", value) if edit and path == "epochs" else ("--set", f"{_option(path, edit)}={value}")


def _option(path: str, edit: str) -> str:
    """Return the key that stands for a path of the edit."""
    if not edit or not path.startswith(f"{edit}."):
        return path
    inner = path.removeprefix(f"{edit}.")
    return "optimizer.lr" if inner == "lr" else inner

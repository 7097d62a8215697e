"""Training on from where a recorded run stands: by its own schedule, or by another one from here on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from training.engine.data import load
from training.errors import ExpectedError
from training.experiment.calls import call_of
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.settings import Stage
from training.runs.run import Run
from training.runs.store import Mode
from training.runs.trace import Trace
from training.schedule.futures import Futures, futures
from training.terminal.going_on import edit_of, go_on
from training.terminal.kept_runs import open_store
from training.terminal.targets import Targets

OWN, EDITED = "own", "edited"
MOST_ROWS = 12  # of the coming rates that are listed
UNSAID = (
    "The run goes on with {own}, or with what --set gives: {edited}. "
    f"Say --schedule {EDITED} to go on with the new one, or --schedule {OWN} to keep the run's."
)
Row = tuple[int, float, float]  # an epoch, and the rates that it trains at in both futures


class Way(NamedTuple):
    """A way on: the experiment, the change that makes it from another one, and what it is in words."""

    experiment: Experiment
    change: tuple[Experiment, Edit] | None
    words: str


def resume(
    number: int, epochs: int | None, settings: Sequence[str], schedule: str | None, targets: Targets[Trace], quiet: bool
) -> int:
    """Train what is left of the run, or on to more epochs, perhaps with another schedule from here on."""
    with open_store(Mode.WRITE) as store:
        found = store.load(number)
        experiment = found.trace.experiment
        targets.check(None, experiment)
        if epochs is not None:
            experiment = experiment.changed(epochs=epochs)
        if settings:
            ways = _ways(found, experiment, settings)
            choice = schedule or _choice(found.trace, ways)
            if choice not in ways:
                raise ExpectedError(_unsaid(ways))
            experiment = ways[choice].experiment
            print(_taken(choice, ways), file=sys.stderr)
        return go_on(store, found, targets, quiet, experiment)


def _ways(run: Run, own: Experiment, settings: Sequence[str]) -> dict[str, Way]:
    """Return both ways on, by what they are called."""
    epoch = len(run.trace) + 1
    stepped, edit = edit_of(own, epoch, settings)
    edited = stepped.with_edit(edit)
    from_here = f", counted from epoch {epoch}" if edit.scheduler is not None else ""
    return {
        OWN: Way(own, None, f"the run's own {_named(own, edit, epoch)}, counted from epoch {own.phase(epoch).first}"),
        EDITED: Way(edited, (stepped, edit), f"{_named(edited, edit, epoch)}{from_here}"),
    }


def _named(experiment: Experiment, edit: Edit, epoch: int) -> str:
    """Return the stages that the edit changes as torch's calls, as they are in an epoch."""
    phase = experiment.phase(epoch)
    stages: list[Stage] = [phase.scheduler] if edit.scheduler is not None or edit.optimizer is None else []
    stages += [phase.optimizer] if edit.optimizer is not None else []
    rate = f" at lr {edit.lr:g}" if edit.lr is not None and experiment.edit(epoch) is not None else ""
    return " and ".join(map(call_of, stages)) + rate


def _taken(choice: str, ways: dict[str, Way]) -> str:
    other = OWN if choice == EDITED else EDITED
    return f"Going on with {ways[choice].words}; --schedule {other} takes {ways[other].words}."


def _unsaid(ways: dict[str, Way]) -> str:
    return UNSAID.format(own=ways[OWN].words, edited=ways[EDITED].words)


def _choice(trace: Trace, ways: dict[str, Way]) -> str:
    """Return which way is wanted, after asking on a terminal; empty: still unsaid."""
    change = ways[EDITED].change
    if not sys.stdin.isatty() or change is None:
        return ""
    before, edit = change
    rows = load(before.data).rows if before.steps_after_batch else None
    return _asked(futures(before, edit, rows, _figures(trace)), ways)


def _figures(trace: Trace) -> dict[str, list[float]]:
    return {name: trace.column(name).tolist() for name in ("loss", "accuracy", "val_loss", "val_accuracy")}


def _asked(both: Futures, ways: dict[str, Way]) -> str:
    """Print both ways on; return the word that is typed."""
    lines = [f"{'epoch':>7}  {OWN:>12}  {EDITED:>12}", *_lines(both), both.sentence()]
    lines += [f"{word}: {way.words}" for word, way in ways.items()]
    print(*lines, f"Which schedule goes on, {OWN} or {EDITED}? ", sep="\n", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _lines(both: Futures) -> Iterator[str]:
    """Yield the coming rates, an epoch a line where one of them changes; of many the first ones and the last."""
    begin = both.edit.epoch - 1
    rates = zip(both.own.lr[begin:].tolist(), both.edited.lr[begin:].tolist(), strict=True)
    rows: list[Row] = []
    for epoch, (own, edited) in enumerate(rates, both.edit.epoch):
        if not rows or rows[-1][1:] != (own, edited):
            rows.append((epoch, own, edited))
    shown = rows if len(rows) <= MOST_ROWS else [*rows[: MOST_ROWS - 1], rows[-1]]
    for index, (epoch, own, edited) in enumerate(shown):
        if index and index == MOST_ROWS - 1 and len(rows) > MOST_ROWS:
            yield f"{'…':>7}"
        yield f"{epoch:>7}  {own:>12.6g}  {edited:>12.6g}"

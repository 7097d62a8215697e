"""`runs resume`: train on from where a recorded run stands, as if it had never been interrupted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from training.engine.data import load
from training.engine.data.errors import DataError
from training.engine.errors import TrainingError
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.runs.run import Run
from training.runs.store import Mode
from training.runs.trace import Trace
from training.schedule.futures import Futures, futures
from training.verbs.common import check_target, refuse
from training.verbs.fork import edit_of, go_on
from training.verbs.runs import explaining, open_store

OWN, EDITED = "own", "edited"
MOST_ROWS = 12  # of the coming rates that are listed
UNSAID = (
    "The run has a schedule of its own, and --set gives another one. "
    f"Say --schedule {EDITED} to go on with the new one, or --schedule {OWN} to keep the run's."
)
Row = tuple[int, float, float]  # an epoch, and the rates that it trains at in both futures


@explaining
def run(
    number: int, epochs: int | None, settings: Sequence[str], schedule: str | None, csv: str | None, quiet: bool
) -> int:
    """Train what is left of the run, or on to more epochs, perhaps with another schedule from here on."""
    with open_store(Mode.WRITE) as store:
        found = store.load(number)
        experiment = found.trace.experiment
        check_target(csv, None, experiment)
        try:
            if epochs is not None:
                experiment = experiment.changed(epochs=epochs)
            if settings and schedule != OWN:
                chosen = _edited(found, experiment, settings, schedule)
                if chosen is None:
                    return refuse(ValueError(UNSAID))
                experiment = chosen
            return go_on(store, found, csv, quiet, experiment)
        except (ExperimentError, DataError, TrainingError) as error:
            return refuse(error)


def _edited(run: Run, experiment: Experiment, settings: Sequence[str], schedule: str | None) -> Experiment | None:
    """Return the experiment of the schedule that is to be kept, after asking if nobody has said; None: still unsaid."""
    own = experiment
    experiment, edit = edit_of(own, len(run.trace) + 1, settings)
    edited = experiment.with_edit(edit)
    if schedule == EDITED:
        return edited
    if not sys.stdin.isatty():
        return None
    rows = load(experiment.data).rows if experiment.steps_after_batch else None
    answer = _asked(futures(experiment, edit, rows, _figures(run.trace)))
    return {OWN: own, EDITED: edited}.get(answer)


def _figures(trace: Trace) -> dict[str, list[float]]:
    return {name: trace.column(name).tolist() for name in ("loss", "accuracy", "val_loss", "val_accuracy")}


def _asked(both: Futures) -> str:
    """Print both ways on; return the word that is typed."""
    lines = [f"{'epoch':>7}  {OWN:>12}  {EDITED:>12}", *_lines(both), both.sentence()]
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
    for place, (epoch, own, edited) in enumerate(shown):
        if place and place == MOST_ROWS - 1 and len(rows) > MOST_ROWS:
            yield f"{'…':>7}"
        yield f"{epoch:>7}  {own:>12.6g}  {edited:>12.6g}"

"""`preview`: the learning rate of each epoch, without training."""

from __future__ import annotations

from collections.abc import Sequence

from training.engine.data import load
from training.engine.data.errors import DataError
from training.exit_codes import DONE
from training.experiment.problems import ExperimentError
from training.files import FileError
from training.runs.csv import csv_text, schedule_rows
from training.schedule.explain import explain_change
from training.schedule.preview import LONGEST, preview
from training.verbs.common import check_target, read_with_overrides, refuse, write_csv


def run(file: str | None, settings: Sequence[str], csv: str | None) -> int:
    """Print lr and lr_after of each epoch, or write them as CSV."""
    try:
        experiment = read_with_overrides(file, settings)
        if experiment.epochs > LONGEST:
            return refuse(ValueError(f"epochs: a preview shows at most {LONGEST} epochs, not {experiment.epochs}."))
        check_target(csv, file, experiment)
        schedule = preview(experiment, load(experiment.data).rows if experiment.steps_after_batch else None)
        if csv is not None:
            write_csv(csv, csv_text(("epoch", "lr", "lr_after"), schedule_rows(schedule)))
            return DONE
    except (ExperimentError, DataError, FileError) as error:
        return refuse(error)
    print(f"{'epoch':>7}  {'lr':>12}  {'lr after':>12}")
    for epoch, (lr, lr_after) in enumerate(zip(schedule.lr, schedule.lr_after, strict=True), start=1):
        change = f"  {explain_change(experiment, epoch, lr, lr_after)}" if lr != lr_after else ""
        print(f"{epoch:>7}  {lr:>12.6g}  {lr_after:>12.6g}{change}")
    return DONE

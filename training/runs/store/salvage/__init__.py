"""Getting out of a damaged store, or of a backup, every run that is whole."""

from training.runs.store.salvage.salvage import Outcome, Salvage, salvage_set_aside, summed_up
from training.runs.store.salvage.source import damaged_runs, files_set_aside, runs_of_file
from training.runs.store.salvage.whole import LostRun, WholeRun

__all__ = [
    "LostRun",
    "Outcome",
    "Salvage",
    "WholeRun",
    "damaged_runs",
    "files_set_aside",
    "runs_of_file",
    "salvage_set_aside",
    "summed_up",
]

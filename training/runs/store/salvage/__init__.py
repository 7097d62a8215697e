"""Getting out of a damaged store, or of a backup, every run that is whole."""

from training.runs.store.opening import files_set_aside
from training.runs.store.salvage.examination import examine
from training.runs.store.salvage.rehearsal import rehearsed
from training.runs.store.salvage.salvage import Outcome, Salvage, Salvaged, salvage_set_aside
from training.runs.store.salvage.source import runs_of_file
from training.runs.store.salvage.whole import LostRun, WholeRun

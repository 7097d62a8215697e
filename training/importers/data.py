"""Rows of a table, from which the experiment learns then."""

from __future__ import annotations

from training.experiment.data_file import DATA_SUFFIXES, data_changes, is_data_file
from training.importing import Importer

DONE = "The data are {} now; undo takes it back"
IMPORTERS = (Importer("Data", DATA_SUFFIXES, changes=data_changes, takes=is_data_file, done=DONE),)

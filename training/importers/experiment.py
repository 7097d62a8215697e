"""Experiments: TOML, as Stepwell saves them."""

from __future__ import annotations

from training.experiment.data_file import EXPERIMENT_SUFFIXES
from training.experiment.file import read_experiment_values
from training.importing import Importer

EXPERIMENT = Importer("Experiments", EXPERIMENT_SUFFIXES, values=read_experiment_values, saves=True)
IMPORTERS = (EXPERIMENT,)

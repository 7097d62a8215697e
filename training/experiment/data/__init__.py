"""The data sets: one class each, found by this folder's files."""

from __future__ import annotations

import sys

from training.experiment.data.base import DataSettings
from training.experiment.data.bundled import BreastCancer, Digits, Iris, Wine
from training.experiment.data.synthetic import Blobs, Circles, Moons, Spirals, Tutorial
from training.experiment.data.table import Table
from training.experiment.kinds import kinds_in

DATA = kinds_in(sys.modules[__name__], DataSettings, first=("synthetic", "bundled"), last=("table",))

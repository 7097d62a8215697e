"""The networks: one class each, found by this folder's files. Every one ends in logits; softmax is for display only."""

from __future__ import annotations

import sys

from training.experiment.kinds import kinds_in
from training.experiment.networks.base import Activation, Module, NetworkSettings
from training.experiment.networks.convolutions import ConvNet
from training.experiment.networks.dense import MLP, Linear

NETWORKS = kinds_in(sys.modules[__name__], NetworkSettings, first=("dense", "convolutions"))

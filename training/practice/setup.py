"""What every snippet goes on from."""

from __future__ import annotations

ALLOWED_MODULES = ("torch", "math", "json", "copy", "warnings", "io")
SETUP = """\
import torch
from torch import nn
from torch.optim import SGD, Adam, lr_scheduler

network = nn.Linear(2, 2)
optimizer = SGD(network.parameters(), lr=0.1)
"""

"""Which device trains, and what to say when it runs out of memory."""

from __future__ import annotations

import torch

from training.engine.errors import TrainingError


def choose_device(name: str) -> torch.device:
    """Return the device that `auto`, `cpu`, `cuda` or `cuda:N` stands for; raises TrainingError if it is not there."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if name == "auto":
        return torch.device("cuda:0" if count else "cpu")
    device = torch.device(name)
    if device.type == "cuda" and (device.index or 0) >= count:
        found = f"this machine has {count}" if count else "torch finds no CUDA device here"
        raise TrainingError(f"device: {name} cannot be used, {found}; choose auto or cpu.")
    return device


def describe_device(device: torch.device) -> str:
    """Return the device as people call it: `CPU`, or the graphics card's name."""
    return "CPU" if device.type == "cpu" else f"{torch.cuda.get_device_name(device)} ({device})"

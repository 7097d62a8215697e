"""The network in source: one line a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from training.script.layout import Call, assignment, comment

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment

LOGITS = "It ends in logits: CrossEntropyLoss takes the softmax itself, which is more exact."


def network_block(experiment: Experiment, dataset: Dataset) -> str:
    """Return the lines that seed, build the network and choose the criterion."""
    modules = experiment.network.layers(len(dataset.features), len(dataset.classes), dataset.image)
    layers = tuple(Call(f"nn.{name}", arguments, named) for name, arguments, named in modules)
    to_device = "" if experiment.device == "cpu" else ".to(device)"
    lines = [
        comment(f"Network: {type(experiment.network).__doc__}"),
        comment(LOGITS),
        f"torch.manual_seed({experiment.seed})  # decides the first weights",
        assignment("network", Call("nn.Sequential", layers, spread=True), to_device),
    ]
    if experiment.class_weights == "none":
        return "\n".join([*lines, "criterion = nn.CrossEntropyLoss()"])
    return "\n".join([*lines, *_weighted(dataset, to_device)])


def _weighted(dataset: Dataset, to_device: str) -> Iterator[str]:
    classes = len(dataset.classes)
    counts = "counts" if min(dataset.class_counts) else "counts.clamp(min=1)"
    yield "\n" + comment("A rare class counts as much in the loss as a frequent one.")
    yield f"counts = torch.bincount(y, minlength={classes})"
    yield f"weight = len(y) / ({classes} * {counts}).float()"
    yield f"criterion = nn.CrossEntropyLoss(weight=weight){to_device}"

"""The network in source: one line a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from training.experiment.networks import MLP, ConvNet, Linear, NetworkSettings
from training.script.layout import Call, assignment, comment

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment

LOGITS = "It ends in logits: CrossEntropyLoss takes the softmax itself, which is more exact."


def network_block(experiment: Experiment, dataset: Dataset) -> str:
    """Return the lines that seed, build the network and choose the criterion."""
    layers = tuple(LAYERS[type(experiment.network)](experiment.network, dataset))
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


def _layer(name: str, *arguments: object, **named: object) -> Call:
    return Call(f"nn.{name}", arguments, named)


def _bias(wanted: bool) -> Mapping[str, object]:
    return {} if wanted else {"bias": False}


def _mlp(settings: MLP, dataset: Dataset) -> Iterator[Call]:
    width = len(dataset.features)
    for hidden in settings.hidden:
        yield _layer("Linear", width, hidden, **_bias(settings.bias))
        if settings.batch_norm:
            yield _layer("BatchNorm1d", hidden)
        yield _layer(settings.activation)
        if settings.dropout:
            yield _layer("Dropout", settings.dropout)
        width = hidden
    yield _layer("Linear", width, len(dataset.classes), **_bias(settings.bias))


def _linear(settings: Linear, dataset: Dataset) -> Iterator[Call]:
    yield _layer("Linear", len(dataset.features), len(dataset.classes), **_bias(settings.bias))


def _convnet(settings: ConvNet, dataset: Dataset) -> Iterator[Call]:
    if dataset.image is None:
        raise ValueError("a ConvNet needs images")
    channels, height, width = dataset.image
    yield _layer("Unflatten", 1, dataset.image)
    for wider in settings.channels:
        yield _layer("Conv2d", channels, wider, settings.kernel_size, padding=settings.kernel_size // 2)
        if settings.batch_norm:
            yield _layer("BatchNorm2d", wider)
        yield _layer(settings.activation)
        yield _layer("MaxPool2d", 2)
        channels, height, width = wider, height // 2, width // 2
    yield _layer("Flatten")
    if settings.dropout:
        yield _layer("Dropout", settings.dropout)
    yield _layer("Linear", channels * height * width, len(dataset.classes))


LAYERS: dict[type[NetworkSettings], Callable[[Any, Dataset], Iterator[Call]]] = {
    MLP: _mlp,
    Linear: _linear,
    ConvNet: _convnet,
}

"""The textbook loop, written without anything of Stepwell's engine: what every run must equal to the last bit.

Networks are built here again from their settings, so that a mistake in Stepwell's own building shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from tests.rates import stepping


class Row(NamedTuple):
    """An epoch's figures, by the names of the table of figures; what took time is not among them."""

    epoch: int
    lr: float
    lr_after: float
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    head_lr: float | None
    head_lr_after: float | None
    batch_lrs: tuple[float, ...]


def row_of(record: Any) -> Row:
    """Return a record's figures as the textbook has them."""
    return Row(*(getattr(record, name) for name in Row._fields))


def layers(settings: Any, features: int, classes: int, image: tuple[int, int, int] | None) -> list[nn.Module]:
    """Return the layers that the settings describe, in the order in which they draw their first weights."""
    if settings.kind == "Linear":
        return [nn.Linear(features, classes, bias=settings.bias)]
    if settings.kind == "MLP":
        found: list[nn.Module] = []
        for hidden in settings.hidden:
            found.append(nn.Linear(features, hidden, bias=settings.bias))
            if settings.batch_norm:
                found.append(nn.BatchNorm1d(hidden))
            found.append(getattr(nn, settings.activation)())
            if settings.dropout > 0:
                found.append(nn.Dropout(settings.dropout))
            features = hidden
        return [*found, nn.Linear(features, classes, bias=settings.bias)]
    assert image is not None
    channels, height, width = image
    found = [nn.Unflatten(1, image)]
    for out in settings.channels:
        found.append(nn.Conv2d(channels, out, settings.kernel_size, padding=settings.kernel_size // 2))
        if settings.batch_norm:
            found.append(nn.BatchNorm2d(out))
        found += [getattr(nn, settings.activation)(), nn.MaxPool2d(2)]
        channels, height, width = out, height // 2, width // 2
    found.append(nn.Flatten())
    if settings.dropout > 0:
        found.append(nn.Dropout(settings.dropout))
    return [*found, nn.Linear(channels * height * width, classes)]


def arguments(settings: Any) -> dict[str, Any]:
    """Return what the settings pass to torch's class."""
    return {name: value for name, value in settings.model_dump().items() if name != "kind"}


def build(experiment: Any, data: Any) -> tuple[nn.Module, Any, Any, nn.Module, DataLoader[Any]]:
    """Return network, optimizer, scheduler, loss and loader, made in this order right after seeding."""
    torch.manual_seed(experiment.seed)
    network = nn.Sequential(*layers(experiment.network, data.x.shape[1], len(data.classes), data.image))
    optimizer_class = getattr(torch.optim, experiment.optimizer.kind)
    optimizer = optimizer_class(groups(experiment, network), **arguments(experiment.optimizer))
    weight = None
    if experiment.class_weights == "balanced":
        counts = torch.tensor([max(1, int((data.y == c).sum())) for c in range(len(data.classes))])
        weight = len(data.y) / (len(data.classes) * counts).float()
    loader = DataLoader(
        TensorDataset(data.x, data.y),
        batch_size=experiment.batch_size,
        shuffle=True,
        generator=torch.Generator().manual_seed(experiment.seed),
    )
    per_epoch = len(loader) if experiment.steps_after_batch else 1
    scheduler = stepping(experiment.scheduler, optimizer, experiment.epochs * per_epoch, per_epoch)
    return network, optimizer, scheduler, nn.CrossEntropyLoss(weight=weight), loader


def groups(experiment: Any, network: nn.Sequential) -> list[dict[str, Any]]:
    """Return one parameter group, or one for all layers but the last and one for the last."""
    if experiment.head_lr is None and not experiment.freeze_body and not experiment.freeze_head:
        return [{"params": list(network.parameters())}]
    head: dict[str, Any] = {"params": list(network[-1].parameters())}
    if experiment.head_lr is not None:
        head["lr"] = experiment.head_lr
    return [{"params": list(network[:-1].parameters())}, head]


def textbook(experiment: Any, data: Any) -> tuple[list[Row], dict[str, Tensor]]:
    """Train as a textbook does; return a row an epoch (no seconds) and the final weights."""
    rows, weights = zip(*epochs_of(experiment, data), strict=True)
    return list(rows), weights[-1]


def epochs_of(experiment: Any, data: Any) -> Iterator[tuple[Row, dict[str, Tensor]]]:
    """Train as a textbook does; yield each epoch's row and the weights, which go on changing."""
    network, optimizer, scheduler, criterion, loader = build(experiment, data)
    scheduled = experiment.scheduler
    for epoch in range(1, experiment.epochs + 1):
        for edit in (edit for edit in experiment.edits if edit.epoch == epoch):
            scheduled = edit.scheduler or scheduled
            if edit.optimizer is not None:
                optimizer_class = getattr(torch.optim, edit.optimizer.kind)
                optimizer = optimizer_class(groups(experiment, network), **arguments(edit.optimizer))
            left = (experiment.epochs - epoch + 1, len(loader) if experiment.steps_after_batch else 1)
            scheduler = changed(edit, optimizer, scheduled, *left) or scheduler
        lrs = [group["lr"] for group in optimizer.param_groups]
        for group, frozen in zip(
            optimizer.param_groups, (experiment.freeze_body, experiment.freeze_head), strict=False
        ):
            for parameter in group["params"]:
                parameter.requires_grad_(epoch > frozen)
        network.train()
        loss_sum, correct, batch_lrs = 0.0, 0, []
        for x, y in loader:
            rate = optimizer.param_groups[0]["lr"]
            loss, logits = step(experiment, network, criterion, optimizer, x, y)
            if experiment.steps_after_batch:
                scheduler({})
                batch_lrs.append(rate)
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        held_out = validate(network, criterion, data) if len(data.val_y) else (None, None)
        figures = (loss_sum / len(data.y), correct / len(data.y), *held_out)
        if not experiment.steps_after_batch:
            scheduler(dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), figures, strict=True)))
        after = [group["lr"] for group in optimizer.param_groups]
        head = (lrs[1], after[1]) if len(lrs) > 1 else (None, None)
        yield Row(epoch, lrs[0], after[0], *figures, *head, tuple(batch_lrs)), network.state_dict()


def changed(edit: Any, optimizer: Any, scheduled: Any, epochs: int, per_epoch: int) -> Any:
    """Set the edit's rate; return the step of the scheduler that it builds, None where it builds none."""
    if edit.lr is not None:
        for group in optimizer.param_groups:
            group["lr"] = edit.lr
    if edit.optimizer is None and edit.scheduler is None:
        return None
    for group in optimizer.param_groups:
        group.pop("initial_lr", None)
    return stepping(scheduled, optimizer, epochs * per_epoch, per_epoch)


def validate(network: nn.Module, criterion: nn.Module, data: Any) -> tuple[float, float]:
    """Return loss and accuracy of the rows that were held back."""
    network.eval()
    with torch.no_grad():
        logits = network(data.val_x)
        hits = (logits.argmax(1) == data.val_y).sum().item()
        return criterion(logits, data.val_y).item(), hits / len(data.val_y)


def step(
    experiment: Any, network: nn.Module, criterion: nn.Module, optimizer: Any, x: Tensor, y: Tensor
) -> tuple[Tensor, Tensor]:
    """Train on one batch; return its loss and logits."""
    if isinstance(optimizer, torch.optim.LBFGS):
        first: list[tuple[Tensor, Tensor]] = []

        def closure() -> Tensor:
            optimizer.zero_grad()
            logits = network(x)
            loss = criterion(logits, y)
            loss.backward()
            first.append((loss, logits))
            return loss

        optimizer.step(closure)
        return first[0]
    logits = network(x)
    loss = criterion(logits, y)
    optimizer.zero_grad()
    loss.backward()
    if experiment.clip_grad_norm is not None:
        nn.utils.clip_grad_norm_(network.parameters(), experiment.clip_grad_norm)
    optimizer.step()
    return loss, logits

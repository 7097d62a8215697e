"""The textbook loop, written without anything of Stepwell's engine: what every run must equal to the last bit.

Networks are built here again from their settings, so that a mistake in Stepwell's own building shows.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


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
    optimizer = optimizer_class(network.parameters(), **arguments(experiment.optimizer))
    scheduler = None
    if experiment.scheduler.kind != "None":
        scheduler_class = getattr(torch.optim.lr_scheduler, experiment.scheduler.kind)
        scheduler = scheduler_class(optimizer, **arguments(experiment.scheduler))
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
    return network, optimizer, scheduler, nn.CrossEntropyLoss(weight=weight), loader


def textbook(experiment: Any, data: Any) -> tuple[list[tuple[Any, ...]], dict[str, Tensor]]:
    """Train as a textbook does; return a row an epoch (no seconds) and the final weights."""
    network, optimizer, scheduler, criterion, loader = build(experiment, data)
    rows = []
    for epoch in range(1, experiment.epochs + 1):
        lr = optimizer.param_groups[0]["lr"]
        network.train()
        loss_sum, correct = 0.0, 0
        for x, y in loader:
            loss, logits = step(experiment, network, criterion, optimizer, x, y)
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
        held_out = validate(network, criterion, data) if len(data.val_y) else (None, None)
        if scheduler is not None:
            scheduler.step()
        rows.append(
            (
                epoch,
                lr,
                optimizer.param_groups[0]["lr"],
                loss_sum / len(data.y),
                correct / len(data.y),
                *held_out,
            )
        )
    return rows, network.state_dict()


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
    if experiment.optimizer.kind == "LBFGS":
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

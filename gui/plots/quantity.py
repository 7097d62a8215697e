"""What can be plotted of a run, and how."""

from __future__ import annotations

from dataclasses import dataclass

from gui.plots.run_curves import Channel


@dataclass(frozen=True)
class Quantity:
    """What a plot shows and how its y axis stands."""

    name: str
    title: str
    channels: tuple[Channel, ...]
    stairs: bool = False
    from_zero: bool = False  # a linear axis begins at 0
    fixed: tuple[float, float] | None = None  # the range, whatever the values are
    smoothed: bool = True
    hint: str = ""


LR = Quantity(
    "lr",
    "learning rate",
    (Channel("lr", "used"), Channel("head_lr", "head", dashed=True)),
    stairs=True,
    from_zero=True,
    smoothed=False,
)
MOMENTUM = Quantity("momentum", "momentum", (), stairs=True, smoothed=False)
LOSS = Quantity(
    "loss",
    "loss",
    (Channel("loss", "training"), Channel("val_loss", "validation", dashed=True)),
    hint="The loss of each epoch appears here while you train.",
)
ACCURACY = Quantity(
    "accuracy",
    "accuracy",
    (Channel("accuracy", "training"), Channel("val_accuracy", "validation", dashed=True)),
    fixed=(0.0, 1.0),
    hint="The share of right answers in each epoch appears here while you train.",
)

"""The data in source: how the rows are made or read, divided and brought to one scale."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from training.experiment.data import (
    Blobs,
    BreastCancer,
    Circles,
    DataSettings,
    Digits,
    Iris,
    Moons,
    Spirals,
    Tutorial,
    Wine,
)
from training.script.layout import comment, noted

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset

SPLIT = "Some rows are held back for validation: the network never learns from them."
STANDARDISE = (
    "Each column gets mean 0 and deviation 1. Only the training rows decide: validation is to judge rows that "
    "had no say in anything."
)
STILL = "A column that is the same in every training row tells nothing and becomes 0."


def made_or_bundled(settings: DataSettings, dataset: Dataset) -> list[str]:
    """Return the blocks for rows made from a seed or bundled with scikit-learn; they end in x, y, val_x and val_y."""
    rows = f"{comment(f'Data: {type(settings).__doc__}')}\n{ROWS[type(settings)](settings)}"
    split, divide = split_block(settings, dataset.val_rows), divide_block(dataset.val_rows)
    if not isinstance(settings, Iris | Wine | BreastCancer):
        return [rows, f"{split}\n{divide}"]
    return [rows, split, f"{standardise_block('x', 'x', still=False)}\n{divide}"]


def split_block(settings: DataSettings, held_back: int) -> str:
    """Return the lines that draw which rows are for training and which for validation."""
    draw = f"torch.randperm(len(y), generator=torch.Generator().manual_seed({settings.seed}))"
    if not held_back:
        return f"{comment('All rows are for training, in an order drawn once.')}\ntraining = {draw}"
    return f"{comment(SPLIT)}\norder = {draw}\nvalidation, training = order[:{held_back}], order[{held_back}:]"


def divide_block(held_back: int) -> str:
    """Return the lines that divide x and y."""
    parts = ["val_x, val_y = x[validation], y[validation]"] if held_back else []
    return "\n".join([*parts, "x, y = x[training], y[training]"])


def standardise_block(source: str, target: str, still: bool) -> str:
    """Return the lines that standardise float64 columns; `still`: one may be constant among the training rows."""
    guard = ".clamp(min=torch.finfo(torch.float64).tiny)" if still else ""
    lines = [
        comment(STANDARDISE),
        noted(f"largest = {source}[training].abs().amax(0){guard}", "huge numbers overflow when squared"),
        f"{target} = {source} / largest",
        f"mean, deviation = {target}[training].mean(0), {target}[training].std(0, correction=0)",
    ]
    if still:
        lines += [
            f"\n{comment(STILL)}",
            f"still = {target}[training].amin(0) == {target}[training].amax(0)",
            "deviation = deviation.masked_fill(still, 0)",
            f"{target} = (({target} - mean) / deviation).masked_fill(deviation == 0, 0).float()",
        ]
    else:
        lines.append(f"{target} = (({target} - mean) / deviation).float()")
    return "\n".join(lines)


def _tutorial(settings: Tutorial) -> str:
    return f"""\
generator = torch.Generator().manual_seed({settings.seed})
x = torch.randn(1000, 10, generator=generator)
weights = torch.tensor([1.0, -1.0]).repeat(5) / math.sqrt(10)
score = x @ weights + 0.3 * torch.randn(1000, generator=generator)
wrong = torch.rand(1000, generator=generator) < 0.02
score = torch.where(wrong, -score, score)
x, y = (2 * x).round(decimals=2), (score > score.median()).long()"""


def _moons(settings: Moons) -> str:
    return f"""\
generator = torch.Generator().manual_seed({settings.seed})
y = torch.arange({settings.rows}) % 2
angle = math.pi * torch.rand({settings.rows}, generator=generator)
upper = torch.stack([angle.cos(), angle.sin()], 1)
lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], 1)
x = torch.where(y[:, None] == 0, upper, lower)
x += {settings.noise} * torch.randn({settings.rows}, 2, generator=generator)"""


def _circles(settings: Circles) -> str:
    return f"""\
generator = torch.Generator().manual_seed({settings.seed})
y = torch.arange({settings.rows}) % 2
angle = 2 * math.pi * torch.rand({settings.rows}, generator=generator)
radius = torch.where(y == 0, 1.0, {settings.factor})
x = radius[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
x += {settings.noise} * torch.randn({settings.rows}, 2, generator=generator)"""


def _spirals(settings: Spirals) -> str:
    return f"""\
generator = torch.Generator().manual_seed({settings.seed})
y = torch.arange({settings.rows}) % {settings.classes}
way = torch.rand({settings.rows}, generator=generator).sqrt()
angle = 2 * math.pi * ({settings.turns} * way + y / {settings.classes})
x = 2 * way[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
x += {settings.noise} * torch.randn({settings.rows}, 2, generator=generator)"""


def _blobs(settings: Blobs) -> str:
    return f"""\
generator = torch.Generator().manual_seed({settings.seed})
y = torch.arange({settings.rows}) % {settings.classes}
centres = 2 * torch.randn({settings.classes}, {settings.features}, generator=generator)
noise = torch.randn({settings.rows}, {settings.features}, generator=generator)
x = centres[y] + {settings.noise} * noise"""


def _bundled(name: str) -> Callable[[DataSettings], str]:
    def rows(settings: DataSettings) -> str:
        return f"x, y = map(torch.from_numpy, datasets.{name}(return_X_y=True))"

    return rows


def _digits(settings: Digits) -> str:
    return f"{_bundled('load_digits')(settings)}\nx = (x / 16).float()  # 16 is the brightest pixel"


ROWS: dict[type[DataSettings], Callable[[Any], str]] = {
    Tutorial: _tutorial,
    Moons: _moons,
    Circles: _circles,
    Spirals: _spirals,
    Blobs: _blobs,
    Iris: _bundled("load_iris"),
    Wine: _bundled("load_wine"),
    BreastCancer: _bundled("load_breast_cancer"),
    Digits: _digits,
}

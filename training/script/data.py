"""The data in source: how the rows are made or read, divided and brought to one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.experiment.data import DataSettings
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
    rows = f"{comment(f'Data: {type(settings).__doc__}')}\n{settings.source()}"
    split, divide = split_block(settings, dataset.val_rows), divide_block(dataset.val_rows)
    if not settings.standardised:
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

"""The optimizer's numbers for many networks at once, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import torch
from torch import Tensor

from training.engine.sweep.member import Plan, State

Number: TypeAlias = float | Tensor  # a float where all networks share it, else a column (networks, 1) float64
Numbers: TypeAlias = Mapping[str, Number]


def numbers_of(plans: Sequence[Plan], names: Sequence[str], device: torch.device) -> Iterator[Numbers]:
    """Yield for each batch the numbers of all networks; those of the plans' last state once and again."""
    rows = [[_flat(state)[: len(names)] for state in plan] for plan in plans]
    table = torch.tensor(rows, dtype=torch.float64)  # (networks, states, names)
    alike = (table == table[:1, :1]).all(0).all(0).tolist()
    shared: dict[str, Number] = {name: rows[0][0][i] for i, name in enumerate(names) if alike[i]}
    varied = [(i, name) for i, name in enumerate(names) if not alike[i]]
    numbers: Numbers = shared
    for columns in table.to(device).unbind(1):
        numbers = shared | {name: columns[:, i : i + 1] for i, name in varied}
        yield numbers
    while True:
        yield numbers


def _flat(state: State) -> list[float]:
    """Return the settings of the one parameter group in order; Adam's two betas stand in a row."""
    return [number for value in state[0] for number in (value if isinstance(value, tuple) else (value,))]

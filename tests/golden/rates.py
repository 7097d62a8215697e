"""The rates of all cases as this torch computes them, and those that other versions computed."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from torch.optim import lr_scheduler, swa_utils

from tests.golden.cases import CASES

FILE = Path(__file__).with_name("rates.json")
STEPS = 12
FIGURES = (1.0, 0.9, 0.95, 0.9, 0.91, 0.92, 0.8, 0.8, float("nan"), 0.8, 0.8, 0.79)  # for what watches one
Rates = dict[str, list[Any]]  # by case; one that fails ends with the name of the error


def version() -> str:
    """Return what the rates depend on of torch's version: `2.13`."""
    return ".".join(torch.__version__.split(".")[:2])


def computed() -> Rates:
    """Return the rates, and the momenta where they move."""
    found: Rates = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in CASES:
            rates, momenta = _course(case)
            found[case] = rates
            if len(set(momenta)) > 1:
                found[f"momentum of {case}"] = momenta
    return found


def _course(case: str) -> tuple[list[Any], list[Any]]:
    """Return rate and momentum before each of the steps and after the last."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
    rates, momenta = [], []
    try:
        scheduler = eval(case, {**vars(lr_scheduler), "SWALR": swa_utils.SWALR, "optimizer": optimizer})
        for figure in (*FIGURES, None):
            rates.append(float(optimizer.param_groups[0]["lr"]))
            momenta.append(optimizer.param_groups[0]["momentum"])
            if figure is not None:
                scheduler.step(figure) if case.startswith("ReduceLROnPlateau") else scheduler.step()
    except Exception as error:
        rates.append(type(error).__name__)
    return rates, momenta


def golden() -> dict[str, Rates]:
    """Return the rates of each version that computed them, oldest first."""
    if not FILE.exists():
        return {}
    found: dict[str, Rates] = {}
    rates: Rates = {}
    for name, differences in json.loads(FILE.read_text("utf-8")).items():
        rates = found[name] = rates | differences
    return found


def write(versions: dict[str, Rates]) -> None:
    """Write the first version's rates, and of each further one what differs from the one before."""
    blocks, before = [], Rates()
    for name in sorted(versions, key=lambda name: [int(part) for part in name.split(".")]):
        new = {case: rates for case, rates in versions[name].items() if before.get(case) != rates}
        lines = ",".join(f"\n  {json.dumps(case)}: {json.dumps(rates)}" for case, rates in new.items())
        blocks.append(f"{json.dumps(name)}: {{{lines}}}")
        before = versions[name]
    FILE.write_text("{\n" + ",\n".join(blocks) + "\n}\n", "utf-8")

"""How low the tutorial ends at a constant rate, with StepLR and with MultiStepLR, seed by seed.

Run from the project's root: python -m tests.benchmarks.tutorial_schedules [SEEDS [DATA_SEED]]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import torch

from training.engine.record import EpochRecord
from training.engine.train import train
from training.experiment.data import Tutorial
from training.experiment.experiment import Experiment
from training.experiment.schedulers import MultiStepLR, NoScheduler, StepLR

SCHEDULERS = {
    "constant": NoScheduler(),
    "StepLR": StepLR(step_size=5, gamma=0.5),
    "MultiStepLR": MultiStepLR(milestones=(3, 7), gamma=0.1),
}
LINE = "{:>5}" + "{:>20}" * len(SCHEDULERS)


def last_records(seed: int, data_seed: int = 0) -> dict[str, EpochRecord]:
    """Return the last epoch of the tutorial by the scheduler's name."""
    return {
        name: list(train(Experiment(seed=seed, device="cpu", data=Tutorial(seed=data_seed), scheduler=scheduler)))[-1]
        for name, scheduler in SCHEDULERS.items()
    }


def is_lower(record: EpochRecord, constant: EpochRecord) -> bool:
    """Whether both losses, of training and of validation, are lower than at the constant rate."""
    assert record.val_loss is not None
    assert constant.val_loss is not None
    return record.loss < constant.loss and record.val_loss < constant.val_loss


def print_table(seeds: Sequence[int], data_seed: int) -> None:
    """Print training and validation loss of each run, marked where both are lower than the constant rate's."""
    print(LINE.format("seed", *SCHEDULERS))
    lower = dict.fromkeys(SCHEDULERS, 0)
    for seed in seeds:
        records = last_records(seed, data_seed)
        cells = []
        for name, record in records.items():
            won = is_lower(record, records["constant"])
            lower[name] += won
            cells.append(f"{'*' if won else ''} {record.loss:.4f} {record.val_loss:.4f}")
        print(LINE.format(seed, *cells))
    print(LINE.format("*", "both lower", *(f"{lower[name]} of {len(seeds)}" for name in list(SCHEDULERS)[1:])))


if __name__ == "__main__":
    torch.set_num_threads(1)
    count, data_seed = (*map(int, sys.argv[1:]), *(10, 0)[len(sys.argv) - 1 :])
    print_table(range(count), data_seed)

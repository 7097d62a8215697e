"""A process that goes on with trainings begun by another: python -m tests.training.engine.resuming FOLDER."""

from __future__ import annotations

import pickle
import sys
from functools import cache
from pathlib import Path

import torch

from training.engine.checkpoint import checkpoint_of, read, resume
from training.engine.data import load
from training.engine.train import train_on
from training.experiment.experiment import Experiment

torch.set_num_threads(1)


def main(folder: Path) -> None:
    load_once = cache(load)
    for job in sorted(folder.glob("*.checkpoint")):
        experiment = Experiment.model_validate_json(job.with_suffix(".json").read_text())
        trainer = resume(experiment, load_once(experiment.data), job.read_bytes())
        records = [record._replace(seconds=0.0) for record in train_on(trainer)]
        job.with_suffix(".outcome").write_bytes(pickle.dumps((records, read(checkpoint_of(trainer)))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

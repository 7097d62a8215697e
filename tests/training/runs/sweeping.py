"""A process that trains a sweep, or goes on with it, and tells what is on the disk.

python -m tests.training.runs.sweeping FILE STORE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from training.engine.sweep import rounds
from training.engine.sweep.sweep import Way
from training.experiment.sweep import read_sweep
from training.runs import store_writer
from training.runs.store import Mode, RunStore
from training.runs.store.sweeps import SweepStore
from training.runs.stored_sweep import begin_sweep, find_sweep
from training.runs.sweep_recorder import SweepRecorder

torch.set_num_threads(1)
store_writer.INTERVAL, store_writer.LARGEST_SHARE, rounds.LARGEST_SHARE = 0.02, 1.0, 1.0


def main(file: Path, path: Path, way: Way) -> None:
    with RunStore(path, Mode.WRITE) as store:
        number = SweepStore(store).latest_unfinished()
        found = begin_sweep(store, read_sweep(file), way) if number is None else find_sweep(store, number)
        recorder = SweepRecorder(store, found, print)
        for _ in recorder.train({}):
            print(json.dumps(recorder.committed), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Way(sys.argv[3]))

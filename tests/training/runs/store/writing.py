"""Processes that write a store until they are killed, or to the end: python -m tests.training.runs.store.writing ...

`write PATH BLOCKS` keeps blocks of epochs and prints the last epoch of each once it is kept.
"""

from __future__ import annotations

import hashlib
import math
import sys
from pathlib import Path

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore

BLOCK = 7  # epochs
FIGURES = (0.5, math.nan, math.inf, 1 / 3, 5e-324)


def record_of(epoch: int) -> EpochRecord:
    return EpochRecord(epoch, 0.1, 0.05, FIGURES[epoch % len(FIGURES)], 0.75, epoch / 7, 0.5, 0.25)


def state_of(epoch: int) -> bytes:
    return hashlib.sha256(b"%d" % epoch).digest() * 1000


def write(path: Path, blocks: int) -> None:
    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment(epochs=10**6))
        for last in range(BLOCK, (blocks + 1) * BLOCK, BLOCK):
            records = [record_of(epoch) for epoch in range(last - BLOCK + 1, last + 1)]
            kept = {last: state_of(last)} if last % (3 * BLOCK) == 0 else {}
            store.append(run, records, state_of(last), kept)
            print(last, flush=True)
        store.finish(run, Status.FINISHED)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[3]))

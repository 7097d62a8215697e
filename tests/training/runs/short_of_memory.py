"""Trains a recorded run again and again, each time with so many bytes beside what its network takes: FOLDER BYTES..."""

from __future__ import annotations

import resource
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.engine.data import load
from training.engine.train import start
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.exporting import RUN
from training.runs.recorder import Recorder
from training.runs.store import Mode, RunStore
from training.runs.trace import Trace
from training.terminal.targets import Targets, add_targets
from training.terminal.training import carry_out

WIDTH = 3000
STATE = 4 * WIDTH * WIDTH  # bytes, nearly
EXPERIMENT = Experiment(epochs=3, batch_size=40, data=Moons(rows=40), network=MLP(hidden=(WIDTH, WIDTH)), device="cpu")


@contextmanager
def limited(room: int) -> Iterator[None]:
    """Let the process take so many bytes more inside the block."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def target(path: Path) -> Targets[Trace]:
    """Return what `--csv PATH` comes to."""
    parser = ArgumentParser()
    add_targets(parser, RUN)
    return Targets(RUN, parser.parse_args([f"--csv={path}"]))


def main(folder: Path, rooms: list[int]) -> None:
    """Print the exit code of each training, whose CSV has the number of its run."""
    with RunStore(folder / "runs.sqlite", Mode.WRITE) as store:
        for room in rooms:
            trainer = start(EXPERIMENT, load(EXPERIMENT.data))
            run = store.create(EXPERIMENT)
            recorder = Recorder(store, run, trainer, lambda sentence: print(sentence, file=sys.stderr))
            with limited(room):
                print(carry_out(trainer, Trace(EXPERIMENT), recorder, target(folder / f"{run}.csv"), quiet=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(room) for room in sys.argv[2:]])
